/**
 * A first draft in plain Japanese by rules: short sentences, easy words, western years, 午前 and 午後, readings. It is a draft: each sentence stands
 * beside its source, and what no rule makes plain stays as it is and is marked. Nothing is sent, asked or guessed by a model.
 */
import { blockNamed } from '../keptBlocks.ts';
import { datesIn } from '../said/dates.ts';
import { hardWords } from '../said/easyWords.ts';
import { checkPlja } from '../said/pljaCheck.ts';
import type { AgencyWord } from './lay.ts';
import { proposeReadings } from './propose.ts';
import type { TokenDesk } from './tokenDesk.ts';

/** `left`: what a person must still make plain, by rule and words. */
export type DraftSentence = { source: string; draft: string; left: { rule: string; found: string }[] };
/** `text`: the whole draft with its line breaks, without marks. */
export type Draft = { text: string; sentences: DraftSentence[]; open: number };

type Turn = readonly [RegExp, string | ((...groups: string[]) => string)];

const half = (hour: number) => (hour < 12 ? `午前${hour}` : `午後${hour - 12}`);

/** Turns of offices and what people say, in this order; the longer ones first. */
const turns: readonly Turn[] = [
  [/令和([0-9０-９]{1,2}|元)年/g, (_all, n) => `${2018 + (n === '元' ? 1 : Number(n!.normalize('NFKC')))}年`],
  [/平成([0-9０-９]{1,2}|元)年/g, (_all, n) => `${1988 + (n === '元' ? 1 : Number(n!.normalize('NFKC')))}年`],
  [
    /(?<!午[前後]|\d)(\d{1,2})[:：](\d{2})/g,
    (_all, h, m) => `${half(Number(h))}時${m === '00' ? '' : `${Number(m)}分`}`,
  ],
  [/(?<!午[前後]|\d)(\d{1,2})時(?!間)/g, (_all, h) => `${half(Number(h))}時`],
  [/\s*[〜～]\s*(?=[午0-9])/g, 'から'],
  [/(から(?:午[前後])?\d{1,2}(?:時(?:\d{1,2}分)?|日|月\d{1,2}日))(?=です|に|、|。|$|\s)/g, '$1まで'],
  [/(?:して|お願い)(?:いただき|頂き)ますよう(?:に)?お願い(?:いた|致)?します/g, 'してください'],
  [/(?:ご|御)([\u4E00-\u9FFF]{2})(?:いただき|頂き)?ますよう(?:に)?お願い(?:いた|致)?します/g, '$1してください'],
  [/(?:ご|御)([\u4E00-\u9FFF]{2})(?:を)?(?:お願い(?:いた|致)?します|願います|(?:ください|下さい))/g, '$1してください'],
  [/お([^。、\s]{1,5}?)(?:ください|下さい)/g, (_all, stem) => `${teForm(stem!)}ください`],
  [/することができます/g, 'できます'],
  [/することができません/g, 'できません'],
  [/しなければ(?:なりません|いけません)|する必要があります|することとなります/g, 'してください'],
  [/(?:さ|行わ)れます/g, 'します'],
  [/(?:さ|行わ)れました/g, 'しました'],
  [/(?:いた|致)します/g, 'します'],
  [/(?:いた|致)しました/g, 'しました'],
  [/ております/g, 'ています'],
  [/でございます/g, 'です'],
  [/となります/g, 'です'],
  [/について(?:は|、)/g, 'は、'],
  [/により、/g, 'で、'],
  [/において/g, 'で'],
  [/に関する/g, 'の'],
  [/(?:以下|下記|次)のとおりです/g, '下に書きます'],
  [/下さい/g, 'ください'],
  [/(?:及び|ならびに|並びに)/g, 'と'],
  [/(?:又は|または|若しくは|もしくは)/g, 'か'],
  [/ご案内/g, '案内'],
  [/ご(?=[\u4E00-\u9FFF]{2})/g, ''],
];

/** お待ち → 待って, お持ち → 持って, お知らせ → 知らせて. */
const teForm = (stem: string): string => {
  const [head, last] = [stem.slice(0, -1), stem.slice(-1)];
  const end: Record<string, string> = {
    ち: 'って',
    り: 'って',
    い: 'って',
    き: 'いて',
    ぎ: 'いで',
    し: 'して',
    み: 'んで',
    び: 'んで',
    に: 'んで',
  };
  return end[last] ? head + end[last] : `${stem}て`;
};

/** する after a word that has an easy verb of its own: 提出してください → 出してください. */
const endings: readonly (readonly [string, (verb: string) => string])[] = [
  ['してください', (verb) => `${teOf(verb)}ください`],
  ['しました', (verb) => `${masuOf(verb)}ました`],
  ['しません', (verb) => `${masuOf(verb)}ません`],
  ['します', (verb) => `${masuOf(verb)}ます`],
  ['できます', (verb) => `${verb}ことができます`],
  ['する', (verb) => verb],
];
const rows: Readonly<Record<string, readonly [te: string, masu: string]>> = {
  す: ['して', 'し'],
  く: ['いて', 'き'],
  ぐ: ['いで', 'ぎ'],
  う: ['って', 'い'],
  つ: ['って', 'ち'],
  ぶ: ['んで', 'び'],
  む: ['んで', 'み'],
};
/** Verbs in る that drop it; all others in る are of the row of ら. */
const dropping = /(?:[えけせてねべめれげぜで見])る$/;
const teOf = (verb: string): string => {
  const plain = verb.replace(/\([ぁ-ん]+\)/g, '');
  if (plain.endsWith('持ってくる')) return plain.replace(/くる$/, 'きて');
  if (plain === '来る') return '来て';
  if (plain.endsWith('る')) return dropping.test(plain) ? `${plain.slice(0, -1)}て` : `${plain.slice(0, -1)}って`;
  return plain.slice(0, -1) + (rows[plain.slice(-1)]?.[0] ?? '');
};
const masuOf = (verb: string): string => {
  const plain = verb.replace(/\([ぁ-ん]+\)/g, '');
  if (plain.endsWith('くる')) return plain.replace(/くる$/, 'き');
  if (plain === '来る') return '来';
  if (plain.endsWith('る')) return dropping.test(plain) ? plain.slice(0, -1) : `${plain.slice(0, -1)}り`;
  return plain.slice(0, -1) + (rows[plain.slice(-1)]?.[1] ?? '');
};

/** Easy verbs for する-nouns; other proposals are told and left to a person. */
const verbs = [...hardWords].filter(
  ([word, easy]) => /^[\u4E00-\u9FFF]{2}$/.test(word) && /[うくぐすつぶむる]$/.test(easy) && !/[にをの]/.test(easy),
);

const plainer = (sentence: string): string => {
  let text = sentence;
  for (const [pattern, to] of turns) text = text.replace(pattern, to as string);
  for (const [word, easy] of verbs)
    for (const [ending, make] of endings)
      text = text.replaceAll(`${word}${ending}`, make(easy)).replaceAll(`${word}を${ending}`, make(easy));
  return text;
};

/** A sentence that says two things becomes two, where the joint is plain. */
const split = (sentence: string): string =>
  sentence.length <= 40
    ? sentence
    : sentence
        .replace(/(ます|です|ました|でした)(?:が|けれども?)、/g, '$1。しかし、')
        .replace(/(ます|です|ました|でした)ので、/g, '$1。だから、')
        .replace(/するため、/g, 'します。だから、')
        .replace(/したため、/g, 'しました。だから、');

const sentencesOf = (line: string): string[] => line.match(/[^。！？]+[。！？]*/g) ?? [];

/** Drafts a text; links and headings stay. Errors: those of the tokenizer's desk. */
export const draftPlja = async (desk: TokenDesk, source: string, words: readonly AgencyWord[] = []): Promise<Draft> => {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const parts = lines.map((line) =>
    /^\s*https?:\/\/\S+\s*$/.test(line) || blockNamed(line) ? [line] : sentencesOf(line),
  );
  const plain = parts.map((all) => all.map((one) => (blockNamed(one) ? one : split(plainer(one)))));
  const { text } = await proposeReadings(desk, plain.map((all) => all.join('\u0001')).join('\n'), words);
  const drafted = text.split('\n').map((line) => line.split('\u0001'));
  const sentences: DraftSentence[] = [];
  for (const [i, all] of parts.entries())
    for (const [n, one] of all.entries()) {
      const draft = drafted[i]?.[n] ?? one;
      const found = blockNamed(one) ? [] : await checkPlja(desk, draft, '', words);
      const left = found.map(({ rule, found }) => ({ rule, found }));
      sentences.push({
        source: one,
        draft,
        left: lostDates(one, draft) ? [...left, { rule: 'languages.lack', found: one }] : left,
      });
    }
  return {
    text: text.replaceAll('\u0001', '').replace(/。(?=しかし、|だから、)/g, '。\n'),
    sentences,
    open: sentences.filter(({ left }) => left.length > 0).length,
  };
};

/** A rule must never lose a date. */
const lostDates = (source: string, draft: string): boolean =>
  datesIn(source).some(({ month, day }) => !datesIn(draft).some((d) => d.month === month && d.day === day));
