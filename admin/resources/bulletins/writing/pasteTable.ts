/** A table as a list: the form has none, and a phone would not show it. */
/** A line of what was pasted: its mark and its words. `apart`: a blank line stands before it unless a heading does. */
export type Line = { lead: string; text: string; apart: boolean };

const item = (text: string, apart = false): Line => ({ lead: '- ', text, apart });
const below = (text: string): Line => ({ lead: '  - ', text, apart: false });

/** One item for each row; the other cells stand below it with the names of their columns. `headed`: the first row names the columns. */
export const tableLines = (rows: readonly (readonly string[])[], headed: boolean): Line[] => {
  const full = rows.filter((row) => row.some((cell) => cell !== ''));
  const [names, body] = headed && full.length > 1 ? [full[0]!, full.slice(1)] : [[], full];
  const named = (cell: string, column: number) => (names[column] ? `${names[column]}: ${cell}` : cell);
  return body.flatMap((row, i) => {
    const [first = '', ...rest] = row;
    const others = rest.map((cell, n) => named(cell, n + 1)).filter((_, n) => rest[n] !== '');
    if (others.length === 0) return [item(first, i === 0)];
    // Two columns are one sentence: 月曜日: 9時から.
    if (others.length === 1 && names.length === 0)
      return [item([first, others[0]].filter(Boolean).join(': '), i === 0)];
    return [item(first === '' ? others.shift()! : first, i === 0), ...others.map(below)];
  });
};
