/** `npm start`: reads the settings, prepares the database, starts the asked roles and waits for a signal. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, environment, readConfig } from './config.ts';
import { languages } from './contract/codes.ts';
import { failureOf } from './failures.ts';
import { type Ground, openGround, prepare } from './ground.ts';
import { type Running, startRoles } from './roles.ts';
import { countReadersByState } from './store/readers.ts';

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
const announce = async (ground: Ground, running: Running) => {
  if (running.httpPort === null)
    return void process.stdout.write(`Fumibako is up: ${ground.config.ROLES.join(', ')}\n`);
  const base = ground.publicUrl();
  const first = await firstLink(ground, running);
  const lines = [
    'Fumibako is up.',
    '',
    ...languages.map(
      (l) =>
        `  ${{ ja: '日本語          ', plja: 'やさしいにほんご', en: 'English         ' }[l]}  ${base}/m/${l}_entry`,
    ),
    `  Console           ${base}/console/${first.shown ? `#/first/${first.shown}` : ''}`,
    ...first.lines,
    ...(ground.config.SMTP_URL
      ? []
      : [`  Mailbox           ${base}/mailbox   (no SMTP_URL is set: outgoing mail stays here)`]),
    ...(running.smtpPort === null
      ? []
      : [`  Mail entry        entry@${ground.config.ENTRY_DOMAIN} on port ${running.smtpPort}`]),
    ...moved(ground.config, running),
    ...(await sample(ground)),
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** Something to look at, while there is nobody to write to. */
const sample = async ({ db, config }: Ground): Promise<string[]> => {
  const nobody = Object.values(await countReadersByState(db)).every((n) => n === 0);
  return nobody && !config.production
    ? ['', '  No readers yet. Three to try it with: npm run -s hub -- subscribers import docs/example/readers.csv']
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

const main = async () => {
  const config = readConfig(environment());
  const ground = await openGround(config);
  await prepare(ground);
  const started = startRoles(ground);
  let stopping = false;
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
  await announce(ground, await started);
};

main().catch((error: Error) => {
  // What a person can mend is told in a sentence; a mistake of ours with its place.
  process.stderr.write(`${failureOf(error) ?? error.stack ?? error.message}\n`);
  process.exit(1);
});
