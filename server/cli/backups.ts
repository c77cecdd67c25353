/** `hub backup …`, `hub restore`: copies of the database, closed for a public key, and the way back. */
import { open } from 'node:fs/promises';
import { openParts } from '../app.ts';
import { environment, readConfig } from '../config.ts';
import { makePair } from '../store/backupFile.ts';
import { restore } from './backupRestore.ts';
import { ACTOR, type Command, text, UsageError, when } from './command.ts';
import { mayGoOn, NoHub, nameOf } from './place.ts';

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const given = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

export const backupCommands: Command[] = [
  {
    name: 'backup',
    takes: '',
    says: 'copies the database while it runs, closed for BACKUP_RECIPIENT, and opens the copy before it counts as made',
    options: { to: text },
    optionSays: { to: 'a folder; BACKUP_DIR unless told' },
    needs: 0,
    async run(words, ground, out) {
      const made = await openParts(await ground()).backups.make(ACTOR, given(words.values.to) ?? null);
      out.line(`${made.file}: ${megabytes(made.bytes)} in ${seconds(made.ms)}, opened and counted.`);
      if (made.ended > 0) out.line(`${made.ended} older ones have reached their end and are gone.`);
      out.line('The keys are not in it: MASTER_KEY and DATA_DIR/dkim are kept apart.');
      out.answer(made);
    },
  },
  {
    name: 'backup key',
    takes: '',
    says: 'makes the pair for backups: the private half into a new file, the public half for BACKUP_RECIPIENT',
    options: { out: text },
    optionSays: { out: 'a file that does not exist yet; keep it away from the backups, and a copy of it elsewhere' },
    needs: 0,
    async run(words, _ground, out) {
      const file = given(words.values.out);
      if (!file) throw new UsageError('--out is missing');
      const { identity, recipient } = await makePair();
      const at = await open(file, 'wx', 0o600);
      await at.writeFile(`# public key: ${recipient}\n${identity}\n`).finally(() => at.close());
      out.line(`BACKUP_RECIPIENT=${recipient}`);
      out.line(`The private key stands in ${file}. Without it no backup can be opened.`);
      out.answer({ recipient, file });
    },
  },
  {
    name: 'backup list',
    takes: '',
    says: 'the backups in BACKUP_DIR, newest first, and what came of the last one and of the last drill',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const { backups } = openParts(await ground());
      const files = await backups.files();
      const { backup, drill } = await backups.state();
      for (const { file, at } of files) out.line(`${when(at)}  ${file}`);
      if (files.length === 0) out.line('There are no backups here.');
      if (backup?.failed) out.line(`The last try failed: ${backup.failed}`);
      if (drill) out.line(`Drill ${when(drill.at)}: ${drill.failed ?? `well, ${seconds(drill.ms)}`} (${drill.file})`);
      out.answer({ files, backup, drill });
    },
  },
  {
    name: 'restore',
    takes: '[FILE]',
    says: 'puts a backup where DATABASE_URL points to, all lanes held, erasures since then made again; with --drill only beside',
    options: { identity: text, replace: { type: 'boolean' }, drill: { type: 'boolean' } },
    optionSays: {
      identity: 'file with the private key; BACKUP_IDENTITY_FILE unless told',
      replace: 'a database that is there is put aside (SQLite) or emptied (PostgreSQL)',
      drill:
        'restores the newest backup, or FILE, beside the running hub, counts, compares, says how long, and removes it',
    },
    needs: 'any',
    async run(words, ground, out) {
      const [file] = words.rest;
      const identityFile = given(words.values.identity);
      if (words.values.drill) {
        const wish = { ...(file ? { file } : {}), ...(identityFile ? { identityFile } : {}) };
        const drilled = await openParts(await ground()).backups.drill(ACTOR, wish);
        out.line(
          `${drilled.file}, of ${when(drilled.at)}: ${drilled.rows} rows in ${drilled.tables} tables, as it says.`,
        );
        out.line(`Opened, restored beside and counted in ${seconds(drilled.ms)}.`);
        return out.answer(drilled);
      }
      if (!file) throw new UsageError('restore takes the FILE of a backup');
      const config = readConfig(environment());
      const act = { weight: 'lasts', words: ['restore', file], yes: words.values.yes === true } as const;
      if (!(await mayGoOn(config, act))) throw new NoHub('Nothing was done.');
      const done = await restore(config, { file, identityFile, replace: words.values.replace === true });
      out.line(`Restored to ${nameOf(config.DATABASE_URL)} as it was at ${when(done.at)}, in ${seconds(done.ms)}.`);
      if (done.aside) out.line(`What stood there is now ${done.aside}.`);
      out.line(`${done.replayed} erasures were made again. All lanes are held.`);
      out.line(
        `${done.letters} letters and ${done.recipients} mails of bulletins wait in it: those that left after the backup would leave again, so at most as many are doubled.`,
      );
      out.line(
        'Compare with the relay’s log, cancel what has left, start the hub, then lift lane by lane: hub holds lift lane …',
      );
      out.answer({ ...done, database: nameOf(config.DATABASE_URL) });
    },
  },
];
