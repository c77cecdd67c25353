/** Where the database lies: its files are for the service alone, and one that is away is told in one sentence. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { newMasterKey } from '../../../server/lib/seal.ts';
import { makeCopy } from '../../../server/store/copies.ts';
import { openDb } from '../../../server/store/open.ts';
import { commandLine } from '../../support/hub.ts';

const folder = mkdtempSync(join(tmpdir(), 'fumibako-places-'));
chmodSync(folder, 0o755);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Names with the rights of group and others, which are to have none. */
const open = (at: string) => readdirSync(at).filter((name) => (statSync(join(at, name)).mode & 0o077) !== 0);

it('the files of the database are for its user alone, also in a folder that everybody reads, and a copy, too', async () => {
  writeFileSync(join(folder, 'older.db'), '', { mode: 0o644 });
  for (const name of ['new.db', 'older.db']) {
    const db = await openDb(`sqlite:${join(folder, name)}`);
    await db.write((trx) => trx.knex.raw('create table thing (id integer)'));
    expect(readdirSync(folder)).toContain(`${name}-wal`);
    expect(open(folder).filter((file) => file.startsWith(name))).toEqual([]);
    await makeCopy(`sqlite:${join(folder, name)}`, join(folder, `${name}.copy`));
    await db.close();
  }
  expect(open(folder)).toEqual([]);
});

it('a database server that is away is told once, in our sentence', async () => {
  const url = 'postgres://fumibako@127.0.0.1:1/hub';
  const said = await commandLine({ DATABASE_URL: url, DATA_DIR: folder, MASTER_KEY: newMasterKey() })('limits', 'show');
  expect(said.code).toBe(1);
  expect(said.stderr).toContain('The database server does not answer');
  expect(said.stdout + said.stderr).not.toMatch(/Acquire connection|^\s+at /m);
}, 300_000);
