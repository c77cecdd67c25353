/** The hub that a command acts on: it must be there already, it is named, and what cannot be undone is asked for once. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Config } from '../config.ts';
import { type Ground, openGround, prepare } from '../ground.ts';
import { checkKey, isMigrated } from '../store/migrate.ts';
import type { Weight } from './weight.ts';

/** There is no hub where the settings point to, or not the right one. The message says where it looked and what to do. */
export class NoHub extends Error {}

/** The database in one word for people: the whole path of a file, or where the server is. Never a password. */
export const nameOf = (databaseUrl: string): string => {
  if (databaseUrl.startsWith('sqlite:')) return `sqlite:${resolve(databaseUrl.slice('sqlite:'.length))}`;
  const { protocol, username, host, pathname } = new URL(databaseUrl);
  return `${protocol}//${username ? `${username}@` : ''}${host}${pathname}`;
};

const source = (config: Config): string => {
  if (config.given.has('DATABASE_URL')) return 'DATABASE_URL says so';
  return config.given.has('DATA_DIR')
    ? 'DATABASE_URL is not set, DATA_DIR is'
    : 'neither DATABASE_URL nor DATA_DIR is set, so the folder you stand in was taken';
};

const HOW =
  'Give the settings of the running hub: as deploy/fumibako does for a service, or in .env. A new database is made by `npm start` and `hub migrate` alone.';

/** Refuses before anything is opened: opening a file makes it. Throws NoHub. */
const mustBeThere = (config: Config): void => {
  const file = config.DATABASE_URL.startsWith('sqlite:') ? config.DATABASE_URL.slice('sqlite:'.length) : null;
  if (file === null) return;
  if (!existsSync(file))
    throw new NoHub(`There is no database at ${nameOf(config.DATABASE_URL)} (${source(config)}).\n${HOW}`);
  const key = join(config.DATA_DIR, 'master.key');
  if (!config.MASTER_KEY && !existsSync(key))
    throw new NoHub(
      `The database at ${nameOf(config.DATABASE_URL)} is there, but not its key: MASTER_KEY is not set and there is no ${resolve(key)}.\n${HOW}`,
    );
};

const mustBeOurs = async (ground: Ground, weight: Weight): Promise<void> => {
  const name = nameOf(ground.config.DATABASE_URL);
  if (!(await ground.db.knex.schema.hasTable('meta')))
    throw new NoHub(
      `There is no hub in the database ${name}: it has no tables of ours (${source(ground.config)}).\n${HOW}`,
    );
  // The brake works in the middle of an upgrade, too.
  if (weight !== 'brakes' && !(await isMigrated(ground.db)))
    throw new NoHub(
      `The database ${name} has an older schema than this program. Bring it up to date first: hub migrate`,
    );
  await checkKey(ground.db, ground.ring);
};

/**
 * Opens the hub for a command. Only `makes` may find nothing. Commands that change something bring the texts of this program with them;
 * those that look or brake write nothing first. Throws NoHub, `key.wrong`, `schema.newer`, `templates.broken`.
 */
export const openFor = async (config: Config, weight: Weight): Promise<Ground> => {
  if (weight !== 'makes') mustBeThere(config);
  const ground = await openGround(config);
  try {
    if (weight !== 'makes') await mustBeOurs(ground, weight);
    if (weight !== 'looks' && weight !== 'brakes') await prepare(ground);
    return ground;
  } catch (error) {
    await ground.queue.stop();
    await ground.db.close();
    throw error;
  }
};

/** Both ends are people's only where both say so. */
type Terminal = {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream & { isTTY?: boolean };
};

/**
 * Asks once before an act that lasts: in production, on a terminal, without --yes. Where nobody can answer nothing asks, so that a script
 * goes on as it did. Answers whether to go on.
 */
export const mayGoOn = async (
  config: Pick<Config, 'production' | 'DATABASE_URL'>,
  act: { weight: Weight; words: readonly string[]; yes: boolean },
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<boolean> => {
  if (act.weight !== 'lasts' || act.yes || !config.production || !terminal.input.isTTY || !terminal.output.isTTY)
    return true;
  const asking = createInterface(terminal);
  try {
    const said = await asking.question(
      `On ${nameOf(config.DATABASE_URL)}: ${act.words.join(' ')}\nThis cannot be undone. Type yes to go on: `,
    );
    return said.trim().toLowerCase() === 'yes';
  } finally {
    asking.close();
  }
};
