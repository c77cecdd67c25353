/** Prints docs/scale.md: the figures of docs/bench/*.json (written by `npm run bench -- … --save`) and the arithmetic that follows from them. Long, for each figure is a line. */
import { existsSync, readFileSync } from 'node:fs';
import { carrierLimits, defaultLimit, domainClasses, keptForLetters } from '../server/lib/domainClasses.ts';

type Figures = Record<string, unknown>;

const read = (name: string): Figures | null => {
  const file = new URL(`../docs/bench/${name}.json`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Figures) : null;
};
/** A value by its path ('busy.letter.p95'); undefined where it was not measured. */
const at = (figures: Figures | null, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Figures | undefined)?.[key], figures ?? undefined);
const numberAt = (figures: Figures | null, path: string): number | null => {
  const value = at(figures, path);
  return typeof value === 'number' ? value : null;
};
const n = (value: number) => Math.round(value).toLocaleString('en-US');
const told = (value: unknown): string =>
  typeof value === 'number'
    ? Number.isInteger(value)
      ? n(value)
      : String(value)
    : value === undefined
      ? 'not yet measured'
      : value === true
        ? 'yes'
        : value === false
          ? 'no'
          : String(value);

const [
  bulletin,
  dkim,
  size,
  mixed,
  imported,
  processes,
  api,
  returned,
  callbacks,
  entry,
  news,
  digest,
  console,
  neutral,
  strangers,
  connections,
  typing,
  readings,
  expanding,
] = [
  'bulletin',
  'dkim',
  'size',
  'mixed',
  'import',
  'processes',
  'api',
  'returned',
  'callbacks',
  'entry',
  'news',
  'digest',
  'console',
  'neutral',
  'strangers',
  'connections',
  'typing',
  'readings',
  'expanding',
].map(read) as [Figures | null, ...(Figures | null)[]];

/** One table: what, the figure, what it must be. */
const table = (title: string, name: string, figures: Figures | null | undefined, rows: [string, string, string][]) => [
  `### ${title}`,
  '',
  ...(figures
    ? [
        `\`${at(figures, 'command')}\`, ${told(at(figures, 'date'))}, ${told(at(figures, 'machine'))}, load before ${told(at(figures, 'load_before'))}, took ${told(at(figures, 'took_seconds'))} s.`,
        '',
        '| | measured | bar |',
        '|---|---|---|',
        ...rows.map(([what, path, bar]) => `| ${what} | ${told(at(figures, path))} | ${bar} |`),
      ]
    : [`Not yet measured: \`npm run bench -- ${name} --save\`.`]),
  '',
];

const noticed = (path: string): [string, string, string][] => [
  ['entry page, p95 idle (ms)', 'idle.page.p95', ''],
  ['entry page, p95 meanwhile (ms)', `${path}.page.p95`, '≤ max(2 × idle, 50)'],
  ['entry page, p99 meanwhile (ms)', `${path}.page.p99`, '≤ 250'],
  ['API, p95 idle (ms)', 'idle.api.p95', ''],
  ['API, p95 meanwhile (ms)', `${path}.api.p95`, '≤ max(2 × idle, 50)'],
  ['API, p99 meanwhile (ms)', `${path}.api.p99`, '≤ 250'],
  ['letter: from the API answer until the sink has it, p95 (ms)', `${path}.letter.p95`, '≤ 1,000'],
];

const ways = () => {
  const list = at(processes ?? null, 'ways');
  if (!Array.isArray(list)) return [];
  return [
    '| delivery processes | mails/s | CPU a mail (µs) | in a claim, a mail (µs) | of it waiting for a lock (µs) | doubles |',
    '|---|---|---|---|---|---|',
    ...(list as Figures[]).map(
      (way) =>
        `| ${told(way.processes)} | ${told(way.rate)} | ${told(way.cpu_us)} | ${told(way.claim_us)} | ${told(way.lock_us)} | ${told(way.doubles)} |`,
    ),
    '',
  ];
};

const MANY = 4_000_000;
const SECONDS = 600;
const needed = MANY / SECONDS;

/** What the country needs, from what was measured. */
const arithmetic = (): string[] => {
  const plain = numberAt(bulletin ?? null, 'rate');
  const signed = numberAt(dkim ?? null, 'signed');
  const [limit, both] = [numberAt(dkim ?? null, 'rsa_limit'), numberAt(dkim ?? null, 'unsigned')];
  const bytes = numberAt(bulletin ?? null, 'bytes');
  const lines = [`- ${n(MANY)} mails in ${SECONDS} s are ${n(needed)} mails a second.`];
  if (plain)
    lines.push(
      `- One such machine sends ${n(plain)} a second unsigned with its sink beside it on the same cores: ${n(MANY / plain / 60)} minutes alone, ${Math.ceil(needed / plain)} machine(s) for ten minutes.`,
    );
  if (limit && both)
    lines.push(
      `- The same cores sign and send. Who signs ${n(limit)} a second and does nothing else, and sends ${n(both)} a second and signs nothing, can do both at ${n((limit * both) / (limit + both))} a second at most: ${(Math.max(limit, both) / (limit + both)).toFixed(2)} of the smaller. For 0.6 one of the two would have to be one and a half times the other.`,
    );
  if (signed)
    lines.push(
      `- Signed with RSA-2048 it is ${n(signed)} a second: ${n(MANY / signed / 60)} minutes alone, ${Math.ceil(needed / signed)} machines for ten minutes. Signing is bound to cores: twice the cores, half the machines. A relay that signs takes this away from the hub.`,
    );
  if (bytes)
    lines.push(
      `- At ${n(bytes)} bytes a mail that is ${n((needed * bytes * 8) / 1e6)} Mbit/s towards the relays, and ${n((MANY * bytes) / 1e9)} GB in all.`,
    );
  lines.push(
    `- A connection carries one mail for each round trip. A relay that answers after 20 ms needs ${n(needed * 0.02)} connections, one that answers after 100 ms ${n(needed * 0.1)}: raise \`DELIVERY_CONNECTIONS\` until the relay, not the hub, is the limit.`,
    '- Several machines share one PostgreSQL and one Redis; each runs `ROLES=delivery`. Recording is one statement for 50 mails, so that the database sees ' +
      `${n(needed / 50)} of them a second.`,
  );
  return lines;
};

const engineNames = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;
const carriers = domainClasses.filter((name) => defaultLimit(name, 'usual').ratePerSecond !== null);
const pace = carrierLimits.ratePerSecond - keptForLetters(carrierLimits.ratePerSecond);
const page = [
  '# How much one hub carries',
  '',
  'Drawn from `docs/bench/*.json` by `node scripts/scale-page.ts`; `npm run check` refuses a stale page. To measure again, on a machine that does nothing else:',
  '',
  '```',
  'npm run bench -- all --save        # about half an hour; or one name: bulletin, dkim, processes, api, callbacks, import, size, mixed, returned, entry, news, digest, console, typing, readings, expanding, start, idle',
  'node scripts/scale-page.ts > docs/scale.md',
  '```',
  '',
  "Everything goes through the doors that operators and systems use: `hub subscribers import`, `hub bulletins send`, HTTP. The database writes to a real disk with synchronous FULL (or `synchronous_commit`). The other side is Postfix's `smtp-sink` on loopback, which competes for the same cores. Ratios are taken in one run.",
  '',
  '## Measured',
  '',
  ...table('A bulletin', 'bulletin', bulletin, [
    ['readers', 'readers', ''],
    ['bytes a mail, mean', 'bytes', ''],
    ['mails a second, from "send" to the last recorded outcome', 'rate', ''],
    ['`smtp-source -d -s 8` with mails of that size, in turns', 'source', ''],
    ['ratio', 'ratio', '≥ 0.5'],
    [
      'a sender that pipelines, opens sealed addresses, records each 50 and does nothing else (`bench/reference.ts`)',
      'reference',
      '',
    ],
    ['ratio to it', 'reference_ratio', '≥ 0.7'],
    ['its CPU a mail (µs)', 'reference_cpu_us', ''],
    ["nodemailer's pooled transport that builds each mail", 'nodemailer_pool', ''],
    ['first mail after "send" (ms)', 'first_mail_ms', '≤ 2,000'],
    ['CPU a mail, all processes of the hub (µs)', 'cpu_us', ''],
    ['mails looked at as the sink got them', 'sample.mails', ''],
    ['… with different recipients', 'sample.recipients', 'all'],
    ["… that read like nodemailer's", 'sample.equal', 'all'],
    ['… with links of their own', 'sample.personal', 'all'],
    ['links in them', 'sample.links', ''],
    ['… that open', 'sample.open', 'all'],
  ]),
  ...table('Signed with RSA-2048', 'dkim', dkim, [
    ['unsigned, mails a second', 'unsigned', ''],
    ['RSA signatures a second of all cores, nothing else running', 'rsa_limit', ''],
    ['signed, mails a second', 'signed', ''],
    ['share of the smaller of the two', 'share', '≥ 0.6'],
  ]),
  ...table('From ten thousand readers to a million', 'size', size, [
    ['CPU a mail, 10,000 readers (µs)', 'small.cpu_us', ''],
    ['CPU a mail, many readers (µs)', 'large.cpu_us', ''],
    ['readers', 'large.readers', ''],
    ['cost a mail, many to few', 'cost', '≤ 1.2'],
    ['mails a second', 'large.rate', ''],
    ['first mail after "send" (ms)', 'first_mail_ms', '≤ 2,000'],
    ['resident memory of the largest process (MB)', 'peak_mb', '< 350'],
  ]),
  ...table('A bulletin to few of a million readers, until it is written out', 'expanding', expanding, [
    ['readers', 'readers', ''],
    ...(['sqlite', 'postgres'] as const).flatMap((engine): [string, string, string][] => [
      [`to 10,000 of them (ms), ${engineNames[engine]}`, `${engine}.tenThousand.ms`, '≤ 2,500'],
      [`to 10,000 and 7,000 by two topics that share readers (ms), ${engineNames[engine]}`, `${engine}.both.ms`, ''],
      [`to 100 of them (ms), ${engineNames[engine]}`, `${engine}.hundred.ms`, ''],
      [`to 100 on a hub of 100 (ms), ${engineNames[engine]}`, `${engine}.alone.ms`, ''],
      [`the former to the latter, ${engineNames[engine]}`, `${engine}.times`, '≤ 1.2'],
    ]),
    ['all counters right, SQLite', 'sqlite.whole', 'yes'],
    ['all counters right, PostgreSQL', 'postgres.whole', 'yes'],
  ]),
  ...table('Meanwhile: while a bulletin to a million runs', 'mixed', mixed, [
    ['mails of the bulletin a second', 'bulletin_rate', ''],
    ...noticed('busy'),
    ['within all bars', 'within', 'yes'],
  ]),
  ...table('Import of a million readers from CSV', 'import', imported, [
    ['rows', 'rows', ''],
    ['seconds', 'seconds', '< 180'],
    ...noticed('busy'),
    ['within all bars', 'within', 'yes'],
  ]),
  ...table('PostgreSQL and Redis with several delivery processes', 'processes', processes, [
    ['total with 4 processes to total with 2', 'four_of_two', '≥ 0.9'],
  ]),
  ...ways(),
  ...table('Reports that came back and wait', 'returned', returned, [
    ['reports that wait when the hub takes them up', 'backlog', ''],
    [
      'a new report meanwhile: until reader, follow-ups, task and callback are done, worst (ms)',
      'effect_ms.worst',
      '≤ 5,000',
    ],
    ['… median (ms)', 'effect_ms.median', ''],
    ['all of them done (s)', 'backlog_seconds', '≤ 340'],
    ['CPU a report, from row to effect (µs)', 'backlog_cpu_us', ''],
    ['CPU a report at the mail door, each in its own connection (µs)', 'taken_cpu_us', ''],
    ['reports a second at the mail door, 8 connections', 'taken_a_second', ''],
  ]),
  ...table('The API at 32 connections', 'api', api, [
    ['bare route with one durable insert, requests a second', 'bare.rate', ''],
    ['`POST /api/v1/events` (a case, a follow-up, three letters), the web role alone', 'events.rate', ''],
    ['… of the bare route', 'events.ratio', '≥ 0.25'],
    ['… p99 in times of the bare route', 'events.p99_ratio', '≤ 5'],
    ['`POST /v2/notifications/email`, the web role alone', 'notify.rate', ''],
    ['… of the bare route', 'notify.ratio', ''],
    ['events while two delivery processes send the letters on the same two cores', 'sending.events.rate', ''],
    ['… of the bare route', 'sending.events.ratio', ''],
    ['… p99 in times of the bare route', 'sending.events.p99_ratio', ''],
    ['notifications while they send', 'sending.notify.rate', ''],
  ]),
  ...table('Callbacks: what became of letters, told', 'callbacks', callbacks, [
    ['outcomes for a receiver that takes a second for each', 'slow.outcomes', ''],
    ['told in all', 'slow.told', ''],
    ['under way at once', 'slow.at_once', '≤ 32'],
    ['seconds from the report to the last answer', 'slow.seconds', '≤ 60'],
    ['calls that five receivers of another system let hang meanwhile', 'beside.hanging', ''],
    [
      'from the answer to a report until its outcome is told beside them, p95 (ms)',
      'beside.after_answer_ms.p95',
      '≤ 2,000',
    ],
    ['… from the sending of the letter, p95 (ms)', 'beside.after_sending_ms.p95', ''],
  ]),
  ...table(
    'Writing: three texts of 5,000 signs beside each other, all checks on (Chromium, 1280 px)',
    'typing',
    typing,
    [
      ['keys in each text', 'ja.keys', ''],
      ...(['ja', 'plja', 'en'] as const).flatMap((language): [string, string, string][] => [
        [`${language}: from the press of a key to the paint, median (ms)`, `${language}.p50`, '< 16'],
        [`${language}: p95 (ms)`, `${language}.p95`, '< 16'],
        [`${language}: slowest (ms)`, `${language}.slowest`, ''],
        [
          `${language}: CPU of the page a key, saving and drawing between the keys included (ms)`,
          `${language}.cpu_a_key`,
          '',
        ],
      ]),
    ],
  ),
  ...table('Readings: one miss is one word with kanji', 'readings', readings, [
    ['sentences by which rules were mended', 'sentences.sentences', '≥ 300'],
    ['words of them that are right (%)', 'sentences.percent', '≥ 99'],
    ['dates and numbers (%)', 'sentences.counting_percent', '100'],
    ['sentences kept for judging', 'judging.sentences', '≥ 300'],
    ['words of them that are right (%)', 'judging.percent', '≥ 99'],
    ['dates and numbers (%)', 'judging.counting_percent', '100'],
    ['misses', 'judging.misses', ''],
    ['until the dictionary is loaded (ms)', 'load_ms', ''],
    ['a sentence (ms)', 'judging.ms_per_sentence', ''],
  ]),
  ...table('The registration page on a bad line (Chromium, 400 kbit/s, CPU four times slower)', 'entry', entry, [
    ...['ja', 'plja', 'en'].flatMap((language): [string, string, string][] => [
      [`${language}: usable after, at 150 ms (s)`, `bad_line.${language} 150 ms.usable_s`, '≤ 1'],
      [`${language}: usable after, at 400 ms (s)`, `bad_line.${language} 400 ms.usable_s`, '≤ 1.6'],
      [`${language}: bytes over the line`, `bad_line.${language} 400 ms.bytes`, '≤ 26,000'],
      [`${language}: requests`, `bad_line.${language} 400 ms.requests`, '≤ 3'],
    ]),
    ['CPU of one GET, ja (µs)', 'cpu_us_per_get./m/ja_entry', '≤ 300'],
    ['CPU of one GET, plja (µs)', 'cpu_us_per_get./m/plja_entry', '≤ 300'],
    ['CPU of one GET of the terms (µs)', 'cpu_us_per_get./m/ja/terms', ''],
  ]),
  ...table('The archive', 'news', news, [
    ['bulletins', 'bulletins', ''],
    ...(['sqlite', 'postgres'] as const).flatMap((engine): [string, string, string][] => [
      [`slowest search of all tried, median (ms), ${engineNames[engine]}`, `${engine}.search_ms`, '≤ 100'],
      [`slower feed of 50, median (ms), ${engineNames[engine]}`, `${engine}.feed_ms`, '≤ 50'],
    ]),
  ]),
  ...table('Digests', 'digest', digest, [
    ['readers who get one', 'readers', ''],
    ['bulletins in them', 'items', ''],
    ['planned, readers a second', 'planning.per_second', '≥ 20,000'],
    ['recorded, readers a second', 'settling.per_second', ''],
    ['each item once, none left', 'whole', 'yes'],
  ]),
  ...table('Residents’ forms for known and unknown addresses in turn', 'neutral', neutral, [
    ['requests of each kind', 'pairs', ''],
    ['registration: medians apart (ms)', 'registration.apart_ms', '≤ 3'],
    ['new links: medians apart (ms)', 'reissue.apart_ms', '≤ 3'],
  ]),
  ...table('Strangers at once at the console’s sign-in', 'strangers', strangers, [
    [
      'wrong tries for accounts that there are and that there are not, one after another, in turns',
      'one_after_another.n',
      '',
    ],
    ['median for accounts that there are (ms)', 'one_after_another.known_ms', ''],
    ['median for accounts that there are not (ms)', 'one_after_another.unknown_ms', ''],
    ['apart (ms)', 'one_after_another.apart_ms', '≤ 3'],
    ['tries of them all at once, wave after wave', 'at_once.tries', ''],
    ['of those, judged', 'at_once.n', ''],
    ['their medians apart (ms)', 'at_once.apart_ms', ''],
    ['API, p95 idle (ms)', 'idle.api.p95', ''],
    ['API, p95 meanwhile (ms)', 'busy.api.p95', '≤ 2 × idle'],
    ['entry page, p95 idle (ms)', 'idle.page.p95', ''],
    ['entry page, p95 meanwhile (ms)', 'busy.page.p95', '≤ 2 × idle'],
  ]),
  ...table('Connections that stand open and say nothing, or half of a request', 'connections', connections, [
    ['connections kept open', 'connections', ''],
    ['open at once, the most', 'most_open', ''],
    ['open at once, the fewest meanwhile', 'least_open', ''],
    ['closed by the hub meanwhile, and opened again', 'closed_by_the_hub', ''],
    ['memory of the process before (MB)', 'memory_before_mb', ''],
    ['… at the most', 'memory_most_mb', ''],
    ['API, p95 idle (ms)', 'idle.api.p95', ''],
    ['API, p95 meanwhile (ms)', 'busy.api.p95', 'answers all'],
    ['entry page, p95 idle (ms)', 'idle.page.p95', ''],
    ['entry page, p95 meanwhile (ms)', 'busy.page.p95', 'answers all'],
    ['API, p95 afterwards (ms)', 'after.api.p95', ''],
  ]),
  ...table('The console', 'console', console, [
    ['readers', 'readers', ''],
    ['letters', 'letters', ''],
    ['bulletins', 'bulletins', ''],
    ['lines of the audit log', 'audit', ''],
    ['tasks', 'tasks', ''],
    ...(['sqlite', 'postgres'] as const).flatMap((engine): [string, string, string][] => [
      [
        `questions asked: lists, filters, pairs of filters, pages, searches, details (${engineNames[engine]})`,
        `${engine}.questions`,
        '',
      ],
      [`routes that read, ${engineNames[engine]}`, `${engine}.idle.routes`, ''],
      ['… whose slowest question answers within 200 ms, p95', `${engine}.idle.within`, 'all'],
      ['… the slowest of all, p95 (ms)', `${engine}.idle.slowest_p95`, '≤ 200'],
      ['… within 500 ms while bulletins run', `${engine}.busy.within`, 'all'],
      ['… the slowest of all meanwhile, p95 (ms)', `${engine}.busy.slowest_p95`, '≤ 500'],
    ]),
  ]),
  '## Four million in ten minutes',
  '',
  ...arithmetic(),
  '',
  '## What the carriers make of it',
  '',
  `The ten minutes hold only without limits per domain. Ordinary bulletins keep to what ${carriers.length} Japanese carriers (${carriers.join(', ')}) bear: ${carrierLimits.connections} connections and ${carrierLimits.ratePerSecond} mails a second each, over all processes and machines together, of which one connection and ${keptForLetters(carrierLimits.ratePerSecond)} mail a second stay free for letters. That is ${n(pace * SECONDS)} mails in ten minutes, and for 500,000 readers at one carrier ${n(500_000 / pace / 3600)} hours. More machines change nothing about that: it is the carrier's door.`,
  '',
  'Emergencies travel in a lane of their own without these limits, because such a rate must be agreed with the carriers before it is needed; without that agreement they answer with 4xx, the hub slows down for that carrier alone, and everybody else is served as planned. When a bulletin is released, and while it runs, the console shows the expected end per domain.',
];
process.stdout.write(`${page.join('\n')}\n`);
