/** Wrong and doubtful input is told in words, and asked about before it is final (cases/residents). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { fillIn, register, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0' });
});
afterAll(() => app.stop());

describe.each(['ja', 'plja', 'en'])('The form in %s', (language) => {
  it.each([
    ['taro @example.jp', 'FBK019E'],
    ['Taro <taro@example.jp>', 'FBK020E'],
    ['mailto:taro@example.jp', 'FBK021E'],
    [`${'a'.repeat(65)}@example.jp`, 'FBK022E'],
    ['entry@mail.example.jp', 'FBK023E'],
    ['me@sub.mail.example.jp', 'FBK023E'],
  ])('names what is wrong with %s', async (email, id) => {
    const page = await fillIn(visitor(app.url), { email, topics: ['law'], language });
    expect([page.status, page.text.includes(id)]).toEqual([422, true]);
    if (email.includes('taro')) expect(page.html).toContain('value="check-meant"');
  });

  it.each([
    ['taro@docomo.jp', 'taro@docomo.ne.jp'],
    ['taro@docomo.nejp', 'taro@docomo.ne.jp'],
    ['taro@docomo.ne', 'taro@docomo.ne.jp'],
    ['taro@kaisha.co', 'taro@kaisha.co.jp'],
  ])('asks about %s and keeps it until somebody presses', async (email, meant) => {
    const page = await fillIn(visitor(app.url), { email, topics: ['law'], language });
    expect(page.status).toBe(200);
    expect(page.text).toContain(meant);
    expect(page.html).toContain(`value="${email}"`);
    expect(page.html).toContain('value="check-meant"');
    expect(page.html).not.toContain('value="register"');
  });

  it.each([
    ['taro@docomonejp', 'FBK017E', 'taro@docomo.ne.jp'],
    ['taro@docomo', 'FBK017E', 'taro@docomo.ne.jp'],
    ['taro@gmail,com', 'FBK017E', 'taro@gmail.com'],
    ['taro@@example.jp', 'FBK013E', 'taro@example.jp'],
    ['taro@docomo .ne.jp', 'FBK019E', 'taro@docomo.ne.jp'],
    ['見本 <taro@example.jp>', 'FBK020E', 'taro@example.jp'],
  ])('says what is wrong with %s and offers what was meant, which is then checked', async (email, id, meant) => {
    const v = visitor(app.url);
    const wrong = await fillIn(v, { email, topics: ['law'], language });
    expect([wrong.status, wrong.text.includes(id), wrong.text.includes(meant)]).toEqual([422, true, true]);
    const used = await v.press('check-meant', { email, topic: ['law'] });
    expect(used.html).toContain('value="register"');
    expect(used.text).toContain(meant);
  });

  it('takes a full stop of a Japanese keyboard for the dot', async () => {
    const page = await fillIn(visitor(app.url), { email: 'taro@example。jp', topics: ['law'], language });
    expect(page.html).toContain('value="register"');
    expect(page.text).toContain('taro@example.jp');
  });

  it('asks about a slip where new links are asked for, too', async () => {
    const v = visitor(app.url);
    await v.open(`/m/reissue/${language}`);
    const asked = await v.press('reissue', { email: 'taro@docomo.jp' });
    expect(asked.text).toContain('taro@docomo.ne.jp');
    expect(asked.html).toContain('value="taro@docomo.jp"');
    const sent = await v.press('reissue-meant', { email: 'taro@docomo.jp' });
    expect([sent.html.includes('class="done"'), sent.text.includes('taro@docomo.ne.jp')]).toEqual([true, true]);
    await v.open(`/m/reissue/${language}`);
    await v.press('reissue', { email: 'taro@docomo.jp' });
    const kept = await v.press('reissue', { email: 'taro@docomo.jp' });
    expect([kept.html.includes('class="done"'), kept.text.includes('taro@docomo.jp')]).toEqual([true, true]);
  });

  it('asks about a slip once, with both choices', async () => {
    const v = visitor(app.url);
    const asked = await fillIn(v, { email: 'taro@gmial.com', topics: ['law'], language });
    expect(asked.status).toBe(200);
    expect(asked.text).toContain('taro@gmail.com');
    const fields = { email: 'taro@gmial.com', topic: ['law'] };
    const kept = await v.post(`/m/${language}_entry`, { ...v.hidden(), ...fields, go: 'check' });
    expect(kept.html).toContain('value="register"');
    expect(kept.text).toContain('taro@gmial.com');
    const w = visitor(app.url);
    await fillIn(w, { email: 'taro@gmial.com', topics: ['law'], language });
    const used = await w.post(`/m/${language}_entry`, { ...w.hidden(), ...fields, go: 'check-meant' });
    expect(used.html).toContain('value="register"');
    expect(used.text).toContain('taro@gmail.com');
  });
});

describe('The end of the period of stay', () => {
  const stay = (email: string, year: string, month: string, day: string) =>
    register(app.url, { email, language: 'en', topics: ['stay-expiry'], more: { year, month, day } });

  it('is answered with the days on which we write', async () => {
    const page = await stay('far@example.jp', '2026', '5', '29');
    // Three months and two weeks before.
    expect(page.text).toContain('February 28, 2026');
    expect(page.text).toContain('May 15, 2026');
  });
  it('that is too near is told at once, with what to do', async () => {
    const page = await stay('near@example.jp', '2025', '11', '26');
    expect(page.text).toContain('too near for a reminder');
    expect(page.text).toContain('Apply for an extension now');
  });
  it('today is refused', async () => {
    const page = await fillIn(visitor(app.url), {
      email: 'today@example.jp',
      topics: ['stay-expiry'],
      language: 'en',
      more: { year: '2025', month: '11', day: '20' },
    });
    expect([page.status, page.text.includes('FBK112E')]).toEqual([422, true]);
  });
});
