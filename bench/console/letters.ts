/** Cases of application systems with events, reminders and letters, and what became of them. */

import { noFacts, sealFacts, sealSubject, subjectIndex } from '../../server/domain/cases/facts.ts';
import { DAY, HOUR } from '../../server/lib/clock.ts';
import { domainClasses } from '../../server/lib/domainClasses.ts';
import { blindIndex, seal, sealJson } from '../../server/lib/seal.ts';
import type { Cell, Table } from './bulk.ts';
import { addressOf, domainOf, type Filling, idOf, one } from './ids.ts';

const DAYS = 360;
const types = [
  ['ras2', 'ras2-registration-complete', 'ras2.account.registered'],
  ['ras2', 'ras2-registration-complete', 'ras2.account.registered'],
  ['ras2', 'ras2-user-id-notice', 'ras2.account.id-requested'],
  ['ens', 'ens-registration-complete', 'ens.account.registered'],
  ['ras1', 'ras1-registration-notice', 'ras1.account.registered'],
] as const;
const typeOf = (n: number) => one(types, n);
/** Every fiftieth case is of a test key. */
const realmOf = (of: number) => (of % 50 === 49 ? 'test' : 'live');
export const subjectOf = (n: number): string => `bench-${n}`;

/** How long ago the case `n` of so many changed last. */
const changed = ({ now, amounts }: Filling, n: number) =>
  now - Math.floor((DAYS * DAY * (amounts.cases - n)) / amounts.cases);

const cases = (f: Filling): Table => ({
  name: 'case_file',
  columns: [
    'id',
    'public_id',
    'system',
    'realm',
    'subject',
    'subject_index',
    'facts',
    'state',
    'reason',
    'created_at',
    'changed_at',
    'closed_at',
    'actor',
    'cause',
    'purge_after',
  ],
  n: f.amounts.cases,
  row: (n) => {
    const id = idOf('k', n);
    const [system] = typeOf(n);
    const at = changed(f, n);
    const closed = n % 3 === 0;
    const facts = { ...noFacts, recipients: { holder: { email: addressOf(n), language: 'ja' as const } } };
    return [
      n + 1,
      id,
      system,
      realmOf(n),
      sealSubject(f.ring, id, subjectOf(n)),
      subjectIndex(f.ring, { system, realm: realmOf(n), subject: subjectOf(n) }),
      sealFacts(f.ring, id, facts as never),
      closed ? 'closed' : 'open',
      closed ? 'done' : null,
      at - 20 * DAY,
      at,
      closed ? at : null,
      'key:bench',
      'bench',
      f.now + 700 * DAY,
    ];
  },
});

const events = (f: Filling): Table => ({
  name: 'event',
  columns: [
    'id',
    'public_id',
    'system',
    'realm',
    'source',
    'source_id',
    'type',
    'case_id',
    'fingerprint',
    'answer',
    'rule_revision',
    'accepted_at',
    'actor',
    'cause',
    'purge_after',
  ],
  n: f.amounts.cases * 2,
  row: (n) => {
    const id = idOf('e', n);
    const of = n >> 1;
    const [system, , type] = typeOf(of);
    const answer = sealJson(f.ring, `event|answer|${id}`, { id: `bench-${n}`, letters: [], reason: null });
    return [
      n + 1,
      id,
      system,
      realmOf(of),
      '/bench',
      `bench-${n}`,
      type,
      of + 1,
      Buffer.from(id),
      answer,
      'bench',
      changed(f, of) - (n % 2) * DAY,
      'key:bench',
      'bench',
      f.now + 700 * DAY,
    ];
  },
});

const chains = (f: Filling): Table => ({
  name: 'chain',
  columns: [
    'id',
    'public_id',
    'case_id',
    'event_id',
    'system',
    'key_type',
    'type',
    'rule',
    'rule_revision',
    'state',
    'payload',
    'created_at',
    'ended_at',
    'actor',
    'cause',
    'purge_after',
  ],
  n: Math.floor(f.amounts.cases / 5),
  row: (n) => {
    const id = idOf('h', n);
    const of = n * 5;
    return [
      n + 1,
      id,
      of + 1,
      of * 2 + 1,
      typeOf(of)[0],
      realmOf(of),
      typeOf(of)[1],
      'bench',
      'bench',
      'done',
      sealJson(f.ring, `chain|payload|${id}`, {}),
      changed(f, of),
      changed(f, of),
      'key:bench',
      'bench',
      f.now + 700 * DAY,
    ];
  },
});

const lost = ['refused', 'bounced', 'expired', 'failed', 'unknown'] as const;
/** Two in a hundred are lost, one in two hundred planned, a few held; the rest were accepted or ended. */
export const letterStateOf = (n: number) => {
  const at = n % 1000;
  if (at < 20) return one(lost, n);
  if (at < 25) return 'planned';
  if (at < 26) return 'held';
  return at < 40 ? 'cancelled' : 'accepted';
};
const isOpen = (state: string) => state === 'planned' || state === 'held';
const reasonOf = (state: string, n: number) => {
  if (state === 'held') return 'by-staff';
  if (state === 'expired') return 'expired';
  return (lost as readonly string[]).includes(state)
    ? one(['userunknown', 'mailboxfull', 'filtered', 'hostunknown'], n)
    : null;
};
/** When letter `n` was made. */
export const letterMade = ({ now, amounts }: Filling, n: number) =>
  now - Math.floor((DAYS * DAY * (amounts.letters - n)) / amounts.letters);

const letterColumns = [
  'id',
  'public_id',
  'type',
  'revision',
  'languages',
  'queue_id',
  'role',
  'recipient',
  'recipient_index',
  'domain',
  'reader_id',
  'variables',
  'dedupe_key',
  'actor',
  'cause',
  'system',
  'key_type',
  'event_id',
  'case_id',
  'reference',
  'state',
  'created_at',
  'next_at',
  'deadline_at',
  'attempts',
  'message_id',
  'sent_at',
  'final_at',
  'reason',
  'reply',
  'purge_after',
  'text_gone',
];

/** Every reader has five letters: each address is hashed once. */
const indexes: Buffer[] = [];
const indexOf = (f: Filling, reader: number): Buffer => {
  indexes[reader] ??= blindIndex(f.ring, 'email', addressOf(reader));
  return indexes[reader];
};

const letterRow = (f: Filling, n: number): Cell[] => {
  const id = idOf('l', n);
  const [system, type] = typeOf(n);
  const state = letterStateOf(n);
  const at = letterMade(f, n);
  const next = isOpen(state) ? f.now + (1 + (n % 60)) * DAY : at;
  const to = n % f.amounts.readers;
  const of = Math.floor(n / 10) % f.amounts.cases;
  const end = isOpen(state) ? null : Math.min(f.now, at + 2000 + (n % 50) * 60_000);
  return [
    ...[n + 1, id, type, 'bench', 'ja', 1 + (n % domainClasses.length), 'holder'],
    ...[seal(f.ring, `letter|recipient|${id}`, addressOf(to)), indexOf(f, to), domainOf(to)],
    n % 20 === 0 ? to + 1 : null,
    Buffer.alloc(0),
    ...[`bench:${n}`, 'key:bench', 'event', system, realmOf(of), of * 2 + 1, of + 1, n % 4 === 0 ? `ref-${n}` : null],
    ...[state, at, next, Math.max(at, next) + 72 * HOUR, isOpen(state) ? 0 : 1, `<${id}@mail.example.jp>`],
    state === 'accepted' || state === 'bounced' ? end : null,
    ...[end, reasonOf(state, n), state === 'refused' ? '550 5.1.1 User unknown' : null, f.now + 365 * DAY],
    end !== null && f.now - end > 20 * DAY ? 1 : 0,
  ];
};

const letters = (f: Filling): Table => ({
  name: 'letter',
  columns: letterColumns,
  n: f.amounts.letters,
  row: (n) => letterRow(f, n),
});

/** Of every fourth letter: what was tried. */
const attempts = (f: Filling): Table => ({
  name: 'attempt',
  columns: ['id', 'letter_id', 'tried_at', 'worker', 'relay', 'result', 'stage', 'reply', 'purge_after'],
  n: Math.floor(f.amounts.letters / 4),
  row: (n) => [
    n + 1,
    n * 4 + 1,
    letterMade(f, n * 4) + 1500,
    'bench',
    'relay.example',
    'accepted',
    'data',
    '250 2.0.0 Ok',
    f.now + 90 * DAY,
  ],
});

/** Those of the lost ones, all applied. */
const outcomes = (f: Filling): Table => ({
  name: 'outcome',
  columns: ['id', 'letter_id', 'kind', 'reason', 'happened_at', 'applied_at', 'purge_after'],
  n: Math.floor(f.amounts.letters / 50),
  row: (n) => {
    const of = Math.floor(n / 20) * 1000 + (n % 20);
    const at = letterMade(f, of) + 3000;
    return [n + 1, of + 1, 'bounced', 'userunknown', at, at, f.now + 300 * DAY];
  },
});

/** Queues of letters come first, so that their numbers are known: one for each class of domains. */
export const queuesOfLetters = (f: Filling): Table => ({
  name: 'queue',
  columns: ['id', 'name', 'lane', 'domain_class', 'priority', 'next_at'],
  n: domainClasses.length + f.amounts.bulletins,
  row: (n) =>
    n < domainClasses.length
      ? [n + 1, `transactional:-:${domainClasses[n]}`, 'transactional', domainClasses[n]!, 0, f.now]
      : [n + 1, `bulletin:${n - domainClasses.length + 1}:other`, 'bulletin', 'other', 0, f.now],
});

export const letterTables = (f: Filling): Table[] => [
  queuesOfLetters(f),
  cases(f),
  events(f),
  chains(f),
  letters(f),
  attempts(f),
  outcomes(f),
];
