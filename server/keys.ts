/** The master key: from the settings, or made once beside (never inside) the database file. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';
import { HubError } from './lib/errors.ts';
import { type KeyRing, newMasterKey, openKeyRing } from './lib/seal.ts';

/** Throws `key.malformed {id}`, and `key.missing {file}` where a database is and its key is not. */
export const loadKeyRing = (config: Config): KeyRing => {
  if (config.MASTER_KEY) return openKeyRing(config.MASTER_KEY);
  const file = join(config.DATA_DIR, 'master.key');
  mkdirSync(config.DATA_DIR, { recursive: true, mode: 0o700 });
  // A new key beside a database that another one sealed would only look like the right one.
  const database = config.DATABASE_URL.startsWith('sqlite:') ? config.DATABASE_URL.slice('sqlite:'.length) : '';
  if (!existsSync(file) && database !== '' && existsSync(database)) throw new HubError('key.missing', { file });
  // `wx`: of two processes that start at once, one writes and both read the same key.
  if (!existsSync(file)) {
    try {
      writeFileSync(file, `${newMasterKey()}\n`, { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
  }
  return openKeyRing(readFileSync(file, 'utf8').trim());
};
