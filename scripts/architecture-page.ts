/** Prints docs/architecture.md: the rooms with the calls between them, drawn from the imports, and two trips through files that are there. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { filesBelow, home } from './checks/shape.ts';

/** Everybody calls these two: their arrows would cover the others. */
const everywhere = new Set(['contract', 'lib']);
const rooms = readdirSync(join(home, 'server'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const roomOf = (path: string): string | undefined => rooms.find(({ name }) => path.startsWith(`server/${name}/`))?.name;

/** Room → rooms that its files import. */
const calls = new Map<string, Set<string>>();
const files = filesBelow(home, 'server').filter((path) => path.endsWith('.ts'));
for (const path of files) {
  const from = roomOf(path);
  if (!from) continue;
  const to = calls.get(from) ?? new Set();
  calls.set(from, to);
  for (const [, other] of readFileSync(join(home, path), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
    const room = roomOf(normalize(join(dirname(path), other!)));
    if (room && room !== from) to.add(room);
  }
}
const drawn = [...calls.keys()].filter((room) => !everywhere.has(room)).sort();

type Step = [file: string, name: string, says: string];
/** A trip names functions of ours: one that has gone is told, instead of leading a reader astray. */
const trip = (steps: readonly Step[]): string[] => {
  const seen = new Set<string>();
  return steps.map(([file, name, says], n) => {
    if (!new RegExp(`\\b${name}\\b`).test(readFileSync(join(home, file), 'utf8')))
      throw new Error(`${file} has no ${name} any more`);
    if (seen.has(file)) throw new Error(`${file} is entered twice`);
    seen.add(file);
    return `${n + 1}. [\`${file.slice('server/'.length)}\`](../${file}) \`${name}\`: ${says}`;
  });
};

const address: Step[] = [
  ['server/intake/http/public/entry.ts', 'register', 'the last page of the form, with its consent'],
  [
    'server/domain/subscriptions/registration.ts',
    'register',
    'checks the wish again, and answers a known address as a new one',
  ],
  ['server/domain/requests/requests.ts', 'accept', 'writes the request down, sealed; it is decided after the answer'],
  ['server/store/intents.ts', 'insertIntent', 'the row. From here on a crash loses nothing'],
  [
    'server/domain/subscriptions/mails.ts',
    'mailDesk',
    'the decision posts its mail, in one transaction with the reader',
  ],
  ['server/outbox/outbox.ts', 'post', 'the only way out: a key against doubles, sealed values, a deadline'],
  ['server/store/letters.ts', 'insertLetters', 'the letter is a row; the commit wakes delivery'],
  ['server/delivery/claimer.ts', 'claim', 'leases rows, within the limits of each class of domains'],
  ['server/delivery/dispatch.ts', 'sendOne', 'a free connection takes it, if it is still in time'],
  ['server/delivery/lines.ts', 'letter', 'still wanted? then on its way'],
  [
    'server/delivery/compose.ts',
    'composeLetter',
    'opened, rendered from the revision that the row names, signed with DKIM',
  ],
  ['server/delivery/transports/kinds.ts', 'openTransport', 'SMTP_URL decides where it goes: the mailbox, or'],
  ['server/delivery/wire/wire.ts', 'openWire', 'SMTP. Nothing in the database is locked meanwhile'],
  ['server/delivery/verdict.ts', 'verdict', 'what the answer means: accepted, later, never, or unknown'],
  ['server/delivery/recorder.ts', 'add', 'the outcome, written with those of other mails'],
];
const event: Step[] = [
  ['server/intake/http/api/routes.ts', 'report', 'the key, the mode, the body'],
  ['server/intake/http/api/cloudEvents.ts', 'readEvents', 'one event or many (CloudEvents 1.0)'],
  ['server/domain/cases/cases.ts', 'report', 'checks every event before anything is written'],
  ['server/domain/cases/checkEvent.ts', 'checkEvent', 'the schema of its type, dates, links, addresses'],
  ['server/domain/cases/acceptEvents.ts', 'acceptEvents', 'one transaction for what arrives together'],
  ['server/domain/cases/callCases.ts', 'openCase', 'the case that it belongs to, by its subject'],
  ['server/domain/cases/planWork.ts', 'planWork', 'what this event changes'],
  ['server/domain/cases/planEvent.ts', 'planEvent', 'which letters, to whom, in which language, when: by the rulebook'],
  ['server/domain/cases/writeWorks.ts', 'writeWorks', 'events, chains of reminders and letters'],
  ['server/outbox/outbox.ts', 'postAll', 'here the two trips meet'],
  ['server/store/letters.ts', 'insertLetters', 'the rows, which the answer names'],
];

const page = [
  '# Architecture',
  '',
  'Drawn from the imports of `server/` by `node scripts/architecture-page.ts`; `npm run check` refuses a stale page. What each room holds and may call stands in [the map](../server/README.md), why it is so in [the decisions](decisions/).',
  '',
  'Mail comes in through a form, a mail, the API or the console (`intake`), a rule decides in one transaction (`domain`), the letter becomes a row (`outbox`, `store`), and delivery takes it from there. No later step calls an earlier one. The database is the truth; the queue only wakes people up.',
  '',
  '```mermaid',
  'flowchart TD',
  ...drawn.flatMap((from) =>
    [...calls.get(from)!]
      .filter((to) => !everywhere.has(to))
      .sort()
      .map((to) => `  ${from} --> ${to}`),
  ),
  '```',
  '',
  `Everything may call \`contract\` (words shared with the console and the API) and \`lib\` (pure helpers). \`main\`, \`app\`, \`roles\`, \`web\`, \`mailIn\` and \`deliver\` put the rooms together; a process loads only what its roles need.`,
  '',
  'Inside `domain` each noun is a folder, and may call those before it in [the written order](../test/house/rooms.cjs).',
  '',
  "## A reader's address, from the form to the wire",
  '',
  ...trip(address),
  '',
  '## An event, to its letter',
  '',
  ...trip(event),
  '',
  'From there it goes as the first trip does. What comes back (bounces, complaints, answers) enters at `intake/smtp`, is read in `inbound`, and reaches readers and cases as outcomes.',
];
process.stdout.write(`${page.join('\n')}\n`);
