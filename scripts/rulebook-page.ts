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
    letter.sent_again_on_correction ? 'sent again when a bounced address is corrected' : '',
  ]
    .filter(Boolean)
    .join('; ');

const followUpWords = (f: Event['follow_ups'][number]): string =>
  `${code(f.type)} → ${f.to}: ${f.schedule}${f.condition ? `; when ${f.condition}` : ''}${f.switch ? `; switch, ${f.switch.on ? 'on' : 'off'} by default` : ''}; ends with ${f.stops.join(', ')}`;

const fields = (event: Event) => event.fields.map((f) => (f.required ? f.name : `${f.name}?`)).join(', ') || '–';

const row = (event: Event): string => {
  const letters = event.each
    ? `each member of ${code(event.each.list)} as ${code(event.each.as)}`
    : event.letters.map(letterWords).join('<br>') || `none (${code(event.none ?? 'no-mail-by-rule')})`;
  const follow = event.follow_ups.map(followUpWords).join('<br>') || '–';
  return `| ${code(event.type)} | ${cell(event.says.en)} | ${cell(fields(event))} | ${cell(letters)} | ${cell(follow)} |`;
};

const settings = ({ settings: s }: System) => [
  `Languages by role: ${Object.entries(s.languages)
    .map(([role, language]) => `${role} ${code(language)}`)
    .join(', ')}.`,
  `Switches: ${Object.entries(s.letters)
    .map(([type, on]) => `${code(type)} ${on ? 'on' : 'off'}`)
    .join(', ')}.`,
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
  '| event | what happened | data | letters | follow-ups |',
  '|---|---|---|---|---|',
  ...system.events.map(row),
  '',
];

const screen = rulebookScreen();
const page = [
  '# Rulebook',
  '',
  'Which event causes which letters. Printed from `server/domain/rulebook/` by `node scripts/rulebook-page.ts`; `npm run check` refuses a stale page. The same as JSON: `GET /api/v1/rulebook`.',
  '',
  'A new mail type is one row there, one entry in `server/letters/types/` and one file per language in `templates/`. A new system is one file there.',
  '',
  'A hard bounce of the first letter, its cancellation and the end of the case end every follow-up. Quiet hours move follow-ups later, never earlier; what was missed while the hub stood still is sent once.',
  '',
  ...screen.systems.flatMap(section),
  '## Why an event has no letters',
  '',
  '| reason | |',
  '|---|---|',
  ...Object.entries(reasonSentences).map(([reason, { en }]) => `| ${code(reason)} | ${en} |`),
];
process.stdout.write(`${page.join('\n')}\n`);
