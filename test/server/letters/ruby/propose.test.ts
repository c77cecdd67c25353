/** One press puts all readings in: numbers by rule, context, the agency's words over all; what is unsure is told. The bench's sentences hold here, too. */
import { afterAll, describe, expect, it } from 'vitest';
import { judgeReadings, readingSentences } from '../../../../bench/readings.ts';
import { checkPlain } from '../../../../server/letters/plain.ts';
import { proposeReadings } from '../../../../server/letters/ruby/propose.ts';
import { openTokenDesk } from '../../../../server/letters/ruby/tokenDesk.ts';

const desk = openTokenDesk();
afterAll(() => desk.close());
const read = async (text: string, words: Parameters<typeof proposeReadings>[2] = []) =>
  (await proposeReadings(desk, text, words)).text;

describe('readings', () => {
  it('are added to kanji that have none, and to nothing twice', async () => {
    const first = await proposeReadings(desk, '窓口(まどぐち)の 予約は 電話で できます。');
    expect(first).toEqual({
      text: '窓口(まどぐち)の 予約(よやく)は 電話(でんわ)で できます。',
      added: 2,
      unsure: [],
      unknown: [],
    });
    expect(await proposeReadings(desk, first.text)).toMatchObject({ text: first.text, added: 0 });
    expect(await read('')).toBe('');
  });

  it.each([
    ['午前9時30分', '午前(ごぜん)9時(じ)30分(ぷん)'],
    ['4月7日', '4月(がつ)7日(なのか)'],
    ['４月２０日', '４月(がつ)２０日(はつか)'],
    ['14日以内、24日、2日間', '14日(じゅうよっか)以内(いない)、24日(にじゅうよっか)、2日間(ふつかかん)'],
    ['4月1日から', '4月(がつ)1日(ついたち)から'],
    ['1日に3回', '1日(にち)に3回(かい)'],
    ['週に1日は休みます', '週(しゅう)に1日(にち)は休(やす)みます'],
    ['年に1日、あと1日の間', '年(ねん)に1日(にち)、あと1日(にち)の間(あいだ)'],
    ['来月1日から、毎月1日に', '来月(らいげつ)1日(ついたち)から、毎月(まいつき)1日(ついたち)に'],
    ['1人、2人、3人', '1人(ひとり)、2人(ふたり)、3人(にん)'],
    ['3か月前', '3か月前(げつまえ)'],
    ['3階の3本', '3階(がい)の3本(ぼん)'],
    ['6本、8匹、10杯、3千円', '6本(ぽん)、8匹(ぴき)、10杯(ぱい)、3千円(ぜんえん)'],
    ['1,200円、5万円、3千人', '1,200円(えん)、5万円(まんえん)、3千人(ぜんにん)'],
    ['何人ですか。数回', '何人(なんにん)ですか。数回(すうかい)'],
    ['第1回', '第(だい)1回(かい)'],
    ['2部屋', '2部屋(へや)'],
    ['(水)と月・金', '(水(すい))と月(げつ)・金(きん)'],
    ['霞が関1丁目2番3号', '霞(かすみ)が関(せき)1丁目(ちょうめ)2番(ばん)3号(ごう)'],
  ])('of what counts: %s', async (given, right) => {
    expect(await read(given)).toBe(right);
  });

  it.each([
    ['手続きを行ってください。', '手続(てつづ)きを行(おこな)ってください。'],
    ['市役所へ行ってください。', '市役所(しやくしょ)へ行(い)ってください。'],
    ['封筒を開いてください。', '封筒(ふうとう)を開(ひら)いてください。'],
    ['窓口は9時に開きます。', '窓口(まどぐち)は9時(じ)に開(あ)きます。'],
    ['申請した方', '申請(しんせい)した方(かた)'],
    ['早く行った方がいい', '早(はや)く行(い)った方(ほう)がいい'],
    ['申請人と外国人と若い人', '申請人(しんせいにん)と外国人(がいこくじん)と若(わか)い人(ひと)'],
    ['その他の人', 'その他(た)の人(ひと)'],
    ['新しい紙', '新(あたら)しい紙(かみ)'],
    ['避難所と市役所', '避難所(ひなんじょ)と市役所(しやくしょ)'],
  ])('by what stands around: %s', async (given, right) => {
    expect(await read(given)).toBe(right);
  });

  it('leave links, addresses and placeholders alone, and name what no dictionary reads', async () => {
    const answer = await proposeReadings(desk, 'https://www.example.jp/案内\n{{topics}} 龘龘');
    expect(answer.text.split('\n')[0]).toBe('https://www.example.jp/案内(あんない)');
    expect(answer.text).toContain('{{topics}} 龘龘');
    expect(answer.unknown).toEqual(['龘']);
    expect(answer.unsure[0]).toMatchObject({ line: 2, word: '龘', choices: [] });
  });

  it('ask where a mistake would change the meaning, with both readings and the place in the new text', async () => {
    const { text, unsure } = await proposeReadings(desk, '市民(しみん)の 会が あり、ここで開いている。');
    expect(unsure).toHaveLength(1);
    const [asked] = unsure;
    expect(asked!.choices).toEqual(['ひら', 'あ']);
    expect(text.slice(asked!.column - 1)).toMatch(/^開\(ひら\)/);
  });

  it('are those of the agency before all others, everywhere or only near a word', async () => {
    const words = [
      { word: '空メール', reading: 'からめーる', context: '', note: '' },
      { word: '開く', reading: 'あく', context: '店 窓口', note: '' },
    ];
    expect(await read('空メールを送る。', words)).toBe('空(から)メールを送(おく)る。');
    expect(await read('ここの店を開く', words)).toContain('開(あ)く');
    expect(await read('本を開く', words)).toContain('開(ひら)く');
  });

  it('are what the checker approves of', async () => {
    const text = await read('市役所の 窓口は 午前9時から 午後5時までです。\n3千人が 6本の 道を 通ります。');
    expect(checkPlain(text).filter((f) => f.rule.startsWith('E3') || f.rule === 'E2')).toEqual([]);
  });
});

it('of 300 sentences and more of public offices at least 99 of 100 words are right, dates and numbers all', async () => {
  const judged = await judgeReadings(desk, readingSentences());
  expect(judged.sentences).toBeGreaterThanOrEqual(300);
  expect(judged.counting).toBeGreaterThan(100);
  expect(judged.misses.filter((miss) => miss.counts)).toEqual([]);
  expect(judged.right / judged.words).toBeGreaterThanOrEqual(0.99);
});

it('of 300 sentences that are kept for judging it is 99 of 100 as well, dates and numbers all', async () => {
  const known = new Set(readingSentences());
  const unseen = readingSentences('judging');
  expect(unseen.filter((line) => known.has(line))).toEqual([]);
  const judged = await judgeReadings(desk, unseen);
  expect(judged.sentences).toBeGreaterThanOrEqual(300);
  expect(judged.counting).toBeGreaterThan(100);
  expect(judged.misses.filter((miss) => miss.counts)).toEqual([]);
  expect(judged.right / judged.words).toBeGreaterThanOrEqual(0.99);
});
