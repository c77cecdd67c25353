/** Hints for Japanese as offices write it and for plain English: words with what to write instead, long sentences, the passive. */
import type { Said } from './place.ts';

/** `instead` is proposed; a person decides. */
type Hint = readonly [pattern: RegExp, instead: string];

const japanese: readonly Hint[] = [
  [/(?:て|で|を|お願い)下さい/g, 'ください'],
  [/致し(?=ます|ました|ません)/g, 'いたし'],
  [/出来(?=る|ます|ません|ない|た)/g, 'でき'],
  [/(?:する|した|の)為(?=に|、|。)/g, 'ため'],
  [/(?:する|した|この|その|る|た)事(?=が|は|を|も|に|です)/g, 'こと'],
  [/の様(?=に|な)/g, 'のよう'],
  [/(?:次|下記|以下|予定|従来)の通り/g, 'とおり'],
  [/有難う|有り難う/g, 'ありがとう'],
  [/宜しく/g, 'よろしく'],
  [/尚、/g, 'なお、'],
  [/但し、/g, 'ただし、'],
  [/に於いて/g, 'において'],
  [/させて(?:いただ|頂)(?:き|く)/g, 'します'],
  [/(?:となって|になって)おります/g, 'です'],
  [/ご確認の(?:程|ほど)/g, '御確認'],
];
const english: readonly Hint[] = [
  [/\bplease be (?:advised|informed)(?: that)?\b/gi, 'say it directly'],
  [/\bin order to\b/gi, 'to'],
  [/\bprior to\b/gi, 'before'],
  [/\bsubsequent to\b/gi, 'after'],
  [/\bin the event (?:that|of)\b/gi, 'if'],
  [/\bpursuant to\b/gi, 'under'],
  [/\bwith (?:regard|respect) to\b/gi, 'about'],
  [/\butili[sz]e\b/gi, 'use'],
  [/\bcommence\b/gi, 'start'],
  [/\bterminate\b/gi, 'end'],
  [/\bhereby\b|\bherein\b|\bthereof\b|\baforementioned\b/gi, 'leave it out'],
  [/\bkindly\b/gi, 'please'],
  [/\bdue to the fact that\b/gi, 'because'],
  [/\bat (?:this|the present) (?:point in )?time\b/gi, 'now'],
  [/\bis (?:required|requested) to\b|\bare (?:required|requested) to\b/gi, 'must, or "please"'],
  [/\bshall\b/gi, 'must, or will'],
  [/\bin accordance with\b/gi, 'under, or following'],
  [/\ba (?:large )?number of\b/gi, 'many'],
];
const passive =
  /\b(?:is|are|was|were|be|been|being)\s+(?:\w+ly\s+)?(\w{2,}ed|made|given|sent|held|taken|written|shown|known|paid|kept|found|done)\b/gi;
/** What looks like the passive and is how people speak. */
const plainPassive =
  /\b(?:closed|based|located|interested|married|needed|used|required|requested|allowed|advised|informed|called|named|expected)$/i;

const hints = (line: string, list: readonly Hint[], rule: 'ja.style' | 'en.style'): Said[] =>
  list.flatMap(([pattern, instead]) =>
    [...line.matchAll(pattern)].map((match) => ({ rule, index: match.index, found: `${match[0]} → ${instead}` })),
  );

export const japaneseStyle = (line: string): Said[] => [
  ...hints(line, japanese, 'ja.style'),
  ...[...line.matchAll(/[^。！？]+[。！？]/g)]
    .filter((match) => match[0].length > 80)
    .map((match): Said => ({ rule: 'ja.long', index: match.index, found: String(match[0].length) })),
];

export const englishStyle = (line: string): Said[] => [
  ...hints(line, english, 'en.style'),
  ...[...line.matchAll(passive)]
    .filter((match) => !plainPassive.test(match[0]))
    .map((match): Said => ({ rule: 'en.passive', index: match.index, found: match[0] })),
  ...[...line.replace(/https?:\/\/[!-~]+/g, 'x').matchAll(/[^.!?]+[.!?]/g)]
    .map((match) => ({ index: match.index, n: match[0].trim().split(/\s+/).length }))
    .filter(({ n }) => n > 25)
    .map(({ index, n }): Said => ({ rule: 'en.long', index, found: String(n) })),
];
