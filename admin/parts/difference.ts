/** What changed between two texts, line by line (longest common subsequence). */
export type DiffLine = { sign: ' ' | '+' | '-'; text: string };

/** Beyond so many pairs of lines the middle is told as gone and new: a table of a longer one would stop the browser. */
const PAIRS = 4_000_000;

const as = (sign: DiffLine['sign'], lines: readonly string[]) => lines.map((text): DiffLine => ({ sign, text }));

const middleOf = (a: readonly string[], b: readonly string[]): DiffLine[] => {
  if (a.length * b.length > PAIRS) return [...as('-', a), ...as('+', b)];
  const common: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i]! });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ sign: '-', text: a[i]! });
      i += 1;
    } else {
      lines.push({ sign: '+', text: b[j]! });
      j += 1;
    }
  }
  return lines;
};

/** Lines of `before` that are gone get '-', new lines of `after` '+'. */
export const lineDiff = (before: string, after: string): DiffLine[] => {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return [
    ...as(' ', a.slice(0, head)),
    ...middleOf(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...as(' ', a.slice(a.length - tail)),
  ];
};
