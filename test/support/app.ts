/** The hub in this process, on a fresh database, with a clock that stands until the test turns it. Real doors on free ports. */

import { readConfig } from '../../server/config.ts';
import { closeGround, type Ground, openGround, prepare } from '../../server/ground.ts';
import { fixedClock, type TurnableClock } from '../../server/lib/clock.ts';
import { openLog } from '../../server/lib/log.ts';
import { newMasterKey, unseal, unsealJson } from '../../server/lib/seal.ts';
import { type Running, startRoles } from '../../server/roles.ts';
import type { LetterRow } from '../../server/store/letters.ts';
import { engine, freshDatabase } from './database.ts';

export type SeenLetter = {
  type: string;
  to: string;
  languages: string;
  role: string;
  state: string;
  variables: Record<string, unknown>;
};

export type TestApp = {
  url: string;
  clock: TurnableClock;
  ground: Ground;
  running: Running;
  /** Decides everything that was asked for; then what goes out stands in the outbox. */
  settle(): Promise<void>;
  /** Letters in the order they were posted, opened. */
  letters(): Promise<SeenLetter[]>;
  stop(): Promise<void>;
};

const opened = (ground: Ground, row: LetterRow): SeenLetter => {
  const place = (column: string) => `letter|${column}|${row.public_id}`;
  return {
    type: row.type,
    to: unseal(ground.ring, place('recipient'), row.recipient),
    languages: row.languages,
    role: row.role,
    state: row.state,
    variables: {
      ...unsealJson<Record<string, unknown>>(ground.ring, place('variables'), row.variables),
      ...(row.secrets && unsealJson<Record<string, unknown>>(ground.ring, place('secrets'), row.secrets, 'secret')),
    },
  };
};

/** `over`: settings beside the usual ones; ROLES is `web` unless given. `at`: what the clock shows first. */
export const testApp = async (over: Record<string, string> = {}, at?: string): Promise<TestApp> =>
  testAppAt(await freshDatabase(engine, { migrated: true }), over, at);

/** The same on a database that the test brings, migrated or not. */
export const testAppAt = async (
  place: Awaited<ReturnType<typeof freshDatabase>>,
  over: Record<string, string> = {},
  at = '2025-11-20T10:00:00+09:00',
): Promise<TestApp> => {
  const config = readConfig({
    NODE_ENV: 'test',
    HTTP_PORT: '0',
    SMTP_PORT: '0',
    DATA_DIR: place.folder,
    DATABASE_URL: place.url,
    MASTER_KEY: newMasterKey(),
    LOG_LEVEL: 'silent',
    ROLES: 'web',
    SECOND_FACTOR: 'off',
    ...over,
  });
  const clock = fixedClock(at);
  const ground = await openGround(config, { clock, log: openLog('silent', 'test') });
  await prepare(ground);
  const running = await startRoles(ground).catch(async (error: unknown) => {
    await closeGround(ground);
    throw error;
  });
  return {
    url: `http://127.0.0.1:${running.httpPort}`,
    clock,
    ground,
    running,
    async settle() {
      await running.parts.subscriptions.decideOpen();
      await running.parts.operators.decideOpen();
    },
    letters: async () =>
      ((await ground.db.knex('letter').orderBy('id')) as LetterRow[]).map((row) => opened(ground, row)),
    async stop() {
      await running.stop();
      await place.remove();
    },
  };
};
