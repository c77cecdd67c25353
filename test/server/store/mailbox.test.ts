/** The built-in mailbox's file: bounded, searched by words, kept over restarts, written by several processes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSearch } from '../../../server/intake/http/mailbox/search.ts';
import { type MailboxStore, type NewMailboxMail, openMailboxStore } from '../../../server/store/mailbox.ts';

let folder: string;
let store: MailboxStore;
const file = () => join(folder, 'mailbox.db');
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fumibako-mailbox-'));
  store = await openMailboxStore(file(), 50);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const mail = (over: Partial<NewMailboxMail> = {}): NewMailboxMail => ({
  at: Date.UTC(2026, 3, 1, 1),
  to: 'sample@example.jp',
  from: 'no-reply@mail.example.jp',
  returnPath: 'bounce+x@mail.example.jp',
  subject: '登録完了のお知らせ',
  text: '見本の本文',
  html: '<p>見本</p>',
  raw: Buffer.from('Subject: x\r\n\r\nbody\r\n'),
  type: 'nl-registration-complete',
  languages: 'ja',
  cause: 'form',
  reference: null,
  letter: 'a-letter',
  keyType: 'live',
  ...over,
});
const found = async (words: string) => (await store.list({ terms: readSearch(words), limit: 100 })).map((m) => m.to);

describe('the mailbox', () => {
  it('lists the newest first and answers with the newest for `latest`', async () => {
    await store.put([mail({ to: 'one@example.jp' }), mail({ to: 'two@example.jp' })]);
    expect((await store.list({ limit: 10 })).map((m) => m.to)).toEqual(['two@example.jp', 'one@example.jp']);
    expect((await store.find('latest'))?.to).toBe('two@example.jp');
    expect((await store.listWhole({ to: 'ONE@example.jp', limit: 10 })).map((m) => m.to)).toEqual(['one@example.jp']);
  });

  it('keeps only so many of the newest, and keeps them over a restart', async () => {
    for (let n = 0; n < 12; n++)
      await store.put(Array.from({ length: 10 }, (_, i) => mail({ subject: String(n * 10 + i) })));
    await store.close();
    store = await openMailboxStore(file(), 50);
    const subjects = (await store.list({ limit: 500 })).map((m) => m.subject);
    expect(subjects.slice(0, 3)).toEqual(['119', '118', '117']);
    expect(subjects.length).toBeGreaterThanOrEqual(50);
    expect(subjects.length).toBeLessThanOrEqual(55);
  });

  it('is written by two processes at a time without losing a mail', async () => {
    const second = await openMailboxStore(file(), 1000);
    await Promise.all(
      [store, second].map(async (each) => {
        for (let n = 0; n < 20; n++) await each.put([mail()]);
      }),
    );
    expect((await second.state()).total).toBe(40);
    await second.close();
  });

  it('finds by person, subject, case, type, language, day, state and without what a minus names', async () => {
    await store.put([
      mail({ to: 'taro@example.jp', subject: 'A 100% notice', reference: 'R2-1', languages: 'ja,en' }),
      mail({
        to: 'hanako@example.jp',
        type: 'bulletin',
        languages: 'plja',
        cause: 'bulletin:abc',
        at: Date.UTC(2026, 3, 5),
      }),
      mail({ to: 'test@example.jp', keyType: 'test', text: 'two words here' }),
    ]);
    await store.markRead((await store.find('latest'))!.id);
    expect(await found('to:taro')).toEqual(['taro@example.jp']);
    expect(await found('subject:"100% notice"')).toEqual(['taro@example.jp']);
    expect(await found('100_')).toEqual([]);
    expect(await found('case:R2-1')).toEqual(['taro@example.jp']);
    expect(await found('case:abc')).toEqual(['hanako@example.jp']);
    expect(await found('type:bulletin')).toEqual(['hanako@example.jp']);
    expect(await found('lang:en')).toEqual(['taro@example.jp']);
    expect(await found('is:read')).toEqual(['test@example.jp']);
    expect(await found('is:test')).toEqual(['test@example.jp']);
    expect(await found('after:2026-04-02')).toEqual(['hanako@example.jp']);
    expect(await found('before:2026-04-02 -is:test')).toEqual(['taro@example.jp']);
    expect(await found('-to:taro -to:hanako')).toEqual(['test@example.jp']);
    expect(await found('"two words"')).toEqual(['test@example.jp']);
  });

  it('shows one mail in the languages it was sent in', async () => {
    await store.put([
      mail({ cause: 'bulletin:1', type: 'bulletin', languages: 'ja', to: 'a@example.jp' }),
      mail({ cause: 'bulletin:1', type: 'bulletin', languages: 'en', to: 'b@example.jp' }),
      mail({ cause: 'bulletin:2', type: 'bulletin', languages: 'plja', to: 'c@example.jp' }),
    ]);
    const first = (await store.list({ terms: readSearch('to:a@'), limit: 1 }))[0]!;
    expect((await store.siblings(first.id)).map((m) => m.languages).sort()).toEqual(['en', 'ja']);
  });

  it('groups by person and counts what is unread', async () => {
    await store.put([
      mail({ to: 'a@example.jp' }),
      mail({ to: 'A@example.jp', subject: 'second' }),
      mail({ to: 'b@example.jp' }),
    ]);
    const people = await store.people(10);
    expect(people.map((p) => [p.to.toLowerCase(), p.n, p.unread])).toEqual([
      ['b@example.jp', 1, 1],
      ['a@example.jp', 2, 2],
    ]);
    expect(people[1]!.subject).toBe('second');
  });

  it('removes one, what a search finds, and everything', async () => {
    await store.put([mail({ to: 'a@example.jp' }), mail({ to: 'b@example.jp' }), mail({ to: 'c@example.jp' })]);
    expect(await store.remove((await store.find('latest'))!.id)).toBe(true);
    expect(await store.removeAll(readSearch('to:a@'))).toBe(1);
    expect((await store.list({ limit: 10 })).map((m) => m.to)).toEqual(['b@example.jp']);
    expect(await store.removeAll()).toBe(1);
    expect(await store.find('latest')).toBeUndefined();
  });
});
