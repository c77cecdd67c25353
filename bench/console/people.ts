/** Readers with topics, consents, reports and suspensions, and their counts by day. */
import { atTime, DAY, jstDate } from '../../server/lib/clock.ts';
import { blindIndex, seal } from '../../server/lib/seal.ts';
import type { Table } from './bulk.ts';
import { addressOf, domainOf, type Filling, idOf, languageOf, one, readerId } from './ids.ts';

/** Beside the first topic, which all of them have, each reader has one or two of these. */
export const TOPICS = 40;
const DAYS = 800;
const reasons = ['hard-bounce', 'soft-bounces', 'complaint'] as const;
const said = ['userunknown', 'mailboxfull', 'filtered', 'hostunknown'];

const isSuspended = (n: number) => n % 20 === 7;
const stateOf = (n: number) => (isSuspended(n) ? 'suspended' : n % 50 === 9 ? 'left' : 'active');
/** Readers join the one after the other. */
const joined = ({ now, amounts }: Filling, n: number) =>
  now - Math.floor((DAYS * DAY * (amounts.readers - n)) / amounts.readers);

const readers = (f: Filling): Table => ({
  name: 'reader',
  columns: [
    'id',
    'public_id',
    'email',
    'email_index',
    'domain',
    'language',
    'state',
    'suspended_reason',
    'suspended_at',
    'created_at',
    'confirmed_at',
    'changed_at',
    'left_at',
    'actor',
    'cause',
  ],
  n: f.amounts.readers,
  row: (n) => {
    const at = joined(f, n);
    const state = stateOf(n);
    const ended = Math.min(f.now, at + 40 * DAY);
    return [
      n + 1,
      readerId(n),
      seal(f.ring, `reader|email|${readerId(n)}`, addressOf(n)),
      blindIndex(f.ring, 'email', addressOf(n)),
      domainOf(n),
      languageOf(n),
      state,
      state === 'suspended' ? one(reasons, n) : null,
      state === 'suspended' ? ended : null,
      at,
      at,
      state === 'active' ? at : ended,
      state === 'left' ? ended : null,
      'reader',
      one(['web', 'mail', 'import', 'web'], n >> 3),
    ];
  },
});

const topics = (f: Filling): Table => ({
  name: 'topic',
  columns: ['id', 'public_id', 'group_id', 'code', 'names', 'descriptions', 'sort', 'created_at'],
  n: TOPICS,
  row: (n) => [
    n + 2,
    idOf('t', n),
    1,
    `topic-${n}`,
    JSON.stringify({ ja: `見本の項目 ${n}`, plja: `見本(みほん) ${n}`, en: `Sample topic ${n}` }),
    '{}',
    n + 100,
    f.now - DAYS * DAY,
  ],
});

/** Three rows a reader: the topic of all, and two of the others that differ. */
const chosen = (f: Filling): Table => ({
  name: 'reader_topic',
  columns: ['topic_id', 'reader_id'],
  n: f.amounts.readers * 3,
  row: (n) => {
    const reader = Math.floor(n / 3);
    const topic = [1, 2 + (reader % TOPICS), 2 + ((reader + 1 + (reader % 7)) % TOPICS)][n % 3]!;
    return [topic, reader + 1];
  },
});

const consents = (f: Filling): Table => ({
  name: 'consent',
  columns: ['id', 'public_id', 'reader_id', 'consented_at', 'source', 'language', 'terms_version', 'screen_version'],
  n: f.amounts.readers,
  row: (n) => [n + 1, idOf('c', n), n + 1, joined(f, n), 'form', languageOf(n), 'bench', 'bench'],
});

/** Of every twentieth reader, which is one who gets nothing any more. */
const restingReader = (n: number) => n * 20 + 7;
const suspensions = (f: Filling): Table => ({
  name: 'suspension',
  columns: [
    'id',
    'public_id',
    'reader_id',
    'domain_class',
    'domain',
    'kind',
    'reason',
    'state',
    'began_at',
    'rests_until',
    'ended_at',
    'purge_after',
  ],
  n: Math.floor((f.amounts.readers - 8) / 20) + 1,
  row: (n) => {
    const reader = restingReader(n);
    const began = Math.min(f.now, joined(f, reader) + 40 * DAY);
    return [
      n + 1,
      idOf('s', n),
      reader + 1,
      'other',
      domainOf(reader),
      one(reasons, reader),
      one(said, reader),
      'resting',
      began,
      f.now + 300 * DAY,
      null,
      f.now + 700 * DAY,
    ];
  },
});

const reports = (f: Filling): Table => ({
  name: 'returned_mail',
  columns: [
    'id',
    'public_id',
    'hash',
    'class',
    'status',
    'reason',
    'reader_id',
    'raw',
    'received_at',
    'purge_after',
    'wording',
    'words',
  ],
  n: Math.min(50_000, Math.floor(f.amounts.readers / 20)),
  row: (n) => {
    const id = idOf('r', n);
    const strange = n % 10 === 0;
    return [
      n + 1,
      id,
      blindIndex(f.ring, 'bench', `report ${n}`),
      strange ? 'not-a-bounce' : 'hard',
      '5.1.1',
      one(said, n),
      restingReader(n) + 1,
      seal(f.ring, `returned_mail|raw|${id}`, '550 5.1.1 <somebody@office.example>: user unknown'),
      f.now - n * 60_000,
      f.now + 90 * DAY,
      strange ? blindIndex(f.ring, 'bench', `wording ${n % 500}`) : null,
      strange ? seal(f.ring, `returned_mail|words|${id}`, `The mailbox was moved to shelf ${n % 500}.`) : null,
    ];
  },
});

const readerDays = (f: Filling): Table => {
  const today = atTime(jstDate(f.now));
  const days = Array.from({ length: 400 }, (_, n) => jstDate(today - (n + 1) * DAY));
  return {
    name: 'reader_day',
    columns: ['day', 'language', 'topic_id', 'readers'],
    n: 400 * (TOPICS + 1) * 3,
    row: (n) => {
      const topic = Math.floor(n / 3) % (TOPICS + 1);
      const day = Math.floor(n / 3 / (TOPICS + 1));
      return [days[day]!, languageOf(n), topic, 1000 + ((n * 31) % 5000)];
    },
  };
};

export const peopleTables = (f: Filling): Table[] => [
  readers(f),
  topics(f),
  chosen(f),
  consents(f),
  suspensions(f),
  reports(f),
  readerDays(f),
];
