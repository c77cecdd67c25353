/** Leaving always works: whatever happened since the link was mailed, whatever stands in the request, however the mail program dressed it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayNumber } from '../../../../../server/lib/clock.ts';
import { makeLink } from '../../../../../server/lib/token.ts';
import type { ReaderRow } from '../../../../../server/store/readers.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { pathOf, register, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
});
afterAll(() => app.stop());

const rowOf = async (email: string): Promise<ReaderRow> => {
  const rows = (await app.ground.db.knex('reader').orderBy('id')) as ReaderRow[];
  expect((await app.letters()).some((l) => l.to === email)).toBe(true);
  return rows.at(-1)!;
};
const stateOf = async (id: number) =>
  ((await app.ground.db.knex('reader').where({ id }).first()) as ReaderRow | undefined)?.state;
const oneClickOf = (row: ReaderRow, last = '2026-02-18') =>
  `/m/one-click/${makeLink(app.ground.ring, { purpose: 'oneClick', id: row.public_id, day: dayNumber(last) }, row.link_epoch)}`;
const lettersTo = async (email: string) => (await app.letters()).filter((l) => l.to === email);

const reader = async (email: string) => {
  await register(app.url, { email });
  await app.settle();
  const row = await rowOf(email);
  const [letter] = await lettersTo(email);
  return {
    row,
    oneClick: oneClickOf(row),
    change: pathOf(letter!.variables.change_url),
    unsubscribe: pathOf(letter!.variables.unsubscribe_url),
  };
};
const post = async (path: string, init: RequestInit = {}) => {
  const answer = await fetch(app.url + path, { method: 'POST', redirect: 'manual', ...init });
  return { status: answer.status, text: await answer.text(), cookie: answer.headers.get('set-cookie') };
};

describe('One click', () => {
  it.each([
    ['RFC 8058', { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }],
    ['nothing', {}],
    ['plain text', { body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'text/plain' } }],
    ['JSON', { body: '{}', headers: { 'content-type': 'application/json' } }],
    ['a broken multipart', { body: '--x', headers: { 'content-type': 'multipart/form-data' } }],
    ['100 kB', { body: 'x'.repeat(100_000), headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ])('with %s in its body has left', async (name, init) => {
    const r = await reader(`body-${name.replaceAll(/\W/g, '-')}@example.jp`);
    const answer = await post(r.oneClick, init);
    expect([answer.status, answer.cookie]).toEqual([200, null]);
    expect(await stateOf(r.row.id)).toBe('left');
    expect((await post(r.oneClick, init)).status).toBe(200);
  });

  it('with the token of an older bulletin ends the registration that came after', async () => {
    const r = await reader('twice@example.jp');
    expect((await post(r.oneClick)).status).toBe(200);
    await register(app.url, { email: 'twice@example.jp' });
    await app.settle();
    expect(await stateOf(r.row.id)).toBe('active');
    expect((await post(r.oneClick)).status).toBe(200);
    expect(await stateOf(r.row.id)).toBe('left');
  });

  it('with a token of the former address says that it gets nothing, and ends what that address has later', async () => {
    const r = await reader('former@example.jp');
    const v = visitor(app.url);
    await v.open(r.change);
    await v.press('address', { email: 'moved-on@example.jp' });
    await app.settle();
    const [confirm] = await lettersTo('moved-on@example.jp');
    await visitor(app.url).post(pathOf(confirm!.variables.confirm_url), { go: 'address' });
    const answer = await post(r.oneClick);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('このアドレスには何も届きません');
    expect(await stateOf(r.row.id)).toBe('active');
    expect((await visitor(app.url).open(r.unsubscribe)).text).toContain('このアドレスには何も届きません');
    await register(app.url, { email: 'former@example.jp' });
    await app.settle();
    const later = await rowOf('former@example.jp');
    expect(later.id).not.toBe(r.row.id);
    expect((await post(r.oneClick)).status).toBe(200);
    expect([await stateOf(later.id), await stateOf(r.row.id)]).toEqual(['left', 'active']);
  });

  it('of an erased reader is answered, and ends what the address has since', async () => {
    const r = await reader('erased@example.jp');
    await app.running.parts.readers.erase('test', String(r.row.public_id), '依頼');
    expect((await post(r.oneClick)).status).toBe(200);
    await register(app.url, { email: 'erased@example.jp' });
    await app.settle();
    const later = await rowOf('erased@example.jp');
    expect((await post(r.oneClick)).status).toBe(200);
    expect(await stateOf(later.id)).toBe('left');
  });

  it('works until the end of day 90; a forged token never', async () => {
    const r = await reader('late@example.jp');
    const forged = r.oneClick.replace(/.$/, (sign) => (sign === 'a' ? 'b' : 'a'));
    expect((await post(forged)).status).toBe(404);
    app.clock.set('2026-02-19T00:00:00+09:00');
    const late = await post(r.oneClick);
    app.clock.set('2026-02-18T23:59:00+09:00');
    const inTime = await post(r.oneClick);
    app.clock.set('2025-11-20T10:00:00+09:00');
    expect([late.status, inTime.status]).toEqual([410, 200]);
    expect(await stateOf(r.row.id)).toBe('left');
  });
});

describe('A link as mail programs give it back', () => {
  it.each([
    ['a full stop', (t: string) => `${t}.`],
    ['a bracket', (t: string) => `${t})`],
    ['a Japanese full stop', (t: string) => `${t}${encodeURIComponent('。')}`],
    ['an angle bracket', (t: string) => `${t}%3E`],
    ['a space', (t: string) => `${t}%20`],
    ['an equals sign', (t: string) => `${t}=`],
    ['quoted-printable after it', (t: string) => `${t}=20`],
    ['quoted-printable before it', (t: string) => `=3D${t}`],
    ['a soft line break inside', (t: string) => `${t.slice(0, 20)}=%0A${t.slice(20)}`],
    ['capitals', (t: string) => t.toUpperCase()],
    ['a sentence behind it', (t: string) => `${t}。${encodeURIComponent('ここ')}`],
  ])('with %s works', async (_name, dress) => {
    dressed ??= await reader('dressed@example.jp');
    const r = dressed;
    for (const path of [r.change, r.unsubscribe, r.oneClick]) {
      const token = path.split('/').at(-1)!;
      const page = await visitor(app.url).open(path.replace(token, dress(token)));
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.html).not.toContain('FBK3');
    }
  });
  let dressed: Awaited<ReturnType<typeof reader>> | undefined;

  it('to a page without a token leads there too', async () => {
    for (const end of ['.', ')', '%E3%80%82', '%20', '%3E']) {
      const answer = await fetch(`${app.url}/m/ja_entry${end}?topic=law`, { redirect: 'manual' });
      expect([end, answer.status, answer.headers.get('location')]).toEqual([end, 303, '/m/ja_entry?topic=law']);
    }
    expect((await fetch(`${app.url}/m/nowhere`, { redirect: 'manual' })).status).toBe(404);
  });
});
