/** Turns of plain Japanese that patterns see: について and により, several facts in a sentence, a こちら that leads nowhere, signs, lists, blanks. */
import type { Rule } from './findings.ts';

type Place = { text: string; kind: 'sentence' | 'phrase' | 'skip' };
type Report<S extends Place> = (rule: Rule, stretch: S, index: number, found: string) => void;

const about =
  /について(?=は|の|、|お|知|説|[\u4E00-\u9FFF])|に関(?:して|する)|により(?!ます)|によって|において|における|に際して|に基づ(?:き|いて|く)|に伴(?:い|って|う)|にあたって|に当たって|に係る|をもって|を通じて|に対(?:して|する)/g;
/** A こちら that no link and no place follows. */
const here = /こちら(?!の(?:ページ|番号|窓口|電話|住所))/g;
const slash = /[ぁ-んァ-ヶー\u4E00-\u9FFF)）][/／](?=[ぁ-んァ-ヶ\u4E00-\u9FFF])/g;
/** Where one fact ends and another begins. */
const joint =
  /(?:ので|から|ため|けれど|けれども|ますが|ですが|ましたが|場合は|ときは|たら|れば|って|んで|いて|して|きて|えて|けて|せて|めて|りて|れて|し)、/g;
const listed = /(?:[^、。「」]{1,14}、){3,}[^、。「」]{1,14}(?:と|や|などを?|が|を|は)/g;

/** One stretch, without readings. */
export const checkPhrases = <S extends Place>(bare: S, report: Report<S>): void => {
  const each = (pattern: RegExp, rule: Rule, unless?: (at: number) => boolean) => {
    for (const match of bare.text.matchAll(pattern))
      if (!unless?.(match.index)) report(rule, bare, match.index, match[0]);
  };
  each(about, 'phrase.about');
  each(here, 'word.here', (at) => /\]\(|https?:|\uE001/.test(bare.text.slice(at, at + 60)));
  each(slash, 'sign.slash');
  for (const match of bare.text.matchAll(/[^。！？!?]+[。！？!?]?/g)) {
    const joints = [...match[0].matchAll(joint)].length;
    if (joints >= 2) report('E1.facts', bare, match.index, String(joints + 1));
    for (const list of match[0].matchAll(listed)) report('E16.list', bare, match.index + list.index, list[0]);
  }
};

/** E18: blanks between phrases in some sentences and not in others of one text; null when it is of one kind. */
export const blanksDiffer = (all: readonly Place[]): { spaced: number; whole: number } | null => {
  const long = all
    .filter(({ kind }) => kind === 'sentence')
    .flatMap(({ text }) => text.split(/[。！？!?]/))
    .filter((text) => text.replace(/\s/g, '').length >= 12);
  const spaced = long.filter((text) => /[ぁ-ん\u4E00-\u9FFF、][ \u3000][ぁ-んァ-ヶ\u4E00-\u9FFF]/.test(text)).length;
  return spaced > 0 && spaced < long.length ? { spaced, whole: long.length - spaced } : null;
};
