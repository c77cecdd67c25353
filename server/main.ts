/** `npm start`: reads the settings, prepares the database, starts the asked roles and waits for a signal. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { type Config, environment, readConfig } from './config.ts';
import { languages } from './contract/codes.ts';
import { failureOf } from './failures.ts';
import { type Ground, openGround, prepare } from './ground.ts';
import { pageWords } from './languages/words.ts';
import { columns } from './letters/width.ts';
import { refused } from './lib/errors.ts';
import { type Running, startRoles } from './roles.ts';
import { findDemo, isUnused } from './store/demo.ts';
import { countReadersByState } from './store/readers.ts';
import { startWatchdog } from './watchdog.ts';

/**
 * The link that makes the first administrator. In production it needs the machine: it stands in a file that only the service's user can
 * read, and never in the log, which others read, too.
 */
const firstLink = async (ground: Ground, running: Running): Promise<{ shown: string | null; lines: string[] }> => {
  const { config } = ground;
  const file = join(config.DATA_DIR, 'first-administrator');
  const token = await running.parts.operators.firstLink();
  if (!token) {
    await rm(file, { force: true });
    return { shown: null, lines: [] };
  }
  const once = 'makes the first administrator; it works once, for 24 hours)';
  if (!config.production) return { shown: token, lines: [`                    (this link ${once}`] };
  await rm(file, { force: true });
  const link = `${ground.publicUrl()}/console/#/first/${token}`;
  await writeFile(file, `${link}\n`, { mode: 0o600, flag: 'wx' });
  return { shown: null, lines: [`                    (the link in ${file} ${once}`] };
};

/** Prints where to go. The first sign-in link is new at every start until somebody has used one. */
/** As wide as the widest name of a language. */
const padded = (name: string) => name + ' '.repeat(Math.max(0, 16 - columns(name)));

const announce = async (ground: Ground, running: Running) => {
  if (running.httpPort === null)
    return void process.stdout.write(`Fumibako is up: ${ground.config.ROLES.join(', ')}\n`);
  const base = ground.publicUrl();
  const first = await firstLink(ground, running);
  const lines = [
    'Fumibako is up.',
    '',
    ...languages.map((l) => `  ${padded(pageWords[l].name)}  ${base}/m/${l}_entry`),
    `  Console           ${base}/console/${first.shown ? `#/first/${first.shown}` : ''}`,
    ...first.lines,
    ...(ground.config.SMTP_URL
      ? []
      : [`  Mailbox           ${base}/mailbox   (no SMTP_URL is set: outgoing mail stays here)`]),
    ...(running.smtpPort === null
      ? []
      : [`  Mail entry        entry@${ground.config.ENTRY_DOMAIN} on port ${running.smtpPort}`]),
    ...moved(ground.config, running),
    ...(await sample(ground, running)),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** Something to look at, while there is nobody to write to; in a demo, the doors to its people. */
const sample = async (ground: Ground, { parts }: Running): Promise<string[]> => {
  const { db, config } = ground;
  const links = await parts.operators.demoDoor.links();
  if (links.length > 0)
    return [
      '',
      '  This is a demo: everybody and everything in it is made up, and nothing leaves this machine. Sign in as:',
      ...links.map(({ role, token }) => `    ${role.padEnd(15)} ${ground.publicUrl()}/console/#/demo/${token}`),
    ];
  const nobody = Object.values(await countReadersByState(db)).every((n) => n === 0);
  return nobody && !config.production
    ? [
        '',
        '  No readers yet. Three to try it with: npm run -s hub -- subscribers import docs/example/readers.csv',
        ...(config.SMTP_URL ? [] : ['  Or a whole agency to look at: stop this, then npm run demo']),
      ]
    : [];
};

/** One line for each port that was taken. */
const moved = (config: Config, running: Running): string[] => [
  ...(running.httpPort !== config.HTTP_PORT && config.HTTP_PORT !== 0
    ? [`  Port ${config.HTTP_PORT} is taken, so HTTP uses ${running.httpPort}.`]
    : []),
  ...(running.smtpPort !== null && running.smtpPort !== config.SMTP_PORT && config.SMTP_PORT !== 0
    ? [`  Port ${config.SMTP_PORT} is taken, so SMTP uses ${running.smtpPort}.`]
    : []),
];

/** A demo sends nothing outside, and is nothing for a machine that others reach. Errors: `demo.outside {setting}`. */
const keepDemoInside = async ({ db, config }: Ground): Promise<void> => {
  if (!(await findDemo(db))) return;
  const outward = [
    ...(config.production ? ['NODE_ENV=production'] : []),
    ...(['SMTP_URL', 'ALERT_SMTP_URL'] as const).filter((name) => config[name] !== ''),
  ];
  if (outward[0]) throw refused('demo.outside', { setting: outward[0] });
};

/** On an empty hub at a terminal: a made-up agency to look at, when somebody says yes. Elsewhere nobody is asked and nothing waits. */
const offerDemo = async (ground: Ground): Promise<void> => {
  const { config, db } = ground;
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  if (!terminal || config.production || config.SMTP_URL !== '' || !(await isUnused(db)) || (await findDemo(db))) return;
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  // Without an answer the hub starts all the same, as it does where nobody sits.
  const said = await asking
    .question('This hub is empty. Fill it with a made-up agency to look at? [y/N] ', {
      signal: AbortSignal.timeout(20_000),
    })
    .catch(() => '');
  asking.close();
  process.stdout.write('\n');
  if (!/^(y|yes|はい)$/i.test(said.trim())) return;
  const { fillDemo, usualSize } = await import('./cli/demo/fill.ts');
  await fillDemo(ground, usualSize, (done, all) => {
    process.stdout.write(`\r\u001b[KMaking the agency and its year: ${Math.round((100 * done) / all)} %`);
  });
  process.stdout.write('\n');
};

/** Opens the hub and starts its roles. `again`: does so anew, after a demo was emptied: what processes remember of it is gone. */
const begin = async (again: () => void): Promise<Running> => {
  const ground = await openGround(readConfig(environment()));
  await prepare(ground);
  await keepDemoInside(ground);
  await offerDemo(ground);
  ground.live.again = again;
  const running = await startRoles(ground);
  await announce(ground, running);
  return running;
};

/** So much time the answer has to reach the browser that emptied a demo. */
const ANSWER_MS = 300;

const main = async () => {
  let stopping = false;
  const again = () =>
    void setTimeout(async () => {
      if (stopping) return;
      const before = await started;
      started = before.stop().then(() => begin(again));
      started.catch(fail);
    }, ANSWER_MS);
  let started = begin(again);
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await (await started).stop();
    process.exit(0);
  };
  // From here on, for the first door is open, and may have taken a mail, before the last one is.
  // `on`, not `once`: npm and a terminal send a signal twice, and the second would end us in the middle of a mail.
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // Started by `npm run cluster`: it ends with its parent, however that ended.
  process.once('disconnect', stop);
  if (process.connected === false) await stop();
  await started;
  startWatchdog(process.env);
};

const fail = (error: Error) => {
  // What a person can mend is told in a sentence; a mistake of ours with its place.
  process.stderr.write(`${failureOf(error) ?? error.stack ?? error.message}\n`);
  process.exit(1);
};

main().catch(fail);
