/** Prints docs/states.md: the states of bulletins and of single mails, drawn from the tables that the code obeys. */
import { letterStates } from '../server/contract/codes.ts';
import { letterMoves } from '../server/contract/letterMoves.ts';
import { type BulletinMove, bulletinMoves } from '../server/domain/bulletins/states.ts';

const acts: [string, BulletinMove][] = Object.entries(bulletinMoves);
const who = (by: BulletinMove['by']) =>
  by === 'clock' ? 'by itself' : by === 'cli' ? 'the command line' : `\`${by}\``;

const page = [
  '# States',
  '',
  'Drawn from `server/domain/bulletins/states.ts` and `server/contract/letterMoves.ts` by `node scripts/states-page.ts`; `npm run check` refuses a stale page.',
  '',
  '## Bulletins',
  '',
  '```mermaid',
  'stateDiagram-v2',
  '  [*] --> draft',
  ...acts.flatMap(([name, { from, to }]) => from.map((state) => `  ${state} --> ${to}: ${name}`)),
  '  finished --> [*]',
  '  finishedOpen --> [*]',
  '  cancelled --> [*]',
  '```',
  '',
  '| act | from | to | who | |',
  '|---|---|---|---|---|',
  ...acts.map(([name, { from, to, by, says }]) => `| ${name} | ${from.join(', ')} | ${to} | ${who(by)} | ${says} |`),
  '',
  '## One mail',
  '',
  'The same states serve a letter and one recipient of a bulletin. `accepted` means that the next mail server took it.',
  '',
  '```mermaid',
  'stateDiagram-v2',
  ...letterStates.flatMap((from) => letterMoves[from].map((to) => `  ${from} --> ${to}`)),
  ...letterStates.filter((state) => letterMoves[state].length === 0).map((state) => `  ${state} --> [*]`),
  '```',
];
process.stdout.write(`${page.join('\n')}\n`);
