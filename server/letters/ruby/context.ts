/**
 * Words that are read by what stands around them. Each rule asks what ends before and what begins after the word; the first that fits
 * decides. What none decides gets the usual reading and, where a mistake would change the meaning, is asked.
 */
import { contextVerbs, type Verb } from './contextVerbs.ts';
import { contextWords, kanjiBefore, type Rule } from './contextWords.ts';
import type { Token } from './token.ts';

/** 避難所 ひなんじょ, but 役所 やくしょ: what people say, word by word. */
const joStems =
  /(?:避難|案内|出張|停留|派出|休憩|相談|給水|救護|詰|便|近|停車|洗面|駐車|乗|託児|脱衣|更衣|保管|投票|開票|練習)$/;

export type Decided = { reading: string; sure: boolean; choices: string[] };

const first = (rules: readonly Rule[], before: string, word: string, after: string): string | undefined =>
  rules.find(
    ([b, a]) => (!b || b.test(before)) && (!a || a.test(a.source.startsWith(`^${word[0]}`) ? word + after : after)),
  )?.[2];

const decide = ({ usual, or = [] }: Pick<Verb, 'usual' | 'or'>, found: string | undefined): Decided =>
  found
    ? { reading: found, sure: true, choices: [] }
    : { reading: usual, sure: or.length === 0, choices: or.length ? [usual, ...or] : [] };

/** The reading of the kanji that begin a word which context decides; null for all others. */
export const inContext = (line: string, token: Token): Decided | null => {
  const { surface } = token;
  const [before, after] = [line.slice(0, token.from).trimEnd(), line.slice(token.to).trimStart()];
  if (surface === '所' && kanjiBefore.test(before))
    return { reading: joStems.test(before) ? 'じょ' : 'しょ', sure: true, choices: [] };
  const entry = Object.hasOwn(contextWords, surface) ? contextWords[surface] : undefined;
  if (entry) return decide(entry, first(entry.rules, before, surface, after));
  const verb = contextVerbs.find(({ form }) => form.test(surface));
  return verb ? decide(verb, first(verb.rules, before, surface, after)) : null;
};
