/** The whole check of plain Japanese: hard words with what to say instead, the passive, turns of offices, the score, the draft; the shipped texts pass. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { judgeReadings } from '../../../../bench/readings.ts';
import { checkPlain } from '../../../../server/letters/plain.ts';
import { draftPlja } from '../../../../server/letters/ruby/draft.ts';
import { openTokenDesk } from '../../../../server/letters/ruby/tokenDesk.ts';
import { mendOf } from '../../../../server/letters/said/mends.ts';
import { checkPlja, scored } from '../../../../server/letters/said/pljaCheck.ts';

const desk = openTokenDesk();
afterAll(() => desk.close());
const told = async (text: string, words: Parameters<typeof checkPlja>[3] = []) =>
  (await checkPlja(desk, text, '', words)).map(
    ({ rule, found, proposal }) => `${rule} ${found}${proposal ? ` → ${proposal}` : ''}`,
  );

describe('what the tokenizer sees', () => {
  it.each([
    ['申請書(しんせいしょ)を提出(ていしゅつ)してください。', 'word.hard 提出 → 出(だ)す'],
    ['ここは使用禁止(しようきんし)です。', 'word.hard 使用禁止 → 使(つか)わないでください'],
    ['会議(かいぎ)が行(おこな)われます。', 'E7 行わ'],
    ['子(こ)どもに書(か)かせます。', 'E7 書か'],
  ])('%s', async (text, begins) => {
    expect(
      (await told(text)).some((one) => one.startsWith(begins)),
      JSON.stringify(await told(text)),
    ).toBe(true);
  });

  it('easy words, explained words and verbs that only look passive are let through, each hard word is told once', async () => {
    const rules = async (text: string) => (await told(text)).filter((one) => /^(?:word|E7)/.test(one));
    expect(await rules('学校(がっこう)の先生(せんせい)に電話(でんわ)します。')).toEqual([]);
    expect(await rules('これは食(た)べられます。')).toEqual([]);
    expect(await rules('提出(ていしゅつ)<＝出(だ)すこと>です。')).toEqual([]);
    expect((await rules('提出(ていしゅつ)です。提出(ていしゅつ)です。')).length).toBe(1);
  });

  it('a word of the agency with a note is proposed to be explained with it', async () => {
    const words = [{ word: '上陸', reading: 'じょうりく', context: '', note: '日本に入ること' }];
    expect(await told('上陸(じょうりく)します。', words)).toContain('word.hard 上陸 → 上陸<＝日本に入ること>');
  });
});

describe('turns that patterns see', () => {
  it.each([
    ['phrase.about', '手続(てつづ)きについて説明(せつめい)します。', '手続(てつづ)きを説明(せつめい)します。'],
    ['phrase.about', '台風(たいふう)により休(やす)みます。', '台風(たいふう)で休(やす)みます。'],
    ['word.here', 'こちらを見(み)てください。', 'こちらの窓口(まどぐち)に来(き)てください。'],
    ['sign.slash', '父(ちち)／母(はは)が来(き)ます。', '父(ちち)か母(はは)が来(き)ます。'],
    [
      'E1.facts',
      '雨(あめ)が降(ふ)って、道(みち)が悪(わる)いので、バスが来(き)ません。',
      '雨(あめ)です。バスが来(き)ません。',
    ],
    [
      'E16.list',
      '水(みず)、紙(かみ)、薬(くすり)、お金(かね)を持(も)ってきてください。',
      '水(みず)を持(も)ってきてください。',
    ],
    [
      'E18',
      'ここで まってください と いいました。\nここでまってくださいといいました。',
      'ここで まってください と いいました。\nそこで まってください と いいました。',
    ],
  ])('%s', (rule, wrong, right) => {
    const rules = (text: string) => checkPlain(text).map((f) => f.rule as string);
    expect(rules(wrong)).toContain(rule);
    expect(rules(right)).not.toContain(rule);
    expect(mendOf(checkPlain(wrong).find((f) => f.rule === rule)!)).not.toBeNull();
  });
});

describe('the score', () => {
  it('is 100 without a finding, falls with them, and each change says what it would give', async () => {
    expect(scored('窓口(まどぐち)は休(やす)みです。', []).score).toBe(100);
    const text = '書類(しょるい)の提出(ていしゅつ)について、至急(しきゅう)確認(かくにん)されます。';
    const findings = await checkPlja(desk, text, '');
    const { score, changes } = scored(text, findings);
    expect(score).toBeLessThan(60);
    expect(changes).toHaveLength(3);
    expect(changes.every((c) => c.score > score)).toBe(true);
    expect(changes.map((c) => c.score)).toEqual([...changes.map((c) => c.score)].sort((a, b) => b - a));
  });
});

describe('a draft out of Japanese', () => {
  it('is short, in plain words, with readings, each sentence beside its source; what no rule makes plain is marked', async () => {
    const draft = await draftPlja(
      desk,
      '令和8年4月1日は、17時に窓口を閉めます。\n申請書を提出してください。\nご連絡をお願いいたします。\n特段の事情を勘案する。\nhttps://www.moj.go.jp/isa/',
    );
    const by = (n: number) => draft.sentences[n]!;
    expect(by(0).draft).toBe('2026年(ねん)4月(がつ)1日(ついたち)は、午後(ごご)5時(じ)に窓口(まどぐち)を閉(し)めます。');
    expect(by(1)).toEqual({
      source: '申請書を提出してください。',
      draft: '申請書(しんせいしょ)を出(だ)してください。',
      left: [],
    });
    expect(by(2).draft).toBe('連絡(れんらく)してください。');
    expect(by(3).left.map(({ rule }) => rule)).toContain('word.level');
    expect(by(4)).toEqual({ source: 'https://www.moj.go.jp/isa/', draft: 'https://www.moj.go.jp/isa/', left: [] });
    expect(draft.open).toBeGreaterThanOrEqual(1);
    expect(draft.text.split('\n')).toHaveLength(5);
  });

  it('of nothing is nothing', async () => {
    expect(await draftPlja(desk, '')).toEqual({ text: '', sentences: [], open: 0 });
  });
});

describe('the shipped texts in plain Japanese', () => {
  const folder = new URL('../../../../templates/plja/', import.meta.url);
  const files = readdirSync(folder);
  const strings = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(strings)
        : [];
  const lines = files.flatMap((name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    return (name.endsWith('.json') ? strings(JSON.parse(text)) : [text]).flatMap((one) => one.split('\n'));
  });

  it('have the readings that the tokenizer and the rules give them, to 99 of 100, and numbers all', async () => {
    const judged = await judgeReadings(desk, lines);
    expect(judged.words).toBeGreaterThan(1000);
    expect(judged.misses.filter(({ counts }) => counts)).toEqual([]);
    expect(judged.right / judged.words, JSON.stringify(judged.misses)).toBeGreaterThan(0.99);
  });

  it('have no error', async () => {
    for (const name of files.filter((one) => one.endsWith('.txt'))) {
      const found = await checkPlja(desk, readFileSync(new URL(name, folder), 'utf8'), name);
      expect(found.filter(({ level }) => level === 'error')).toEqual([]);
    }
  });
});
