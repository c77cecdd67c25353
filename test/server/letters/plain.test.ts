/** The linter of やさしい日本語: every rule finds its planted offence, at its place, and leaves good text alone. */
import { describe, expect, test } from 'vitest';
import { checkPlain } from '../../../server/letters/plain.ts';
import { knownReading } from '../../../server/letters/readings.ts';

const rules = (text: string) => checkPlain(text).map((finding) => finding.rule);
const errors = (text: string) =>
  checkPlain(text)
    .filter((finding) => finding.level === 'error')
    .map((finding) => `${finding.rule} ${finding.found}`);

const longText = 'あいうえおです。\n'.repeat(130);

describe('plain Japanese', () => {
  test.each([
    'ありがとうございます。',
    '登録(とうろく)が終(お)わりました。',
    '2026年(ねん)4月(がつ)1日(ついたち)に来(き)てください。',
    '午前(ごぜん)9時(じ)から午後(ごご)5時(じ)までです。',
    '24時間(じかん)使(つか)うことができます。',
    '7日(なのか)に1回(かい)メールを送(おく)ります。',
    '■お知(し)らせ',
    '・在留(ざいりゅう)カード',
    '新(あたら)しいURL<ページの住所(じゅうしょ)>をもらってください。',
    'https://example.jp/17:00/1/2',
    '{{name}} さんの申請(しんせい)を受(う)け付(つ)けました。',
    '「できますか」と聞(き)きました。',
    'お金(かね)をもらいません。',
    'お店(みせ)で待(ま)ってください。',
    '電話(でんわ)：050-3786-3053',
    'この手紙(てがみ)を\n読(よ)んでください。',
    '050-3786-3053\n月曜日(げつようび)から金曜日(きんようび)まで\n午前(ごぜん)9時(じ)から午後(ごご)5時(じ)まで',
  ])('%s is good', (text) => {
    expect(errors(text)).toEqual([]);
  });

  test.each([
    ['E1', `${'とても'.repeat(25)}です。`],
    ['E2', '登録が終(お)わりました。'],
    ['E2', '登録(トウロク)しました。'],
    ['E2', '受け取(と)りました。'],
    ['E3', '登録(どうろく)しました。'],
    ['E3', '7日(しちにち)です。'],
    ['E3', '14日(じゅうよんにち)です。'],
    ['E3', '10分(ふん)です。'],
    ['E3', '12分(ぷん)です。'],
    ['E3', '4月(しがつ)です。'],
    ['E3', '在留資格(ざいりゅうしがく)です。'],
    ['E5', '登録(とうろく)する。'],
    ['E5', 'これは本(ほん)だ。'],
    ['E5', 'メールを送(おく)った。'],
    ['E5', 'これは大切(たいせつ)である'],
    ['E6', '書(か)かなければなりません。'],
    ['E6', '行(い)かないわけではありません。'],
    ['E6', '出(だ)さないといけません。'],
    ['E6', '言(い)わなくてはいけません。'],
    ['E8', 'お待(ま)ちください。'],
    ['E8', '送(おく)らせていただきます。'],
    ['E8', '申し上げます。'],
    ['E8', '待(ま)っております。'],
    ['E8', '御案内(ごあんない)です。'],
    ['E8', 'ご連絡(れんらく)ください。'],
    ['E11', '令和(れいわ)8年(ねん)です。'],
    ['E11', '4/1に来(き)てください。'],
    ['E11', '2026/04/01です。'],
    ['E11', 'R8.4です。'],
    ['E12', '17時(じ)です。'],
    ['E12', '9時(じ)です。'],
    ['E12', '9:30です。'],
    ['E12', '月曜日(げつようび)〜金曜日(きんようび)です。'],
  ])('%s is an error in: %s', (rule, text) => {
    expect(errors(text).map((found) => found.split(' ')[0])).toContain(rule);
  });

  test.each([
    ['E1.long', `${'とても'.repeat(14)}です。`],
    ['E3.unknown', '薔薇(ばら)です。'],
    ['E4', '今日(きょう)明日(あした)来週(らいしゅう)来月(らいげつ)来年(らいねん)毎日(まいにち)毎週(まいしゅう)です。'],
    ['E7', '名前(なまえ)が書(か)かれています。'],
    ['E9', 'コンプライアンスです。'],
    ['E10', 'FAQを見(み)ます。'],
    ['E13', '本(ほん)などです。'],
    ['E14', '外国人在留支援(がいこくじんざいりゅうしえん)です。'],
    ['E15', '受領登録(じゅりょうとうろく)をします。'],
    ['E16', longText],
    ['E17', 'しっかり見(み)ます。'],
  ])('%s is a warning in: %.40s', (rule, text) => {
    const found = checkPlain(text).filter((finding) => finding.rule === rule);
    expect(found.map((finding) => finding.level)).toContain('warning');
  });

  test('a term explained once is not asked again', () => {
    expect(rules('受領登録(じゅりょうとうろく)<受(う)け取(と)ったと知(し)らせること>をします。')).not.toContain('E15');
  });

  test('findings stand at the line and column of the source', () => {
    const [finding] = checkPlain('Subject: お知(し)らせ\n\n・{{topics}}\nこれは登録です。');
    expect(finding).toMatchObject({ rule: 'E2', line: 4, column: 4, found: '登録' });
    const [wrapped] = checkPlain('あなたの\n大切(たいせつ)な手続です。').filter((one) => one.rule === 'E2');
    expect(wrapped).toMatchObject({ line: 2, column: 10, found: '手続' });
  });

  test('words join: a compound of approved words is right, one wrong part is wrong, a new word is unknown', () => {
    expect(knownReading('更新手続', 'こうしんてつづき')).toBe('right');
    expect(knownReading('更新手続', 'こうしんてつずき')).toBe('wrong');
    expect(knownReading('薔薇', 'ばら')).toBe('unknown');
  });
});
