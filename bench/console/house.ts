/** The small tables: the audit log with its chain, tasks, addresses that get nothing, letters to us, works, imports, callbacks, people. */
import { languages } from '../../server/contract/codes.ts';
import { DAY, HOUR, jstDate } from '../../server/lib/clock.ts';
import { blindIndex, seal, sealJson } from '../../server/lib/seal.ts';
import { digest, FIRST, HEAD, markOf, sealOf } from '../../server/store/auditChain.ts';
import type { Table } from './bulk.ts';
import { addressOf, domainOf, type Filling, idOf, one } from './ids.ts';

const actions = [
  'reader.suspend',
  'desk.find',
  'task.close',
  'bulletin.approve',
  'letter.resend',
  'person.invite',
  'topic.change',
];
const objects = ['letters:3', 'task:', 'bulletin:', 'reader:'];

/** Lines hang together, so they are made in order. The mark of the newest is kept in `heads`. */
const audit = (f: Filling): Table => {
  let prev = FIRST;
  return {
    name: 'audit',
    columns: [
      'seq',
      'happened_at',
      'actor',
      'action',
      'object',
      'before',
      'after',
      'reason',
      'prev_hash',
      'hash',
      'seal',
    ],
    n: f.amounts.audit,
    row: (n) => {
      if (n === 0) prev = FIRST;
      const line = {
        seq: n + 1,
        happened_at: f.now - (f.amounts.audit - n) * 300_000,
        actor: `operator:${idOf('o', n % 40)}`,
        action: one(actions, n),
        object: `${one(objects, n)}${n % 5000}`,
        before: null,
        after: n % 2 === 0 ? JSON.stringify({ n }) : null,
        reason: n % 5 === 0 ? '頼まれた' : null,
        prev_hash: prev,
      };
      prev = digest(line);
      return [...Object.values(line), prev, sealOf(f.ring, 'line', prev)];
    },
  };
};

/** After the audit log: the mark without which its end would count as cut off. */
const heads = (f: Filling, last: () => string): Table => ({
  name: 'meta',
  columns: ['name', 'value'],
  n: 1,
  row: () => [HEAD, JSON.stringify(markOf(f.ring, 'head', { seq: f.amounts.audit, hash: last() }))],
});

const taskKinds = ['letter-bounced', 'letter-not-sent', 'bulletin-paused', 'letters-late'];
const tasks = (f: Filling): Table => ({
  name: 'task',
  columns: [
    'id',
    'public_id',
    'kind',
    'object',
    'facts',
    'state',
    'opened_at',
    'closed_at',
    'closed_by',
    'closed_reason',
    'told_at',
    'due_at',
    'late_told',
  ],
  n: f.amounts.tasks,
  row: (n) => {
    const kind = one(taskKinds, n);
    const object =
      kind === 'bulletin-paused' ? `bulletin:${idOf('b', n % f.amounts.bulletins)}#${n}` : `letter:${idOf('l', n)}`;
    const open = n % 3 !== 0;
    const at = f.now - (f.amounts.tasks - n) * HOUR;
    const due = n % 8 === 0 ? at + 30 * DAY : null;
    return [
      n + 1,
      idOf('a', n),
      kind,
      object,
      JSON.stringify({ type: 'ras2-user-id-notice', reason: 'userunknown' }),
      open ? 'open' : 'closed',
      at,
      open ? null : at + DAY,
      open ? null : 'operator:bench',
      open ? null : '電話で確かめた',
      f.now,
      due,
      due,
    ];
  },
});

const suppressions = (f: Filling): Table => ({
  name: 'suppression',
  columns: [
    'id',
    'public_id',
    'kind',
    'email',
    'email_index',
    'domain',
    'letters',
    'reason',
    'actor',
    'created_at',
    'lifted_at',
    'lifted_by',
    'lifted_reason',
  ],
  n: 2000,
  row: (n) => {
    const id = idOf('n', n);
    const lifted = n % 4 === 0;
    const person = n % 5 !== 0;
    return [
      n + 1,
      id,
      person ? 'address' : 'domain',
      person ? seal(f.ring, `suppression|email|${id}`, addressOf(n)) : null,
      person ? blindIndex(f.ring, 'email', addressOf(n)) : null,
      person ? domainOf(n) : `blocked${n}.example`,
      n % 2,
      '断られた',
      'operator:bench',
      f.now - n * HOUR,
      lifted ? f.now : null,
      lifted ? 'operator:bench' : null,
      lifted ? '頼まれた' : null,
    ];
  },
});

const arrivals = (f: Filling): Table => ({
  name: 'arrival',
  columns: [
    'id',
    'public_id',
    'hash',
    'box',
    'sender',
    'sender_index',
    'subject',
    'text',
    'raw',
    'attachments',
    'machine',
    'state',
    'received_at',
    'purge_after',
  ],
  n: 5000,
  row: (n) => {
    const id = idOf('v', n);
    const sealed = (column: string, text: string) => seal(f.ring, `arrival|${column}|${id}`, text);
    return [
      n + 1,
      id,
      blindIndex(f.ring, 'bench', `arrival ${n}`),
      one(['postmaster', 'no-reply', 'return'], n),
      sealed('sender', addressOf(n)),
      blindIndex(f.ring, 'email', addressOf(n)),
      sealed('subject', '問い合わせ'),
      sealed('text', '窓口の時間を教えてください。'),
      sealed('raw', 'Subject: =?utf-8?q?question?='),
      0,
      0,
      n % 3 === 0 ? 'open' : 'closed',
      f.now - (5000 - n) * HOUR,
      f.now + 90 * DAY,
    ];
  },
});

const works = (f: Filling): Table => ({
  name: 'work',
  columns: [
    'id',
    'public_id',
    'kind',
    'state',
    'given',
    'done',
    'total',
    'result',
    'actor',
    'created_at',
    'began_at',
    'ended_at',
    'purge_after',
  ],
  n: 500,
  row: (n) => {
    const id = idOf('w', n);
    const at = f.now - (500 - n) * HOUR;
    const kind = one(['readers.import', 'letters.act', 'readers.act'], n);
    return [
      n + 1,
      id,
      kind,
      'done',
      sealJson(f.ring, `work|given|${id}`, { act: 'hold' }),
      100,
      100,
      sealJson(f.ring, `work|result|${id}`, { done: 100 }),
      'operator:bench',
      at,
      at,
      at,
      f.now + 30 * DAY,
    ];
  },
});

const KEPT = 20_000;
const form = JSON.stringify({
  ...{ encoding: 'utf-8', separator: ',', header: true, columns: ['email', 'language', 'topics'] },
  ...{ wins: 'last', language: null, topics: [] },
});
const figures = JSON.stringify({
  ...{ rows: 1000, added: 900, known: 50, differs: 20, left: 10, suspended: 10, doubled: 5, bad: 5 },
  ...{ undone: 0, kept: 0 },
});
const importRuns = (f: Filling): Table => ({
  name: 'import_run',
  columns: ['id', 'public_id', 'name', 'actor', 'created_at', 'changed_at', 'finished_at', 'state', 'form', 'figures'],
  n: 100,
  row: (n) => {
    const at = f.now - (100 - n) * DAY;
    return [n + 1, idOf('i', n), `readers-${n}.csv`, 'operator:bench', at, at, at, 'done', form, figures];
  },
});
const importReaders = (f: Filling): Table => ({
  name: 'import_reader',
  columns: ['run_id', 'reader_id', 'line', 'kept'],
  n: Math.min(KEPT, f.amounts.readers),
  row: (n) => [100, n + 1, n + 2, n % 2 === 0 ? 'changed' : null],
});

const callbacks = (f: Filling): Table => ({
  name: 'callback',
  columns: ['id', 'public_id', 'system', 'url', 'secret', 'state', 'created_at', 'actor'],
  n: 5,
  row: (n) => {
    const id = idOf('q', n);
    return [
      n + 1,
      id,
      one(['ras2', 'ens', 'ras1'], n),
      `https://system${n}.example/told`,
      seal(f.ring, `callback|secret|${id}`, 'whsec_bench', 'secret'),
      'on',
      f.now - 300 * DAY,
      'bench',
    ];
  },
});
const deliveries = (f: Filling): Table => ({
  name: 'callback_delivery',
  columns: [
    'id',
    'public_id',
    'callback_id',
    'letter_id',
    'body',
    'state',
    'attempts',
    'created_at',
    'next_at',
    'deadline_at',
    'done_at',
    'last_status',
    'purge_after',
  ],
  n: Math.min(200_000, f.amounts.letters),
  row: (n) => {
    const id = idOf('d', n);
    const at = f.now - (200_000 - n) * 10_000;
    return [
      n + 1,
      id,
      1 + (n % 5),
      n + 1,
      seal(f.ring, `callback_delivery|body|${id}`, '{"type":"letter.accepted"}'),
      n % 50 === 0 ? 'failed' : 'done',
      1,
      at,
      at,
      at + DAY,
      at,
      n % 50 === 0 ? 500 : 204,
      f.now + 30 * DAY,
    ];
  },
});

const people = (f: Filling): Table => ({
  name: 'operator',
  columns: [
    'id',
    'public_id',
    'email',
    'email_index',
    'name',
    'language',
    'roles',
    'bureaus',
    'state',
    'created_at',
    'changed_at',
    'actor',
  ],
  n: 60,
  row: (n) => {
    const id = idOf('o', n);
    const email = `person${n}@agency.example`;
    return [
      n + 1,
      id,
      seal(f.ring, `operator|email|${id}`, email),
      blindIndex(f.ring, 'email', email),
      seal(f.ring, `operator|name|${id}`, `見本 ${n}`),
      'ja',
      JSON.stringify(['author', 'approver', 'operator', 'helpdesk', 'auditor', 'administrator']),
      '[]',
      'active',
      f.now - 500 * DAY,
      f.now - 500 * DAY,
      'bench',
    ];
  },
});

const keys = (f: Filling): Table => ({
  name: 'api_key',
  columns: ['id', 'public_id', 'system', 'name', 'type', 'hash', 'secret', 'actor', 'created_at'],
  n: 50,
  row: (n) => {
    const id = idOf('y', n);
    const hash = blindIndex(f.ring, 'bench', `key ${n}`);
    const secret = seal(f.ring, `api_key|secret|${id}`, `bench-${n}`, 'secret');
    return [n + 1, id, one(['ras2', 'ens', 'ras1'], n), `bench ${n}`, 'live', hash, secret, 'bench', f.now - n * DAY];
  },
});

const brakes = (f: Filling): Table => ({
  name: 'brake',
  columns: ['id', 'public_id', 'domain_class', 'reason', 'state', 'since', 'pulled_at', 'hards', 'tried', 'closed_at'],
  n: 30,
  row: (n) => {
    const at = f.now - (30 - n) * DAY;
    const open = n > 27;
    return [
      n + 1,
      idOf('z', n),
      'gmail',
      'userunknown',
      open ? 'on' : 'lifted',
      at,
      at,
      50,
      400,
      open ? null : at + DAY,
    ];
  },
});

const templates = (f: Filling): Table => ({
  name: 'custom_template',
  columns: [
    'id',
    'public_id',
    'system',
    'language',
    'name',
    'version',
    'published_version',
    'created_at',
    'changed_at',
    'archived_at',
    'actor',
  ],
  n: 100,
  row: (n) => {
    const at = f.now - (100 - n) * DAY;
    return [n + 1, idOf('m', n), 'ras2', 'ja', `見本 ${n}`, 1, 1, at, at, n % 4 === 0 ? at : null, 'operator:bench'];
  },
});
const versions = (f: Filling): Table => ({
  name: 'custom_template_version',
  columns: ['template_id', 'version', 'name', 'subject', 'body', 'actor', 'created_at', 'published_at'],
  n: 100,
  row: (n) => [n + 1, 1, `見本 ${n}`, '見本', '見本の本文です。', 'operator:bench', f.now - n * DAY, f.now - n * DAY],
});

const saidTerms = JSON.stringify(
  Object.fromEntries(
    languages.map((language) => [language, { title: '利用規約の見本', sections: [{ h: '第1条', p: ['見本です。'] }] }]),
  ),
);
const terms = (f: Filling): Table => ({
  name: 'terms_proposal',
  columns: [
    ...['id', 'public_id', 'state', 'texts', 'hash', 'from_day', 'by_day'],
    ...['actor', 'created_at', 'ended_by', 'ended_at', 'reason'],
  ],
  n: 20,
  row: (n) => {
    const at = f.now - (20 - n) * DAY;
    return [
      ...[n + 1, idOf('u', n), 'cancelled', saidTerms, `見本 ${n}`, jstDate(at + 30 * DAY), jstDate(at + 90 * DAY)],
      ...['operator:bench', at, 'operator:bench', at + DAY, '見本'],
    ];
  },
});

export const houseTables = (f: Filling): Table[] => {
  const log = audit(f);
  let newest: string = FIRST;
  const chained: Table = {
    ...log,
    row: (n) => {
      const cells = log.row(n);
      newest = String(cells[9]);
      return cells;
    },
  };
  return [
    chained,
    heads(f, () => newest),
    people(f),
    tasks(f),
    suppressions(f),
    arrivals(f),
    works(f),
    importRuns(f),
    importReaders(f),
    callbacks(f),
    deliveries(f),
    keys(f),
    brakes(f),
    templates(f),
    versions(f),
    terms(f),
  ];
};
