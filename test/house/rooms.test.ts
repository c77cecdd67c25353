/** The borders between the rooms hold, and the tool that watches them sees every kind of offence. */
import { beforeAll, describe, expect, test } from 'vitest';
import { borders } from '../../scripts/checks/tools.ts';
import { plant } from './planted.ts';

/** One file in each room, each calling only who it may call: a house in order. */
const house: Record<string, string> = {
  'server/contract/codes.ts': 'export const codes = 1;\n',
  'server/lib/clock.ts':
    "import { codes } from '../contract/codes.ts';\nimport 'luxon';\nexport const clock = codes;\n",
  'server/lib/log.ts': "import 'pino';\nexport const log = 1;\n",
  'server/store/open.ts': "import 'knex';\nimport { clock } from '../lib/clock.ts';\nexport const open = clock;\n",
  'server/store/rows.ts': "import { clock } from '../lib/clock.ts';\nexport const rows = clock;\n",
  'server/letters/render.ts':
    "import 'i18next';\nimport 'zod';\nimport { clock } from '../lib/clock.ts';\nexport const render = clock;\n",
  'server/queue/port.ts': 'export const port = 1;\n',
  'server/queue/bull.ts': "import 'bull';\nimport { port } from './port.ts';\nexport const bull = port;\n",
  'server/queue/embedded.ts': "import { port } from './port.ts';\nexport const embedded = port;\n",
  'server/outbox/outbox.ts':
    "import { rows } from '../store/rows.ts';\nimport { render } from '../letters/render.ts';\nexport const post = [rows, render];\n",
  'server/domain/cases/cases.ts': "import { post } from '../../outbox/outbox.ts';\nexport const cases = post;\n",
  'server/domain/readers/readers.ts':
    "import { post } from '../../outbox/outbox.ts';\nimport { cases } from '../cases/cases.ts';\nexport const readers = [post, cases];\n",
  'server/inbound/parse.ts':
    "import 'mailparser';\nimport { clock } from '../lib/clock.ts';\nexport const parse = clock;\n",
  'server/delivery/single.ts':
    "import 'nodemailer';\nimport { rows } from '../store/rows.ts';\nexport const single = rows;\n",
  'server/jobs.ts':
    "import { port } from './queue/port.ts';\nimport { readers } from './domain/readers/readers.ts';\nexport const jobs = [port, readers];\n",
  'server/intake/http/pages.ts':
    "import 'koa';\nimport '@koa/router';\nimport { readers } from '../../domain/readers/readers.ts';\nexport const pages = readers;\n",
  'server/intake/smtp/door.ts':
    "import 'smtp-server';\nimport { parse } from '../../inbound/parse.ts';\nexport const door = parse;\n",
  'server/backends.ts':
    "import { open } from './store/open.ts';\nimport { bull } from './queue/bull.ts';\nimport { embedded } from './queue/embedded.ts';\nexport const backends = [open, bull, embedded];\n",
  'server/web.ts': "import { pages } from './intake/http/pages.ts';\nexport const web = pages;\n",
  'server/mailIn.ts': "import { door } from './intake/smtp/door.ts';\nexport const mailIn = door;\n",
  'server/app.ts':
    "import { backends } from './backends.ts';\nimport { jobs } from './jobs.ts';\nimport { single } from './delivery/single.ts';\nimport { log } from './lib/log.ts';\nexport const app = [backends, jobs, single, log, () => [import('./web.ts'), import('./mailIn.ts')]];\n",
  'admin/main.tsx':
    "import { codes } from '../server/contract/codes.ts';\nimport 'react-admin';\nexport const main = codes;\n",
};

/** [what is wrong, the rule that says so, a file that does it, what it imports]; all are planted in one tree. */
const offences: [string, string, string, string][] = [
  ['a low room calls a high one', 'room-store', 'server/store/a.ts', '../domain/cases/cases.ts'],
  ['lib calls the store', 'room-lib', 'server/lib/a.ts', '../store/rows.ts'],
  ['the contract calls anybody', 'room-contract', 'server/contract/a.ts', '../lib/log.ts'],
  ['texts are rendered with a look into the database', 'room-letters', 'server/letters/a.ts', '../store/rows.ts'],
  ['delivery knows a rule of the domain', 'room-delivery', 'server/delivery/a.ts', '../domain/cases/cases.ts'],
  ['the domain calls delivery', 'room-domain', 'server/domain/cases/a.ts', '../../delivery/single.ts'],
  ['the domain calls a door', 'room-domain', 'server/domain/cases/b.ts', '../../intake/http/pages.ts'],
  ['a received mail is read with a look into the database', 'room-inbound', 'server/inbound/a.ts', '../store/rows.ts'],
  ['the queue knows the store', 'room-queue', 'server/queue/a.ts', '../store/rows.ts'],
  ['a door takes the way out itself', 'room-intake', 'server/intake/http/a.ts', '../../outbox/outbox.ts'],
  ['a noun calls one that comes after it', 'order-cases', 'server/domain/cases/c.ts', '../readers/readers.ts'],
  ['the web door calls the mail door', 'doors-apart', 'server/intake/http/b.ts', '../smtp/door.ts'],
  ['the mail door calls the web door', 'doors-apart-too', 'server/intake/smtp/a.ts', '../http/pages.ts'],
  ['the console reaches into the store', 'console-reaches', 'admin/a.tsx', '../server/store/rows.ts'],
  ['a command loads the web', 'roles-load-lazily', 'server/cli/b.ts', '../intake/http/pages.ts'],
  ['a second place chooses an engine', 'engines-chosen-once', 'server/cli/a.ts', '../queue/bull.ts'],
  ['SQL is written outside the store', 'home-of-knex', 'server/domain/cases/d.ts', 'knex'],
  ['mail is sent outside delivery', 'home-of-nodemailer', 'server/outbox/a.ts', 'nodemailer'],
  ['Redis is used outside its engine', 'home-of-bull', 'server/queue/b.ts', 'bull'],
  ['koa leaves the web door', 'home-of-koa', 'server/intake/smtp/b.ts', '@koa/router'],
  ['the mail server leaves the mail door', 'home-of-smtp-server', 'server/intake/http/c.ts', 'smtp-server'],
  ['a received mail is parsed in the door', 'home-of-mailparser', 'server/intake/smtp/c.ts', 'mailparser'],
  ['texts are translated outside letters', 'home-of-i18next', 'server/domain/cases/e.ts', 'i18next'],
  ['a time comes from elsewhere than the clock', 'home-of-luxon', 'server/letters/b.ts', 'luxon'],
  ['a log is opened outside lib', 'home-of-pino', 'server/delivery/b.ts', 'pino'],
  ['the server draws the console', 'home-of-react-admin', 'server/intake/http/d.ts', 'react-admin'],
  ['a file that does not exist is imported', 'no-unresolved', 'server/jobs/a.ts', './nowhere.ts'],
];

describe('borders between the rooms', () => {
  let found: string;
  beforeAll(async () => {
    const planted = offences.map(([, , file, target]) => [file, `import '${target}';\n`] as const);
    const { wrong } = await borders(plant({ ...house, ...Object.fromEntries(planted) }));
    found = `${wrong.join('\n')}\n`;
  });

  test('a house in order passes, and every file of it was looked at', async () => {
    const { inspected, wrong } = await borders(plant(house));
    expect(wrong).toEqual([]);
    expect(inspected).toBeGreaterThanOrEqual(Object.keys(house).length);
  });

  test('without anything to look at, nothing counts as inspected', async () => {
    expect((await borders(plant({ 'server/README.md': 'empty\n' }))).inspected).toBe(0);
  });

  test.each(offences)('refused: %s', (_says, rule, file) => {
    expect(found).toContain(`error ${rule}: ${file} `);
  });

  test('refused: even the type of a package that lives elsewhere', async () => {
    const type = "import type { Transporter } from 'nodemailer';\nexport type T = Transporter;\n";
    const { wrong } = await borders(plant({ ...house, 'server/outbox/a.ts': type }));
    expect(wrong.join()).toContain('home-of-nodemailer: server/outbox/a.ts');
  });

  test('refused: a noun that has no place in the order', async () => {
    const noun = {
      'server/domain/flows/bounce.ts': 'export const bounce = 1;\n',
      'server/domain/loose.ts': 'export const loose = 1;\n',
      'server/cli/a.ts': "import '../domain/flows/bounce.ts';\nimport '../domain/loose.ts';\n",
    };
    const { wrong } = await borders(plant({ ...house, ...noun }));
    expect(wrong.join('\n')).toContain('domain-noun-unknown: server/cli/a.ts → server/domain/flows/bounce.ts');
    expect(wrong.join('\n')).toContain('domain-noun-unknown: server/cli/a.ts → server/domain/loose.ts');
  });

  test('refused: two files that call each other', async () => {
    const circle = {
      'server/contract/codes.ts': "import './words.ts';\nexport const codes = 1;\n",
      'server/contract/words.ts': "import { codes } from './codes.ts';\nexport const words = codes;\n",
    };
    expect((await borders(plant({ ...house, ...circle }))).wrong.join()).toContain('no-cycles');
  });

  test('refused: two files that only take types from each other', async () => {
    const circle = {
      'server/contract/codes.ts': "import type { Word } from './words.ts';\nexport const codes: Word = 1;\n",
      'server/contract/words.ts':
        "import type { codes } from './codes.ts';\nexport type Word = number;\nexport type Codes = typeof codes;\n",
    };
    expect((await borders(plant({ ...house, ...circle }))).wrong.join()).toContain('no-cycles');
  });

  test('refused: a file that nobody uses', async () => {
    const { wrong } = await borders(plant({ ...house, 'server/lib/leftover.ts': 'export const leftover = 1;\n' }));
    expect(wrong.join()).toContain('no-orphans: server/lib/leftover.ts');
  });
});
