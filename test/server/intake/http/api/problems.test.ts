/** A refusal says which field, which value, which limit and how to mend it, in the caller's language, and its type is a page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldSentences, problems, problemWords } from '../../../../../server/intake/http/api/problems.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { event, type Json, people, type System, systemOf } from '../../../../support/systems.ts';

let app: TestApp;
let ras2: System;
beforeAll(async () => {
  app = await testApp({ API_RATE_MINUTE: '0' });
  ras2 = await systemOf(app);
});
afterAll(() => app.stop());

const details = async (body: unknown, headers: Record<string, string> = {}) =>
  ((await ras2.report(body, '', headers)).body.errors as { detail: string }[]).map((e) => e.detail);
const page = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${app.url}${path}`, { headers });
  return { status: response.status, text: await response.text() };
};

describe('A complaint about a field', () => {
  it.each([
    [
      event('ras2.application.returned', { data: { kind: 'correkt' } }),
      'data.kind (“correkt”) is none of the allowed values: give one of correction, documents',
    ],
    [
      event('ras2.application.returned', { data: { limit_mb: 2000 } }),
      'data.limit_mb (“2000”) is over the limit of 1000: shorten it',
    ],
    [
      event('ras2.declaration.approved', { data: { valid_until: '2026-02-30' } }),
      'data.valid_until (“2026-02-30”) is no date: write it like 2026-11-21',
    ],
    [event('ras2.declaration.approved', { data: { valid_until: undefined } }), 'data.valid_until is missing: add it'],
    [
      event('ras2.account.registered', { data: { colour: 'red' } }),
      'data.colour (“red”) is not a field of this event: leave it out or mend its name',
    ],
  ])('names field, value, limit and mend (%#)', async (sent, sentence) => {
    expect(await details(sent)).toEqual([sentence]);
  });

  it('is in Japanese for who asks for Japanese', async () => {
    const sent = event('ras2.application.returned', { data: { kind: 'correkt' } });
    expect(await details(sent, { 'Accept-Language': 'ja' })).toEqual([
      'data.kind (「correkt」)は使えない値です。次のどれかにしてください: correction, documents',
    ]);
    const { body, headers } = await ras2.report('{', '', { 'Accept-Language': 'ja,en;q=0.5' });
    expect(body.title).toBe('本文がJSONではありません');
    expect(headers.get('vary')).toContain('Accept-Language');
    expect((await ras2.report('{', '', { 'Accept-Language': 'en-GB' })).body.title).toBe('The body is not JSON');
  });

  it('never repeats a secret, masks addresses, and shortens what is long', async () => {
    const secret = event('ras2.application.submitted', { data: { reference: 'a\nSECRET-1', inquiry_password: 7 } });
    expect((await details(secret)).join()).not.toMatch(/SECRET-1|7/);
    const address = event('ras2.declaration.refused', {
      data: { recipients: { filer: { ...people.filer, name: `${'x'.repeat(3000)} hidden.person@example.jp` } } },
    });
    const [long] = await details(address);
    expect(long!.length).toBeLessThan(200);
    expect(long).not.toContain('hidden.person@example.jp');
    const wrong = await details(
      event('ras2.declaration.refused', { data: { recipients: { filer: { email: 'hidden.person@example.jp@x' } } } }),
    );
    expect(wrong.join()).not.toContain('hidden.person@example.jp');
  });
});

describe('The type of a problem', () => {
  it('is an address with a page', async () => {
    const { body } = await ras2.report('{');
    const { pathname } = new URL(String(body.type));
    const { status, text } = await page(pathname);
    expect([pathname, status]).toEqual(['/problems/body.not-json', 200]);
    expect(text).toContain('Check quotes, commas and the end of the body.');
  });

  it('has words and a page in both languages for every code that there is', async () => {
    expect(Object.keys(problemWords.ja.requests).sort()).toEqual(Object.keys(problems).sort());
    expect(Object.keys(problemWords.en.requests).sort()).toEqual(Object.keys(problems).sort());
    expect(Object.keys(problemWords.ja.fields).sort()).toEqual(Object.keys(fieldSentences).sort());
    for (const code of [...Object.keys(problems), ...Object.keys(fieldSentences)])
      for (const lang of ['en', 'ja']) {
        const { status, text } = await page(`/problems/${code}?lang=${lang}`);
        expect([code, status, text.includes(`<html lang="${lang}">`)]).toEqual([code, 200, true]);
        expect(text).not.toMatch(/undefined|\{\w+\}|<script/);
      }
  });

  it('that there is not is 404 in words, and the list has all', async () => {
    const none = await page('/problems/%3Cb%3E?lang=ja');
    expect([none.status, none.text.includes('この名前の問題はありません')]).toEqual([404, true]);
    expect(none.text).not.toContain('<b>');
    const list = (await page('/problems', { 'Accept-Language': 'ja' })).text;
    for (const code of Object.keys(problems)) expect(list).toContain(`/problems/${code}?lang=ja`);
  });
});

it('every sentence about a field says how to mend it', () => {
  const { fields } = problemWords.en as { fields: Json };
  for (const [code, sentence] of Object.entries(fields))
    expect([code, String(sentence)]).toEqual([code, expect.stringContaining(': ')]);
});
