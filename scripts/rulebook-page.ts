/** Prints docs/rulebook.md: every event, its letters, their timing, what repeats and what stops it, from the rulebook that the code obeys. */
import { reasonSentences } from '../server/domain/rulebook/reasons.ts';
import { type RulebookScreen, rulebookScreen } from '../server/domain/rulebook/screen.ts';

type System = RulebookScreen['systems'][number];
type Event = System['events'][number];
type Letter = Event['letters'][number];

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${text}\``;
const lead = (system: string) =>
  ({ nl: 'Newsletter', ras2: 'RASENS', ras1: 'Earlier RAS', ens: 'Electronic notification' })[system] ?? system;

const letterWords = (letter: Letter): string =>
  [
    `${code(letter.type)} → ${letter.to}, ${letter.timing}`,
    letter.after ? `not before ${code(letter.after)}` : '',
    letter.condition ? `when ${letter.condition}` : '',
    letter.switch ? `switch, ${letter.switch.on ? 'on' : 'off'} by default` : '',
    letter.on_bounce ? `if it bounces: ${code(letter.on_bounce.type)} → ${letter.on_bounce.to}, task, callback` : '',
    letter.waits
      ? `waits ${letter.waits.hours} hours for ${code(letter.waits.event)}, then goes alone with a task`
      : '',
    letter.sent_again_on_correction ? '' : 'not sent again when it bounced',
  ]
    .filter(Boolean)
    .join('; ');

const followUpWords = (f: Event['follow_ups'][number]): string =>
  `${code(f.type)} → ${f.to}: ${f.schedule}${f.condition ? `; when ${f.condition}` : ''}${f.switch ? `; switch, ${f.switch.on ? 'on' : 'off'} by default` : ''}; ends with ${f.stops.join(', ')}`;

const fields = (event: Event) => event.fields.map((f) => (f.required ? f.name : `${f.name}?`)).join(', ') || '–';

const endWords = (end: Event['ends'][number]): string =>
  [
    end.types.map(code).join(', '),
    end.when ? `when ${end.when}` : '',
    end.lasts ? `also what is reported afterwards, until ${end.lasts.map(code).join(' or ')}` : '',
    end.presumes ? `and keeps follow-ups from beginning when it is reported before ${code(end.presumes)}` : '',
  ]
    .filter(Boolean)
    .join('; ');

const row = (event: Event): string => {
  const letters = event.each
    ? `each member of ${code(event.each.list)} as ${code(event.each.as)}`
    : event.letters.map(letterWords).join('<br>') || `none (${code(event.none ?? 'no-mail-by-rule')})`;
  const follow = event.follow_ups.map(followUpWords).join('<br>') || '–';
  const ends =
    event.ends.map(endWords).join('<br>') || (event.effect === 'closes-case' ? 'everything of the case' : '–');
  return `| ${code(event.type)} | ${cell(event.says.en)} | ${cell(fields(event))} | ${cell(letters)} | ${cell(follow)} | ${cell(ends)} |`;
};

const settings = ({ settings: s }: System) => [
  `Languages by role: ${Object.entries(s.languages)
    .map(([role, language]) => `${role} ${code(language)}`)
    .join(', ')}.`,
  `Switches: ${Object.entries(s.letters)
    .map(([type, on]) => `${code(type)} ${on ? 'on' : 'off'}`)
    .join(', ')}.`,
];

const codes = ({ codes: lists }: RulebookScreen): string[] => [
  '## Codes',
  '',
  'Closed lists. A code that is not here is refused with the nearest known (`strict`, on for new systems), else taken with a warning; of procedures only within `residence.`, for the others decide about numbers and files. `status` and `kind` may be own words instead, as an object of `ja`, `plja` and `en`.',
  '',
  '| field | code | ja | en |',
  '|---|---|---|---|',
  ...Object.entries(lists).flatMap(([field, list]) =>
    list.map(([name, says]) => `| ${code(field)} | ${code(name)} | ${says.ja} | ${says.en} |`),
  ),
  '',
];

/** What one event does to letters and follow-ups of one type. */
const meeting = (event: Event, type: string): string => {
  if (event.effect === 'closes-case') return 'ends';
  const ends = event.ends.filter((end) => end.types.includes(type));
  if (ends.length === 0) return '';
  if (ends.some((end) => end.lasts)) return 'ends, lasting';
  return ends.every((end) => end.when) ? 'ends if' : 'ends';
};

/** Every event that ends something × everything that may be open in a case. */
const matrix = (system: System): string[] => {
  const enders = system.events.filter((e) => e.ends.length > 0 || e.effect === 'closes-case');
  if (enders.length === 0) return [];
  const types = system.events.flatMap((e) => [
    ...e.letters.map((l) => l.type),
    ...e.letters.flatMap((l) => l.on_bounce?.type ?? []),
    ...e.follow_ups.map((f) => f.type),
  ]);
  const name = (event: Event) => code(event.type.slice(system.system.length + 1));
  return [
    `### What ends what in ${code(system.system)}`,
    '',
    'Rows: what may be open in a case. Columns: the event that arrives. Empty: it stays as it is. “ends if”: under the condition in the table above; “lasting”: also what is reported afterwards. Events without a column end nothing.',
    '',
    `| open | ${enders.map(name).join(' | ')} |`,
    `|---|${enders.map(() => '---').join('|')}|`,
    ...[...new Set(types)].map((type) => `| ${code(type)} | ${enders.map((e) => meeting(e, type)).join(' | ')} |`),
    '',
  ];
};

const states = [
  '## What happens to what is ended',
  '',
  'The same for every event that ends something (`test/server/domain/cases/matrix.test.ts` goes through all of them in every state). It counts for letters and follow-ups of events that did not happen later than the event that ends them.',
  '',
  '| open | what happens | in the answer |',
  '|---|---|---|',
  '| letter planned for later, waiting, held, put off after a 4xx, or in a lane that a switch holds | cancelled; callback `cancelled` | `cancelled` |',
  '| letter that a worker has in hand | sent if it is already on the wire, else cancelled; never tried again, also not after a restart | `in_flight` |',
  '| letter that has left (accepted, unknown) | stays | `left` |',
  '| letter that bounced, was refused, or ran out of time | stays; not sent again when the address is corrected | |',
  '| follow-ups, waiting or running | end; one on its way is treated like any letter | `follow_ups_ended` |',
  '| letter or follow-ups of an event that happened before and is reported afterwards | never written | `not_sent` of that event |',
  '',
];

const section = (system: System): string[] => [
  `## ${lead(system.system)} (${code(system.system)})`,
  '',
  system.reported_by_keys
    ? 'Reported by the keys of the system.'
    : 'The hub’s own steps; no key reports them. They stand here so that every mail has its row.',
  '',
  ...settings(system),
  '',
  '| event | what happened | data | letters | follow-ups | ends |',
  '|---|---|---|---|---|---|',
  ...system.events.map(row),
  '',
  ...matrix(system),
];

const screen = rulebookScreen();
const page = [
  '# Rulebook',
  '',
  'Which event causes which letters. Printed from `server/domain/rulebook/` by `node scripts/rulebook-page.ts`; `npm run check` refuses a stale page. The same as JSON: `GET /api/v1/rulebook`.',
  '',
  'A new mail type is one row there, one entry in `server/letters/types/` and one file per language in `templates/`. A new system is one file there.',
  '',
  'Every letter that bounced is sent again when the address is corrected, unless its row says otherwise or something has ended it; its follow-ups count anew from there. A hard bounce of the first letter, its cancellation and the end of the case end every follow-up. Quiet hours move follow-ups later, never earlier; what was missed while the hub stood still is sent once. One that is counted back from a date names days in its text: after its own day it is held, and staff are asked by a task (`letters-late`) and a mail whether it still leaves.',
  '',
  ...screen.systems.flatMap(section),
  ...states,
  ...codes(screen),
  '## Why an event has no letters',
  '',
  '| reason | |',
  '|---|---|',
  ...Object.entries(reasonSentences).map(([reason, { en }]) => `| ${code(reason)} | ${en} |`),
];
process.stdout.write(`${page.join('\n')}\n`);
