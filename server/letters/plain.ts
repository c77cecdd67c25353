/** The linter of やさしい日本語 (domain 3.5, rules E1 to E17), for templates and for bulletins while they are written. */

import { type Finding, finding, type Rule, sortFindings } from './findings.ts';
import { kanji, parseFurigana, stripReadings } from './furigana.ts';
import { blanksDiffer, checkPhrases } from './plainPhrases.ts';
import { knownReading, type OwnReadings } from './readings.ts';
import { counterReading } from './ruby/counters.ts';
import { columns } from './width.ts';

/** `sentence`: running text. `phrase`: heading, list item, label; needs no です/ます. `skip`: links and marks. */
type RowKind = 'sentence' | 'phrase' | 'skip';
type Row = { line: number; column: number; kind: RowKind; text: string };
/** A text with the place of every character in the source. */
type Stretch = { text: string; at: { line: number; column: number }[]; kind: RowKind };

/** Stands for placeholders and URLs, so that columns stay right and no rule looks inside. */
const masked = '\uE001';
const mask = (text: string) =>
  text.replace(/\{\{[^}]*\}\}|https?:\/\/[!-~]+|[\w.+-]+@[\w.-]+/g, (found) => masked.repeat(found.length));

const readRow = (source: string, line: number): Row => {
  if (/^\s*$|^\{\{[#/]|^\s*https?:\/\/\S+\s*$|^[-*_=]{3,}\s*$/.test(source))
    return { line, column: 1, kind: 'skip', text: '' };
  const mark = /^(?:Subject: *|\s*(?:■|□|#{1,2} |[・•] *|[-*>] |\d{1,3}\. |\^ *))/.exec(source)?.[0] ?? '';
  const fact = /^[^：。]{1,60}：/.test(source);
  const kind = mark || fact ? 'phrase' : 'sentence';
  return { line, column: mark.length + 1, kind, text: mask(source.slice(mark.length)) };
};

/** A line that was only wrapped, so that its sentence goes on; a short one without comma (a telephone number) is whole. */
const goesOn = (text: string) => {
  const bare = stripReadings(text).trimEnd();
  return /[。！？!?、]$/.test(bare) || (columns(bare) >= 24 && /[ぁ-んァ-ヶー一-龠\uE001]$/.test(bare));
};

/** Rows that run on into one another become one stretch, for a sentence may be wrapped over several lines. */
const stretches = (source: string): Stretch[] => {
  const all: Stretch[] = [];
  let open: Stretch | undefined;
  for (const [index, text] of source.split('\n').entries()) {
    const row = readRow(text, index + 1);
    if (row.kind !== 'sentence' || !open) {
      open = row.kind === 'skip' ? undefined : { text: '', at: [], kind: row.kind };
      if (open) all.push(open);
    }
    if (!open) continue;
    open.text += row.text;
    for (let step = 0; step < row.text.length; step += 1) open.at.push({ line: row.line, column: row.column + step });
    if (row.kind === 'phrase' || !goesOn(row.text)) open = undefined;
  }
  return all;
};

/** The stretch without readings, each character still knowing its place. */
const withoutReadings = (stretch: Stretch): Stretch => {
  const bare: Stretch = { text: '', at: [], kind: stretch.kind };
  let from = 0;
  for (const segment of parseFurigana(stretch.text)) {
    bare.text += segment.text;
    bare.at.push(...stretch.at.slice(from, from + segment.text.length));
    from += segment.text.length + (segment.reading === undefined ? 0 : segment.reading.length + 2);
  }
  return bare;
};

type Report = (rule: Rule, stretch: Stretch, index: number, found: string) => void;

const eachMatch = (
  stretch: Stretch,
  pattern: RegExp,
  report: Report,
  rule: Rule,
  allow?: (found: string) => boolean,
) => {
  for (const match of stretch.text.matchAll(pattern)) {
    if (!allow?.(match[0])) report(rule, stretch, match.index, match[0]);
  }
};

const kanjiRun = new RegExp(`[${kanji}]+`, 'gu');

/** E2 and E3: every kanji has its reading, and the right one. */
const checkReadings = (stretch: Stretch, report: Report, own?: OwnReadings) => {
  let at = 0;
  let before = '';
  for (const segment of parseFurigana(stretch.text)) {
    if (segment.reading === undefined) {
      for (const run of segment.text.matchAll(kanjiRun)) report('E2', stretch, at + run.index, run[0]);
      before = segment.text;
      at += segment.text.length;
    } else {
      const pair = `${segment.text}(${segment.reading})`;
      const verdict =
        numberReading(before, segment.text, segment.reading) ?? knownReading(segment.text, segment.reading, own);
      if (verdict === 'wrong') report('E3', stretch, at, pair);
      if (verdict === 'unknown') report('E3.unknown', stretch, at, pair);
      if (segment.text.length >= 5) report('E14', stretch, at, segment.text);
      before = segment.text;
      at += pair.length;
    }
  }
};

/** Readings that depend on the number before them: days, minutes, people. Undefined when no number is involved. */
const numberReading = (before: string, base: string, reading: string): 'right' | 'wrong' | undefined => {
  const own = /^(\d+)(日間?|人)$/.exec(base);
  if (own) return 'right'; // only a right reading is taken together with its number
  const number = /(\d+)$/.exec(before)?.[1];
  if (number === undefined) return undefined;
  const count = Number(number);
  // 「1日」 may also be a span of one day.
  if (base === '日' && count === 1 && reading === 'にち') return 'right';
  const known = counterReading(count, base);
  return known === null ? undefined : known === reading ? 'right' : 'wrong';
};

const politeEnd =
  /(です|ます|でした|ました|ません|ませんでした|ください|でしょう|ましょう|ですか|ますか|ませんか|でしたか|ましたか|でしょうか|ましょうか|ですね|ますね)$/;
const plainEnd = /(だ|だった|である|であった|のだ|ない|なさい)$/;

/** Sentences of a stretch with their beginning; the last may lack its 。. */
const sentencesOf = (bare: Stretch) =>
  [...bare.text.matchAll(/[^。！？!?]*[。！？!?]+[」』)）]*|[^。！？!?]+$/g)].map((match) => ({
    text: match[0],
    index: match.index,
  }));

const checkSentences = (bare: Stretch, report: Report) => {
  for (const { text, index } of sentencesOf(bare)) {
    const words = text.trim();
    if (!words) continue;
    const length = words.replaceAll(new RegExp(`${masked}+`, 'g'), '0'.repeat(8)).length;
    if (length > 60) report('E1', bare, index, String(length));
    else if (length > 40) report('E1.long', bare, index, String(length));
    const signs = (words.match(new RegExp(`[${kanji}]`, 'gu')) ?? []).length;
    if (signs > 13) report('E4', bare, index, String(signs));
    const ended = /[。！？!?][」』)）]*$/.test(words);
    const end = words.replace(/[。！？!?」』)）\s]+$/, '');
    // A quotation inside is its speaker's; what counts is how our sentence ends.
    if ((ended && !politeEnd.test(end)) || (!ended && bare.kind === 'sentence' && plainEnd.test(end))) {
      report('E5', bare, index, words.slice(-12));
    }
  }
};

const doubleNegative =
  /ない(わけ|こと|もの)では?(ない|ありません)|ない(わけ|こと)(は|も)(ない|ありません)|な(けれ|くて|ければ|くては)ば?(は)?(なり|いけ)(ません|ない)|ないと(いけ|なり)(ません|ない)|ないとは(限|かぎ)(りません|らない)|ずには(い|おか)(られ)?(ません|ない)/g;
const passive =
  /(ら|さ|か|が|た|な|ば|ま|わ)れ(る|ます|ました|て|た|ません|ない)|(させ|[かがたなばまわら]せ)(る|ます|ました|て|た|ない)/g;
const humble =
  /御|いただ|頂|おります|おりません|申し上げ|存じ|ございます|ございました|ございません|いたし|致し|いらっしゃ|ご[一-龠]|参り|伺|拝|お[^をがはにでともの、。\s]{1,6}(?<![てで])ください|お[^をがはにでともの、。\s]{1,6}になり?(ます|る|って)/g;
const katakana = /[ァ-ヶー]{2,}(?:・[ァ-ヶー]+)*/g;
const easyKatakana = new Set(
  'メール ページ カード ボタン パスワード アドレス インターネット システム サービス ホームページ センター テスト スマートフォン スマホ パソコン コピー データ ファイル サイズ サイン ニュース ビザ パスポート ホテル バス タクシー トイレ レストラン スーパー コンビニ ガス テレビ ラジオ ニーズ リスト ログイン ヘルプデスク アカウント インフォメーションセンター ネットワーク ポータル マイナンバーカード マイナンバー メールアドレス オンライン ポスト ドア テーブル クラス グループ チェック メモ プリント カメラ シール ゴミ ルール マーク クリック タブ'.split(
    ' ',
  ),
);
const latin = /[A-Za-z][A-Za-z-]{1,}/g;
const easyLatin = new Set(['URL', 'ID', 'PDF', 'MB', 'QR', 'SNS', 'OK', 'NG', 'FRESC']);
const otherDate = /令和|平成|昭和|(?<![\d/.])\d{1,4}\/\d{1,2}(\/\d{1,4})?(?![\d/])|(?<![A-Za-z])[RHS]\d{1,2}[.年]/g;
const otherTime =
  /(?<!\d)(1[3-9]|2[0-4])時(?!間)|(?<![\d:])\d{1,2}:\d{2}(?![\d:])|(?<!午前|午後|\d)\d{1,2}時(?!間)|[〜～]|\d[日時月年分]?[-－−]\d+[日時月年分]/g;
const vague = /など|ごろ|頃|適宜|なるべく|できるだけ|随時|一定の|いろいろと/g;
const sounds =
  /どんどん|きちんと|しっかり|はっきり|ちゃんと|そろそろ|ぴったり|すっきり|ばらばら|手を貸|目を通|頭に入れ|足を運/g;
const terms = [
  '在留資格認定証明書',
  '受領登録',
  '整理番号',
  '再入国許可',
  '在留資格',
  '永住許可',
  '資格外活動許可',
  '在留期間',
];

const checkWords = (bare: Stretch, report: Report) => {
  eachMatch(bare, doubleNegative, report, 'E6');
  eachMatch(bare, passive, report, 'E7');
  eachMatch(bare, humble, report, 'E8', (found) => /ございま/.test(found) && /ありがとうございま/.test(bare.text));
  eachMatch(bare, katakana, report, 'E9', (found) => found.split('・').every((word) => easyKatakana.has(word)));
  eachMatch(bare, latin, report, 'E10', (found) => easyLatin.has(found));
  eachMatch(bare, otherDate, report, 'E11');
  eachMatch(bare, otherTime, report, 'E12');
  eachMatch(bare, vague, report, 'E13');
  eachMatch(bare, sounds, report, 'E17');
};

/** E15: a term of the trade is explained where it first stands: 受領登録<＝…>. */
const checkTerms = (all: readonly Stretch[], report: Report) => {
  for (const [index, term] of terms.entries()) {
    const first = all.find((bare) => bare.text.includes(term));
    // 在留資格 inside 在留資格認定証明書 is not a term of its own.
    const longer = terms.slice(0, index).some((other) => other.includes(term) && first?.text.includes(other));
    if (!first || longer) continue;
    if (!all.some((bare) => bare.text.includes(`${term}<`) || bare.text.includes(`${term}＜`)))
      report('E15', first, first.text.indexOf(term), term);
  }
};

/**
 * Checks a text in plain Japanese, a template or the Markdown of a bulletin. Findings have line and column of the source
 * (from 1). `own`: readings that the agency approves of beside the dictionary. Errors are E1, E2, E3, E5, E6, E8, E11, E12, the rest are warnings.
 */
export const checkPlain = (source: string, file = '', own?: OwnReadings): Finding[] => {
  const findings: Finding[] = [];
  const report: Report = (rule, stretch, index, found) => {
    const place = stretch.at[Math.min(index, stretch.at.length - 1)] ?? { line: 1, column: 1 };
    findings.push(finding(rule, { file, ...place }, found));
  };
  const marked = stretches(source.replace(/\r\n?/g, '\n'));
  const bare = marked.map(withoutReadings);
  for (const stretch of marked) checkReadings(stretch, report, own);
  for (const stretch of bare) {
    checkSentences(stretch, report);
    checkWords(stretch, report);
    checkPhrases(stretch, report);
  }
  checkTerms(bare, report);
  const blanks = blanksDiffer(bare);
  if (blanks) findings.push(finding('E18', { file }, `${blanks.spaced} / ${blanks.whole}`));
  const total = bare.reduce((sum, stretch) => sum + stretch.text.length, 0);
  if (total > 1000) findings.push(finding('E16', { file }, String(total)));
  return sortFindings(findings);
};
