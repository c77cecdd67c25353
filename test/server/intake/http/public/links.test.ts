/** Personal links: what they open, how long they live, and that only a press of a button changes anything. */
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

const lettersTo = async (email: string) => (await app.letters()).filter((l) => l.to === email);
const lastReader = async () => (await app.ground.db.knex('reader').orderBy('id', 'desc').first()) as ReaderRow;
const stateOf = async (id: number) => ((await app.ground.db.knex('reader').where({ id }).first()) as ReaderRow).state;

/** A fresh reader with the links of the completion mail. */
const reader = async (email: string, p: { topics?: string[]; language?: string } = {}) => {
  await register(app.url, { email, ...p });
  await app.settle();
  const [letter] = await lettersTo(email);
  const row = await lastReader();
  return {
    row,
    change: pathOf(letter!.variables.change_url),
    unsubscribe: pathOf(letter!.variables.unsubscribe_url),
    oneClick: `/m/one-click/${makeLink(app.ground.ring, { purpose: 'oneClick', id: row.public_id, day: dayNumber('2026-02-18') }, row.link_epoch)}`,
  };
};

describe('The change link', () => {
  it('shows what is chosen, saves topics and language, and tells by mail', async () => {
    const r = await reader('change@example.jp', { topics: ['student'] });
    const v = visitor(app.url);
    const page = await v.open(r.change);
    expect(page.text).toContain('change@example.jp');
    expect(page.html).toMatch(/value="student"[^>]* checked/);
    const saved = await v.press('save', { topic: ['family', 'law'], language: 'en' });
    expect(saved.status).toBe(200);
    expect(saved.text).toContain('Your changes are saved');
    const letter = (await lettersTo('change@example.jp')).at(-1)!;
    expect(letter).toMatchObject({ type: 'nl-change-complete', languages: 'en' });
    expect((letter.variables.topics as { en: string[] }).en).toEqual(['Family', 'Changes of the law']);
  });

  it('saves once when pressed twice', async () => {
    const r = await reader('change-twice@example.jp');
    const v = visitor(app.url);
    await v.open(r.change);
    const form = { ...v.hidden(), go: 'save', topic: ['family'], language: 'ja' };
    const pages = [await v.post(r.change, form), await v.post(r.change, form)];
    expect(pages.map((p) => p.status)).toEqual([200, 200]);
    expect(pages[0]!.html).toBe(pages[1]!.html);
    expect(await lettersTo('change-twice@example.jp')).toHaveLength(2);
  });

  it('says that nothing was changed', async () => {
    const r = await reader('same@example.jp', { topics: ['student'] });
    const v = visitor(app.url);
    await v.open(r.change);
    const page = await v.press('save', { topic: ['student'], language: 'ja' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('FBK245E');
  });

  it('works to the end of day 90 in Japan, and then leads to new links', async () => {
    const r = await reader('ninety@example.jp');
    app.clock.set('2026-02-18T23:59:59+09:00');
    expect((await visitor(app.url).open(r.change)).status).toBe(200);
    app.clock.set('2026-02-19T00:00:00+09:00');
    const page = await visitor(app.url).open(r.change);
    app.clock.set('2025-11-20T10:00:00+09:00');
    expect(page.status).toBe(410);
    expect(page.text).toContain('FBK304E');
    expect(page.html).toContain('href="/m/reissue/ja"');
  });

  it('refuses every link with one changed character', async () => {
    const r = await reader('mangled@example.jp');
    const token = r.change.split('/').at(-1)!;
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'a' ? 'b' : 'a';
      const page = await visitor(app.url).open(`/m/change/${token.slice(0, at)}${other}${token.slice(at + 1)}`);
      expect(page.status).toBe(404);
      expect(page.text).toMatch(/FBK30[13]E/);
    }
    for (const cut of [token.slice(0, 30), `${token}a`, 'x', '%00'])
      expect((await visitor(app.url).open(`/m/change/${cut}`)).status).toBe(404);
  });
});

describe('The page of a link that works no more', () => {
  const browser = { 'accept-language': 'en-GB,en' };
  const seen = async (path: string) => {
    const page = await visitor(app.url).open(path, browser);
    return [page.status, /<html lang="\w+" data-words="(\w+)"/.exec(page.html)?.[1], /FBK\d+E/.exec(page.text)?.[0]];
  };

  it('speaks the language of the reader it belonged to, and the one that is asked for on the page', async () => {
    const r = await reader('late@example.jp', { language: 'plja' });
    app.clock.set('2026-02-19T00:00:00+09:00');
    const seenThen = [await seen(r.change), await seen(`${r.change}?lang=ja`), await seen(r.unsubscribe)];
    const page = await visitor(app.url).open(r.change, browser);
    app.clock.set('2025-11-20T10:00:00+09:00');
    expect(seenThen).toEqual([
      [410, 'plja', 'FBK304E'],
      [410, 'ja', 'FBK304E'],
      [410, 'plja', 'FBK304E'],
    ]);
    expect(page.html).not.toContain('late@');
    expect(page.html).toContain('href="/m/reissue/plja"');
  });

  it('does so for a link of another purpose, of somebody who has left, and one that was used', async () => {
    const r = await reader('over@example.jp', { language: 'plja' });
    expect(await seen(r.change.replace('/change/', '/unsubscribe/'))).toEqual([404, 'plja', 'FBK303E']);
    const v = visitor(app.url);
    await v.open(r.change);
    await v.press('address', { email: 'over-new@example.jp' });
    await app.settle();
    const [confirm] = await lettersTo('over-new@example.jp');
    const path = pathOf(confirm!.variables.confirm_url);
    await visitor(app.url).post(path, { go: 'address' });
    app.clock.advance(3_600_000);
    expect(await seen(path)).toEqual([200, 'plja', undefined]);
    app.clock.set('2025-11-20T10:00:00+09:00');
    const leaver = await reader('leaver@example.jp', { language: 'plja' });
    await visitor(app.url).post(leaver.unsubscribe, { go: 'unsubscribe' });
    expect(await seen(leaver.change)).toEqual([410, 'plja', 'FBK306E']);
  });

  it('speaks the language of the browser when nobody can be told from the link', async () => {
    const r = await reader('unknown-link@example.jp', { language: 'plja' });
    const token = r.change.split('/').at(-1)!;
    expect(await seen(`/m/change/${token.slice(0, -1)}`)).toEqual([404, 'en', 'FBK301E']);
    expect(await seen(`/m/confirm/${'y'.repeat(32)}`)).toEqual([404, 'en', 'FBK302E']);
  });
});

describe('Another address', () => {
  const ask = async (r: { change: string }, email: string) => {
    const v = visitor(app.url);
    await v.open(r.change);
    const page = await v.press('address', { email });
    await app.settle();
    return page;
  };

  it('is used only once its owner has pressed the button; then both are told, the old one without the new one in full', async () => {
    const r = await reader('old@example.jp');
    expect((await ask(r, 'new@example.jp')).text).toContain('new@example.jp');
    const [confirm] = await lettersTo('new@example.jp');
    expect(confirm).toMatchObject({ type: 'nl-address-confirm', role: 'new' });
    const path = pathOf(confirm!.variables.confirm_url);
    const v = visitor(app.url);
    expect((await v.open(path)).text).toContain('new@example.jp');
    expect((await visitor(app.url).open(r.change)).text).toContain('old@example.jp');
    const done = await v.post(path, { go: 'address' });
    expect(done.text).toContain('メールアドレスを変更しました');
    expect((await v.post(path, { go: 'address' })).html).toBe(done.html);
    const told = (await app.letters()).filter((l) => l.type === 'nl-address-changed' && !l.to.startsWith('over'));
    expect(told.map((l) => [l.role, l.to])).toEqual([
      ['new', 'new@example.jp'],
      ['old', 'old@example.jp'],
    ]);
    expect(told[1]!.variables.new_address).toBe('n***@example.jp');
    expect(JSON.stringify(told[1]!.variables)).not.toContain('/m/change/');
    // Links in the old mailbox are dead, those of the new mail work.
    expect((await visitor(app.url).open(r.change)).status).toBe(404);
    expect((await visitor(app.url).open(pathOf(told[0]!.variables.change_url))).text).toContain('new@example.jp');
  });

  it('that belongs to another reader gets the same page; its owner is asked to make one registration of both', async () => {
    const other = await reader('taken@example.jp', { language: 'en', topics: ['law'] });
    const r = await reader('asks@example.jp', { topics: ['student'] });
    const free = await ask(r, 'freee@example.jp');
    const taken = await ask(r, 'taken@example.jp');
    const bare = (html: string) => html.replaceAll('taken@', 'freee@').replace(/value="[\w-]{60,}"/g, '');
    expect(bare(taken.html)).toBe(bare(free.html));
    const [, offer] = await lettersTo('taken@example.jp');
    expect(offer).toMatchObject({ type: 'nl-address-confirm', languages: 'ja,en', role: 'new' });
    const path = pathOf(offer!.variables.confirm_url);
    const v = visitor(app.url);
    const page = await v.open(path);
    expect(page.text).toContain('2つの登録が1つになり');
    expect(page.text).toContain('留学');
    // A press on a page that did not say so only shows it.
    expect((await v.post(path, { go: 'address' })).text).toContain('2つの登録が1つになり');
    expect(await stateOf(other.row.id)).toBe('active');
    await v.open(path);
    expect((await v.press('address')).text).toContain('メールアドレスを変更しました');
    const rows = (await app.ground.db.knex('reader').whereIn('id', [other.row.id, r.row.id])) as ReaderRow[];
    expect(rows.map((row) => row.id)).toEqual([r.row.id]);
    const topics = (await app.ground.db
      .knex('reader_topic')
      .join('topic', 'topic.id', 'reader_topic.topic_id')
      .where({ reader_id: r.row.id })
      .pluck('code')) as string[];
    expect(topics.sort()).toEqual(['law', 'student']);
    // The bulletins of the row that is gone still lead out.
    expect((await fetch(app.url + other.oneClick, { method: 'POST' })).status).toBe(200);
    expect(await stateOf(r.row.id)).toBe('left');
  });

  it('that was not asked for by its owner is taken back by one press in the old mailbox, for seven days', async () => {
    const r = await reader('mine@example.jp', { topics: ['student'] });
    await ask(r, 'thief@example.jp');
    const [confirm] = await lettersTo('thief@example.jp');
    await visitor(app.url).post(pathOf(confirm!.variables.confirm_url), { go: 'address' });
    const told = (await lettersTo('mine@example.jp')).at(-1)!;
    const undo = pathOf(told.variables.undo_url);
    app.clock.advance(7 * 24 * 3_600_000 - 60_000);
    // Whoever took it even left meanwhile.
    const moved = (await app.ground.db.knex('reader').where({ id: r.row.id }).first()) as ReaderRow;
    const token = makeLink(
      app.ground.ring,
      { purpose: 'oneClick', id: moved.public_id, day: dayNumber('2026-02-18') },
      moved.link_epoch,
    );
    await fetch(`${app.url}/m/one-click/${token}`, { method: 'POST' });
    expect(await stateOf(r.row.id)).toBe('left');
    const v = visitor(app.url);
    expect((await v.open(undo)).text).toContain('mine@example.jp');
    expect(await stateOf(r.row.id)).toBe('left');
    expect((await v.press('undo')).text).toContain('前のアドレスに戻しました');
    expect(await stateOf(r.row.id)).toBe('active');
    const back = (await lettersTo('mine@example.jp')).at(-1)!;
    expect((await visitor(app.url).open(pathOf(back.variables.change_url))).html).toMatch(
      /value="student"[^>]* checked/,
    );
    app.clock.set('2025-11-20T10:00:00+09:00');
  });

  it('that is the present one is refused', async () => {
    const r = await reader('present@example.jp');
    expect((await ask(r, 'PRESENT@example.jp')).text).toContain('FBK246E');
  });

  it('asked for twice by one form is asked once', async () => {
    const r = await reader('double-ask@example.jp');
    const v = visitor(app.url);
    await v.open(r.change);
    const form = { ...v.hidden(), go: 'address', email: 'double-new@example.jp' };
    await v.post(r.change, form);
    await v.post(r.change, form);
    await app.settle();
    expect(await lettersTo('double-new@example.jp')).toHaveLength(1);
  });
});

describe('Leaving', () => {
  it('asks on a page that shows the address masked, and acts on the button', async () => {
    const r = await reader('leave@example.jp');
    const v = visitor(app.url);
    const page = await v.open(r.unsubscribe);
    expect(page.text).toContain('l***@example.jp');
    expect(page.html).not.toContain('leave@example.jp');
    expect(await stateOf(r.row.id)).toBe('active');
    const done = await v.post(r.unsubscribe, { go: 'unsubscribe' });
    expect(done.text).toContain('登録を解除しました');
    expect(await stateOf(r.row.id)).toBe('left');
    expect((await v.post(r.unsubscribe, { go: 'unsubscribe' })).html).toBe(done.html);
    expect((await lettersTo('leave@example.jp')).map((l) => l.type)).toEqual([
      'nl-registration-complete',
      'nl-unsubscribe-complete',
    ]);
    expect((await visitor(app.url).open(r.change)).text).toContain('FBK306E');
  });

  it.each([
    ['urlencoded', () => new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })],
    [
      'multipart',
      () => {
        const form = new FormData();
        form.append('List-Unsubscribe', 'One-Click');
        return form;
      },
    ],
  ])('is one click for a mail program (RFC 8058, %s): no page before, no cookie, no redirect', async (kind, body) => {
    const r = await reader(`click-${kind}@example.jp`);
    const answer = await fetch(app.url + r.oneClick, { method: 'POST', body: body(), redirect: 'manual' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await stateOf(r.row.id)).toBe('left');
    const again = await fetch(app.url + r.oneClick, { method: 'POST', body: body(), redirect: 'manual' });
    expect(again.status).toBe(200);
  });

  it('never happens by opening a link, not even twice by a scanner with HEAD and GET', async () => {
    const r = await reader('scanner@example.jp');
    for (const path of [r.change, r.unsubscribe, r.oneClick])
      for (const method of ['HEAD', 'GET', 'HEAD', 'GET'])
        expect((await fetch(app.url + path, { method, redirect: 'manual' })).status).toBe(200);
    await fetch(app.url + r.unsubscribe, { method: 'POST', body: new URLSearchParams({ x: 'y' }) });
    await app.settle();
    expect(await stateOf(r.row.id)).toBe('active');
    expect(await lettersTo('scanner@example.jp')).toHaveLength(1);
  });

  it('lets somebody come back by registering again, with new links', async () => {
    const r = await reader('again@example.jp');
    await visitor(app.url).post(r.unsubscribe, { go: 'unsubscribe' });
    await register(app.url, { email: 'again@example.jp', topics: ['law'] });
    await app.settle();
    expect(await stateOf(r.row.id)).toBe('active');
    const letter = (await lettersTo('again@example.jp')).at(-1)!;
    expect((await visitor(app.url).open(pathOf(letter.variables.change_url))).status).toBe(200);
  });
});

describe('New links', () => {
  const ask = async (email: string, language = 'ja') => {
    const v = visitor(app.url);
    await v.open(`/m/reissue/${language}`);
    const page = await v.press('reissue', { email });
    await app.settle();
    return page;
  };

  it('go to a reader in their own language, with 90 new days, while the old ones keep theirs', async () => {
    const r = await reader('reissue@example.jp', { language: 'plja' });
    app.clock.set('2025-12-01T09:00:00+09:00');
    await ask('REISSUE@example.jp', 'en');
    const letter = (await lettersTo('reissue@example.jp')).at(-1)!;
    expect(letter).toMatchObject({ type: 'nl-link-reissue', languages: 'plja' });
    expect(letter.variables.expires_on).toBe('2026-03-01');
    expect((await visitor(app.url).open(r.change)).status).toBe(200);
    app.clock.set('2025-11-20T10:00:00+09:00');
  });

  it('go to nobody else: unknown, left and suspended addresses get no mail and the same page', async () => {
    const left = await reader('left@example.jp');
    await visitor(app.url).post(left.unsubscribe, { go: 'unsubscribe' });
    const rest = await reader('rest@example.jp');
    const { subscriptions } = app.running.parts;
    await app.ground.db.write((trx) => subscriptions.suspend(trx, rest.row.id, 'hard-bounce'));
    const before = (await app.letters()).length;
    const pages = await Promise.all(['left@example.jp', 'rest@example.jp', 'none@example.jp'].map((e) => ask(e)));
    expect(new Set(pages.map((p) => p.html.replace(/(left|rest|none)@/g, 'x@'))).size).toBe(1);
    expect((await app.letters()).length).toBe(before);
  });

  it('refuse a broken address in words', async () => {
    const page = await ask('not-an-address');
    expect(page.status).toBe(422);
    expect(page.text).toContain('FBK014E');
  });
});
