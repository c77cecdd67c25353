/** Every code that the console can be answered with has its sentence in Japanese and in English. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { settingsJa } from '../../../../../admin/resources/settings/settingsJa.ts';
import { reasons } from '../../../../../admin/resources/suspensions/useReasonWord.ts';
import { en } from '../../../../../admin/texts/en.ts';
import { ja } from '../../../../../admin/texts/ja.ts';
import { settings } from '../../../../../server/config.ts';
import { bulletinMoves } from '../../../../../server/domain/bulletins/states.ts';
import { liftReasons } from '../../../../../server/domain/subscriptions/suspensions/lift.ts';
import { replyReasons } from '../../../../../server/lib/replies.ts';

const root = new URL('../../../../../server/', import.meta.url);
/** Where answers of the console come from. */
const places = ['domain/people', 'intake/http/console', 'domain/audience'];
const files = [
  ...places.flatMap((place) =>
    readdirSync(new URL(`${place}/`, root))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${place}/${name}`),
  ),
  ...[
    'domain/letters/letters.ts',
    'domain/readers/readers.ts',
    'domain/cases/files.ts',
    'domain/tasks/tasks.ts',
    'domain/cases/sendAgain.ts',
    'domain/audit/audit.ts',
    'domain/delivery/delivery.ts',
    'domain/keys/keys.ts',
  ],
  'domain/limits/limits.ts',
  ...[
    'domain/callbacks/callbacks.ts',
    'domain/subscriptions/suspension.ts',
    'domain/subscriptions/suspensions/lift.ts',
  ],
];
const said = /(?:refused|HubError)\(\s*'([a-z-]+(?:\.[a-z-]+)*)'|code: '([a-z-]+(?:\.[a-z-]+)+)'/g;
/** Nobody at the console meets these. */
const elsewhere = new Set(['team.address']);
const codes = new Set(
  files.flatMap((file) =>
    [...readFileSync(new URL(file, root), 'utf8').matchAll(said)].map((match) => (match[1] ?? match[2])!),
  ),
);

test('there are codes to look at', () => {
  expect(codes.size).toBeGreaterThan(30);
});

test.each([...codes].filter((code) => !elsewhere.has(code)).sort())('%s is worded', (code) => {
  expect(Object.keys(ja.problem)).toContain(code);
  expect(Object.keys(en.problem)).toContain(code);
});

test('every reason that a server can have for a refusal is told in words', () => {
  for (const words of [ja, en])
    expect(Object.keys(words.fb.code.reply)).toEqual(expect.arrayContaining([...replyReasons]));
});

test('every reason for which suspensions can be undone at the console is one that the server knows', () => {
  expect(reasons.length).toBeGreaterThan(3);
  expect(reasons.filter((reason) => !liftReasons.includes(reason))).toEqual([]);
});

test('every act in the audit log is told in words', () => {
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'))
    .filter((text) => text.includes('appendAudit') || text.includes('audit('));
  const written = /(?:action: |audit\(trx, \w+, |look\(actor, )'([a-z]+\.[a-z-]+)'/gi;
  const acts = new Set([
    ...sources.flatMap((text) => [...text.matchAll(written)].map((match) => match[1]!)),
    ...Object.keys(bulletinMoves).map((act) => `bulletin.${act}`),
    ...['operator.retire', 'operator.summary-on', 'operator.summary-off', 'task.take', 'task.put-back'],
  ]);
  expect(acts.size).toBeGreaterThan(60);
  for (const words of [ja, en]) {
    const told = new Set(
      Object.entries(words.fb.code.act).flatMap(([noun, verbs]) => Object.keys(verbs).map((verb) => `${noun}.${verb}`)),
    );
    expect([...acts].filter((act) => !told.has(act))).toEqual([]);
  }
});

test('what a line of the audit log is about has a word in both languages (case C20)', () => {
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(new URL(name, root), 'utf8'))
    .filter((text) => text.includes('appendAudit') || text.includes('audit('));
  const about = /object: [`']([a-z]+)(?::[^`']*)?[`']/g;
  const kinds = new Set(sources.flatMap((text) => [...text.matchAll(about)].map((match) => match[1]!)));
  expect(kinds.size).toBeGreaterThan(20);
  for (const words of [ja, en]) expect([...kinds].filter((kind) => !(kind in words.fb.audited.kind))).toEqual([]);
});

test('every setting is explained in Japanese as well', () => {
  expect(Object.keys(settingsJa).sort()).toEqual(Object.keys(settings).sort());
});
