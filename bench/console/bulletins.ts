/** Two hundred bulletins: one to everybody, some to many, most to few, and what still waits on somebody's desk. */
import { DAY, HOUR } from '../../server/lib/clock.ts';
import { domainClasses } from '../../server/lib/domainClasses.ts';
import type { Table } from './bulk.ts';
import { type Filling, idOf, languageOf } from './ids.ts';
import { TOPICS } from './people.ts';

const onDesk = ['draft', 'submitted', 'returned', 'approved', 'scheduled', 'draft'] as const;
/** The first is the oldest; the last twelve are not sent yet. */
const isSent = (f: Filling, n: number) => n < f.amounts.bulletins - 12;
/** The bulletin to everybody is the one before those. */
export const largestOf = ({ amounts }: Filling): number => amounts.bulletins - 13;
const sizeOf = (f: Filling, n: number): number => {
  if (!isSent(f, n)) return 0;
  if (n === largestOf(f)) return f.amounts.readers;
  return Math.ceil(f.amounts.readers / (n % 10 === 0 ? 50 : 1000));
};
const begun = (f: Filling, n: number) => f.now - (f.amounts.bulletins - n) * 2 * DAY;
const accepted = (reader: number) => reader % 100 !== 3;
const count = (n: number, fits: (i: number) => boolean) => {
  let all = 0;
  for (let i = 0; i < n; i++) if (fits(i)) all++;
  return all;
};

const bulletins = (f: Filling): Table => ({
  name: 'bulletin',
  columns: [
    'id',
    'public_id',
    'kind',
    'state',
    'revision',
    'audience',
    'actor',
    'cause',
    'system',
    'created_at',
    'changed_at',
    'scheduled_at',
    'started_at',
    'finished_at',
    'expanded',
    'decided',
    'planned_at',
  ],
  n: f.amounts.bulletins,
  row: (n) => {
    const at = begun(f, n);
    const sent = isSent(f, n);
    const state = sent ? 'finished' : onDesk[n % onDesk.length]!;
    const audience = JSON.stringify({ topics: [n === largestOf(f) ? 'bench' : `topic-${n % TOPICS}`] });
    const decided = [...Array(3).keys()].map((l) => ({
      language: languageOf(l),
      domainClass: 'other',
      n: count(sizeOf(f, n), (i) => i % 3 === l),
    }));
    const planned = state === 'scheduled' ? f.now + 30 * DAY : null;
    return [
      n + 1,
      idOf('b', n),
      'normal',
      state,
      3,
      audience,
      'operator:bench',
      'bench',
      'nl',
      at - DAY,
      at,
      planned,
      sent ? at : null,
      sent ? at + HOUR : null,
      sent ? 1 : 0,
      sent ? JSON.stringify(decided) : null,
      planned,
    ];
  },
});

const line = {
  ja: '在留(ざいりゅう)に関する手続(てつづき)の期限(きげん)と必要な書類を確かめてください。',
  plja: '手続(てつづ)きの日(ひ)と いる紙(かみ)を 確(たし)かめてください。',
  en: 'Please check the last day of your procedure and the papers that you need for it.',
};
const texts = (f: Filling): Table => ({
  name: 'bulletin_text',
  columns: ['bulletin_id', 'revision', 'language', 'subject', 'body', 'actor', 'created_at'],
  n: f.amounts.bulletins * 9,
  row: (n) => {
    const of = Math.floor(n / 9);
    const language = languageOf(n);
    const subject = language === 'en' ? `A sample notice ${of}` : `見本のお知らせ ${of}`;
    const body = `${`${line[language]}\n\n`.repeat(12)}案内 ${of}\n`;
    return [
      of + 1,
      1 + Math.floor((n % 9) / 3),
      language,
      subject,
      body,
      'operator:bench',
      begun(f, of) - DAY + (n % 9) * 60_000,
    ];
  },
});

const topics = (f: Filling): Table => ({
  name: 'bulletin_topic',
  columns: ['bulletin_id', 'topic_id'],
  n: f.amounts.bulletins,
  row: (n) => [n + 1, n === largestOf(f) ? 1 : 2 + (n % TOPICS)],
});

const acts = [
  ['create', 'draft', 'draft'],
  ['submit', 'draft', 'submitted'],
  ['approve', 'submitted', 'approved'],
  ['release', 'approved', 'held'],
  ['start', 'held', 'sending'],
  ['finish', 'sending', 'finished'],
] as const;
const events = (f: Filling): Table => ({
  name: 'bulletin_event',
  columns: ['id', 'bulletin_id', 'happened_at', 'actor', 'act', 'from_state', 'to_state', 'revision'],
  n: f.amounts.bulletins * acts.length,
  row: (n) => {
    const of = Math.floor(n / acts.length);
    const [act, from, to] = acts[n % acts.length]!;
    return [
      n + 1,
      of + 1,
      begun(f, of) - (acts.length - (n % acts.length)) * 60_000,
      'operator:bench',
      act,
      from,
      to,
      3,
    ];
  },
});

/** Which bulletin and which reader recipient `n` is: those of one bulletin stand side by side. */
const recipients = (f: Filling): Table => {
  const starts: number[] = [];
  let all = 0;
  for (let n = 0; n < f.amounts.bulletins; n++) {
    starts.push(all);
    all += sizeOf(f, n);
  }
  let of = 0;
  return {
    name: 'bulletin_recipient',
    columns: [
      'bulletin_id',
      'reader_id',
      'language',
      'queue_id',
      'state',
      'attempts',
      'next_at',
      'sent_at',
      'reason',
      'reply',
    ],
    n: all,
    row: (n) => {
      if (n === 0) of = 0;
      while (of + 1 < starts.length && n >= starts[of + 1]!) of++;
      const reader = n - starts[of]!;
      const at = begun(f, of) + (reader % 3600) * 1000;
      const well = accepted(reader);
      return [
        of + 1,
        reader + 1,
        languageOf(reader),
        domainClasses.length + of + 1,
        well ? 'accepted' : 'refused',
        1,
        at,
        well ? at : null,
        well ? null : 'userunknown',
        well ? null : '550 5.1.1 User unknown',
      ];
    },
  };
};

/** What delivery would have counted. */
const counts = (f: Filling): Table => ({
  name: 'bulletin_count',
  columns: ['bulletin_id', 'language', 'queue_id', 'state', 'n'],
  n: f.amounts.bulletins * 6,
  row: (n) => {
    const of = Math.floor(n / 6);
    const well = n % 6 < 3;
    const language = n % 3;
    const people = count(sizeOf(f, of), (i) => i % 3 === language && accepted(i) === well);
    return [of + 1, languageOf(language), domainClasses.length + of + 1, well ? 'accepted' : 'refused', people];
  },
});

export const bulletinTables = (f: Filling): Table[] => [
  bulletins(f),
  texts(f),
  topics(f),
  events(f),
  recipients(f),
  counts(f),
];
