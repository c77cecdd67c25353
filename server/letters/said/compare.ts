/** What the languages of one bulletin say alike: dates, times, links, telephone numbers, numbers, headings. */
import { type Language, languages } from '../../contract/codes.ts';
import { type Finding, finding } from '../findings.ts';
import { stripReadings } from '../furigana.ts';
import { phonesIn } from './contacts.ts';
import { datesIn } from './dates.ts';

export type Written = { subject: string; body: string };

const words = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const clock = (hour: number, minute: number) => `${hour % 24}:${String(minute).padStart(2, '0')}`;

/** Takes matches out of a text, so that nothing is read twice, and answers what each says. */
const taking = (text: string) => {
  let rest = text;
  return {
    take(pattern: RegExp, read: (match: RegExpExecArray) => string | null): string[] {
      const said: string[] = [];
      rest = rest.replace(pattern, (...given) => {
        const groups = given.slice(
          0,
          given.findIndex((part) => typeof part === 'number'),
        );
        const one = read(groups as unknown as RegExpExecArray);
        if (one === null) return groups[0] as string;
        said.push(one);
        return ' ';
      });
      return said;
    },
    rest: () => rest,
  };
};

const timesIn = (lane: ReturnType<typeof taking>): string[] => [
  ...lane.take(/(午前|午後)?\s*(\d{1,2})時(?!間)(?:\s*(\d{1,2})分|半)?/g, (m) => {
    const hour = Number(m[2]) + (m[1] === '午後' && Number(m[2]) < 12 ? 12 : 0);
    return clock(hour, m[3] ? Number(m[3]) : m[0].endsWith('半') ? 30 : 0);
  }),
  ...lane.take(/正午|\bnoon\b/gi, () => clock(12, 0)),
  ...lane.take(/(?<![\d:])(\d{1,2})(?::(\d{2}))?\s*([ap])\.?m\.?(?![a-z])/gi, (m) => {
    const hour = (Number(m[1]) % 12) + (m[3]!.toLowerCase() === 'p' ? 12 : 0);
    return clock(hour, Number(m[2] ?? 0));
  }),
  ...lane.take(/(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])/g, (m) => clock(Number(m[1]), Number(m[2]))),
];

const numberOf = (text: string, unit: string | undefined) =>
  Number(text.replaceAll(',', '')) * ({ 万: 10_000, 億: 100_000_000, 千: 1000 }[unit ?? ''] ?? 1);

/** What a text says, in one form for every language: 'date 4/1', 'time 17:15', 'link …', 'tel …', 'number 300'. */
export const saidIn = (text: string): Set<string> => {
  const plain = stripReadings(text.normalize('NFKC')).replace(/^\s*\d{1,3}\. /gm, '');
  const said: string[] = [];
  const lane = taking(plain);
  said.push(...lane.take(/^\s*\[\[[^\]\n]+\]\]\s*$/gm, (m) => `block ${m[0].trim()}`));
  said.push(...lane.take(/https?:\/\/[!-~]+?(?=[)\]>"'.,;:!?]*(?:\s|$|[^!-~]))/gi, (m) => `link ${m[0]}`));
  for (const line of lane.rest().split('\n')) {
    for (const { month, day } of datesIn(line)) said.push(`date ${month}/${day}`);
    for (const { number } of phonesIn(line)) said.push(`tel ${number}`);
  }
  const rest = taking(
    lane
      .rest()
      .split('\n')
      .map((line) => withoutDates(line))
      .join('\n'),
  );
  said.push(...timesIn(rest).map((time) => `time ${time}`));
  said.push(...rest.take(/(\d+(?:,\d{3})*(?:\.\d+)?)([万億千])?/g, (m) => `number ${numberOf(m[1]!, m[2])}`));
  words.forEach((word, n) => {
    if (n > 0 && new RegExp(`\\b${word}\\b`, 'i').test(plain)) said.push(`word ${n}`);
  });
  return new Set(said);
};

const withoutDates = (line: string): string => {
  let text = line;
  for (const { found } of phonesIn(line)) text = text.replace(found, ' ');
  return text
    .replace(/(?:\d{4}年|(?:令和|平成)(?:\d{1,2}|元)年(?:度)?)?\d{1,2}月\d{1,2}日/g, ' ')
    .replace(
      /\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?|\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)(?:,? \d{4})?/gi,
      ' ',
    );
};

/** True when the other language says it, in figures or (small numbers) in words. */
const has = (other: ReadonlySet<string>, one: string): boolean => {
  if (one.startsWith('word ')) return true;
  const n = /^number (\d+)$/.exec(one)?.[1];
  return other.has(one) || (n !== undefined && other.has(`word ${n}`));
};

const shown = (one: string) => one.replace(/^(?:number|time|date|link|tel|block) /, '');
const headings = ({ body }: Written) => [...body.matchAll(/^(?:#{1,2} |■)/gm)].length;

/**
 * What each language lacks of the first one that is written, or has beyond it: warnings at the beginning of its body. Japanese is the first
 * when it is there.
 */
export const compareLanguages = (texts: Partial<Record<Language, Written>>): Partial<Record<Language, Finding[]>> => {
  const written = languages.filter((l) => texts[l]?.body.trim());
  const first = written[0];
  if (!first || written.length < 2) return {};
  const whole = (l: Language) => saidIn(`${texts[l]!.subject}\n${texts[l]!.body}`);
  const base = whole(first);
  const answer: Partial<Record<Language, Finding[]>> = {};
  for (const language of written.slice(1)) {
    const own = whole(language);
    const at = { file: 'body', line: 1 };
    const lacks = [...base].filter((one) => !has(own, one)).map(shown);
    const more = [...own].filter((one) => !has(base, one)).map(shown);
    answer[language] = [
      ...(lacks.length > 0 ? [finding('languages.lack', at, lacks.join(', '))] : []),
      ...(more.length > 0 ? [finding('languages.more', at, more.join(', '))] : []),
      ...(headings(texts[first]!) === headings(texts[language]!)
        ? []
        : [finding('languages.headings', at, `${headings(texts[first]!)} / ${headings(texts[language]!)}`)]),
    ];
  }
  return answer;
};
