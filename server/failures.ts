/** What went wrong at a start, in sentences with what to do: the same for `npm start`, its children and the command line. */
import { SettingsError } from './config.ts';
import { HubError } from './lib/errors.ts';

type Failure = Error & { code?: string; port?: number; cause?: unknown };

const byHubCode: Readonly<Record<string, (details: HubError['details']) => string>> = {
  'templates.broken': (d) => `The texts of the mails cannot be used:\n${String(d.reason)}`,
  'key.wrong': (d) =>
    `This key did not seal this database: key ${d.id}, which its look-ups are made with, is missing from MASTER_KEY or is another one. ` +
    'Take the key that was kept for this database (it stands in MASTER_KEY or DATA_DIR/master.key), with the same number before it. Nothing was changed.',
  'key.missing': (d) =>
    `The database is there, but not its key: MASTER_KEY is not set and there is no ${d.file}. Put the kept key back; without it the database cannot be read, and a new key would not help.`,
  'demo.outside': (d) =>
    `This database is filled with the made-up agency of the demo, and ${d.setting} is set: a demo sends nothing outside. Start it without, or empty it first with: npm run hub -- demo clear`,
  'demo.refused': (d) =>
    `The demo is for a machine of your own: it is not made while ${d.setting} is set. Nothing was changed.`,
  'demo.used': () =>
    'Somebody uses this hub already; a demo goes into an empty one only. Take another DATA_DIR for it, for example: DATA_DIR=./demo npm run demo. Nothing was changed.',
  'demo.running': () => 'A hub runs on this database. Stop it first, then make the demo; nothing was changed.',
  'demo.none': () => 'This is no demo: nothing was changed.',
  'demo.real': (d) =>
    `Something of your own was added to the demo: operators ${d.operators}, readers ${d.readers}, bulletins ${d.bulletins}, keys ${d.keys}. Nothing was taken away. Begin your own hub in another DATA_DIR, or take these away first.`,
  'key.malformed': (d) =>
    `MASTER_KEY cannot be read (key ${d.id}): it is base64 of 32 bytes, or several as 1:…,2:… with numbers from 1 to 15. Make one with: openssl rand -base64 32`,
  'key.only-one': () =>
    'MASTER_KEY holds one key: there is nothing to change to. Write a new one behind it (1:OLD,2:NEW; openssl rand -base64 32 makes one), restart every process, then run this again.',
  'key.unknown': (d) =>
    `Something in the database was sealed with key ${d.id}, which is not in MASTER_KEY. Put it back beside the others, and keep it: what was sealed with it stays readable only with it.`,
  'audit.append-only': () =>
    'The role of DATABASE_URL can only add to the audit log, as it should be. Run this with DATABASE_OWNER_URL, which names the role that owns the tables.',
  'schema.newer': (d) =>
    `The database has a newer schema than this program (it knows ${d.first}, we do not). Start the newer program, or restore the backup from before the upgrade: docs/deploy.md, "Upgrade". Nothing was changed.`,
};

const byBackupCode: typeof byHubCode = {
  'backup.no-recipient': () =>
    'BACKUP_RECIPIENT is not set: a backup is closed for a public key. Make a pair with `hub backup key --out FILE`, put the public half into the settings, and keep the file away from the backups.',
  'backup.no-folder': () => 'Where to? Give --to FOLDER, or set BACKUP_DIR.',
  'backup.none': (d) =>
    `There is no backup in ${d.folder || 'BACKUP_DIR, which is not set'}. Name the FILE, or make one: hub backup`,
  'backup.no-identity': () =>
    'The private key of backups is needed: --identity FILE, or BACKUP_IDENTITY_FILE. It is the file that `hub backup key` wrote.',
  'backup.key-malformed': () =>
    'The file of the private key holds no line AGE-SECRET-KEY-1…: it is the file that `hub backup key` wrote.',
  'backup.key-wrong': () =>
    'This backup was closed for another key. Take the private key that belongs to the BACKUP_RECIPIENT of that time.',
  'backup.recipient-malformed': () => 'BACKUP_RECIPIENT is no public key of the age format (age1…).',
  'backup.program': (d) =>
    `${d.program} failed: ${d.why}\nIt comes with PostgreSQL (postgresql-client), at least as new as the server.`,
  'backup.damaged': (d) =>
    `This backup is damaged (${d.why}). Take the one before it, and keep this one to find out why.`,
  'backup.not-ours': () => 'This file opens, but it is no backup of a hub.',
  'backup.no-room': (d) =>
    `There is no place beside for a drill: ${d.why}. The role of DATABASE_URL needs the right to make databases (alter role … createdb).`,
  'restore.in-use': () => 'A hub uses this database just now. Stop all of its processes first; nothing was changed.',
  'restore.there': (d) =>
    `There is a database already: ${d.database}. With --replace it is put aside (SQLite) or emptied (PostgreSQL). Nothing was changed.`,
  'restore.other-key': () =>
    'The keys of this machine did not seal that database: put MASTER_KEY (or DATA_DIR/master.key) back as it was when the backup was made. Nothing was changed.',
  'restore.other-engine': (d) =>
    `This is a backup of ${d.engine}, and DATABASE_URL names the other engine. Nothing was changed.`,
  'restore.newer': (d) =>
    `The backup has a newer schema than this program (it knows ${d.first}, we do not). Restore it with the program that made it. Nothing was put in its place.`,
};

const byDriverCode: readonly [RegExp, (error: Failure) => string][] = [
  [
    /^SQLITE_(CORRUPT|NOTADB)$/,
    () =>
      'The database file is damaged or is no database. Stop the hub, put the file aside together with those beside it that end in -wal and -shm, ' +
      'and put the newest backup in its place (docs/deploy.md, "Back up and restore").',
  ],
  [
    /^SQLITE_(CANTOPEN|READONLY)$/,
    (e) =>
      `The database file cannot be opened or written: ${e.message}. Look at the rights of the file and its folder.`,
  ],
  [/^SQLITE_FULL$|^ENOSPC$/, () => 'The disk is full: make room, then start again. Nothing that was accepted is lost.'],
  [
    /^(ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT)$/,
    (e) =>
      `The database server does not answer (${e.message || e.code}). Look at DATABASE_URL, and whether the server runs.`,
  ],
  [/^28P01$|^28000$/, () => 'The database server refuses the name or the password of DATABASE_URL.'],
  [
    /^42501$/,
    (e) =>
      `The role of DATABASE_URL is not permitted to do this (${e.message}). Where a second role owns the tables, run it with DATABASE_OWNER_URL: docs/operate.md, "The audit log on PostgreSQL".`,
  ],
  [/^3D000$/, (e) => `The database server has no such database (${e.message}). Look at the last part of DATABASE_URL.`],
  [/^EACCES$|^EPERM$/, (e) => `Not permitted: ${e.message}. Run it as the user of the service: deploy/fumibako does.`],
];

/** What a person can mend, as a sentence; null for a mistake of ours. */
export const failureOf = (error: Failure): string | null => {
  if (error instanceof SettingsError) return error.message;
  if (error instanceof HubError) return (byHubCode[error.code] ?? byBackupCode[error.code])?.(error.details) ?? null;
  if (error.code === 'EADDRINUSE')
    return `Port ${error.port} is taken. Set HTTP_PORT or SMTP_PORT to a free one, or leave it out: then the next free port is used.`;
  const known = byDriverCode.find(([pattern]) => pattern.test(error.code ?? ''));
  return known ? known[1](error) : null;
};
