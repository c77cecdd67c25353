/**
 * Canaries: a small mail for each lane and language leaves by the relay to our own mail door, every so many minutes. A relay may accept
 * everything and deliver nothing, and a way in may be closed without anybody noticing: only what comes back proves the whole way.
 */
import { lanes, languages } from '../../contract/codes.ts';
import { type Clock, DAY, MINUTE } from '../../lib/clock.ts';
import { randomToken } from '../../lib/token.ts';
import type { NewLetter, Outbox } from '../../outbox/outbox.ts';
import {
  CANARY,
  findLastCanary,
  insertCanaries,
  isCanary,
  keepCanaries,
  listNewestCanaries,
  markCanaryBack,
  purgeCanaries,
} from '../../store/canaries.ts';
import type { Db, Source } from '../../store/db.ts';
import { readHeld } from '../../store/holds.ts';

/** How long what has come and gone is kept. */
const KEPT = DAY;
/** A canary that has not left by then never does: it would prove nothing about today. */
const LEAVES_WITHIN = 60 * MINUTE;

/** `everyMinutes`: 0 sends none. `domain`: the domain of our mail door. */
export type CanaryParts = { db: Db; clock: Clock; outbox: Outbox; everyMinutes: number; domain: string };

/** Lanes that staff do not hold. */
const freeLanes = async (source: Source) => {
  const held = await readHeld(source);
  return held.everything ? [] : lanes.filter((lane) => !held.has('lane', lane));
};

export const openCanaries = (p: CanaryParts) => {
  const due = async () => {
    const last = await findLastCanary(p.db);
    return last === null || last <= p.clock.now() - p.everyMinutes * MINUTE;
  };

  const send = () =>
    p.db.write(async (trx) => {
      const now = p.clock.now();
      const free = await freeLanes(trx);
      await keepCanaries(
        trx,
        lanes.filter((lane) => !free.includes(lane)),
      );
      await purgeCanaries(trx, now - KEPT);
      const birds = free.flatMap((lane) => languages.map((language) => ({ lane, language, token: randomToken() })));
      if (birds.length === 0) return;
      await insertCanaries(
        trx,
        birds.map((bird) => ({ ...bird, sent_at: now })),
      );
      await p.outbox.postAll(
        trx,
        birds.map(
          ({ lane, language, token }): NewLetter => ({
            type: CANARY,
            system: 'staff',
            languages: [language],
            role: 'operator',
            to: `canary+${token}@${p.domain}`,
            variables: { lane, sent_at: now },
            lane,
            dedupeKey: `canary:${token}`,
            actor: 'clock',
            cause: CANARY,
            expiresAt: now + LEAVES_WITHIN,
            purgeAfter: now + KEPT,
          }),
        ),
      );
      trx.afterCommit(() => p.db.wake());
    });

  return {
    /** One came in at the mail door. False when it was never one of ours, or its row has gone. Again changes nothing. */
    async back(token: string): Promise<boolean> {
      if (!(await isCanary(p.db, token))) return false;
      await p.db.write((trx) => markCanaryBack(trx, token, p.clock.now()));
      return true;
    },
    /** For the clock's table. */
    jobs: p.everyMinutes > 0 ? [{ name: 'sendCanaries', when: { every: MINUTE }, pending: due, run: send }] : [],
  };
};
export type Canaries = ReturnType<typeof openCanaries>;

/** Lanes and languages whose newest canary should be back by now and is not, since when it is out. Lanes that staff hold say nothing. */
export const findLateCanaries = async (
  source: Source,
  sentBy: number,
): Promise<{ lane: string; language: string; sentAt: number }[]> => {
  const out = (await listNewestCanaries(source, sentBy)).filter((row) => row.state === 'out');
  if (out.length === 0) return [];
  const free = await freeLanes(source);
  return out
    .filter((row) => free.includes(row.lane))
    .map((row) => ({ lane: row.lane, language: row.language, sentAt: Number(row.sent_at) }));
};
