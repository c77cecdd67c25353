/** Readings are proposed from the approved dictionary, and what is proposed passes the checker. */
import { describe, expect, it } from 'vitest';
import { checkPlain } from '../../../server/letters/plain.ts';
import { suggestReadings } from '../../../server/letters/suggestReadings.ts';

describe('proposed readings', () => {
  it('are added to kanji that have none, and to nothing twice', () => {
    const first = suggestReadings('窓口(まどぐち)の 予約は 電話で できます。');
    expect(first).toEqual({ text: '窓口(まどぐち)の 予約(よやく)は 電話(でんわ)で できます。', added: 2, unknown: [] });
    expect(suggestReadings(first.text)).toMatchObject({ text: first.text, added: 0 });
  });

  it('follow the number before a counter', () => {
    expect(suggestReadings('午前9時30分').text).toBe('午前(ごぜん)9時(じ)30分(ぷん)');
    expect(suggestReadings('4月7日').text).toBe('4月(がつ)7日(なのか)');
  });

  it('leave links alone and name the words that the dictionary does not have', () => {
    const answer = suggestReadings('https://www.example.jp/ 麒麟');
    expect(answer).toEqual({ text: 'https://www.example.jp/ 麒麟', added: 0, unknown: ['麒麟'] });
  });

  it('are what the checker approves of', () => {
    const { text } = suggestReadings('市役所の 窓口は 午前9時から 午後5時までです。');
    expect(checkPlain(text).filter((f) => f.rule === 'E3')).toEqual([]);
  });
});
