/**
 * Letters whose time has come, counted and looked for without a look at all that have ended. A statement is spelled as the index is that it
 * needs: SQLite uses an index over part of a table only where the same words stand in the statement, never for values that are bound.
 */
import type { Lane, LetterState } from '../contract/codes.ts';
import type { Source } from './db.ts';
import { rawRows } from './dialect.ts';

/** As the index `letter_claim`. */
const OPEN = `state in ('planned', 'waiting', 'deferred', 'held')`;

/** `test`: of a test key, from which nothing leaves. `oldest`: epoch milliseconds. */
export type DueLetters = {
  lane: Lane;
  domain_class: string;
  state: LetterState;
  test: boolean;
  waiting: number;
  oldest: number;
};

const GROUP = `q.lane, q.domain_class, l.state, case when l.key_type = 'test' then 1 else 0 end`;
const COUNTED = `${GROUP} as test, count(*) as waiting, min(l.next_at) as oldest`;

/** What is due by then, also what is on its way or held, by lane, class of domains and state. Begins with the queues of letters, which are few. */
export const listDueLetters = async (source: Source, now: number): Promise<DueLetters[]> => {
  const open = `select ${COUNTED} from queue q cross join letter l
    where q.bulletin_id is null and l.queue_id = q.id and l.next_at <= ? and l.${OPEN} group by ${GROUP}`;
  const sending = `select ${COUNTED} from letter l join queue q on q.id = l.queue_id
    where l.state = 'sending' and l.next_at <= ? group by ${GROUP}`;
  const rows: (Omit<DueLetters, 'test'> & { test: number })[] = [
    ...(await rawRows<Omit<DueLetters, 'test'> & { test: number }>(source, open, [now])),
    ...(await rawRows<Omit<DueLetters, 'test'> & { test: number }>(source, sending, [now])),
  ];
  return rows.map((row) => ({
    ...row,
    test: Number(row.test) === 1,
    waiting: Number(row.waiting),
    oldest: Number(row.oldest),
  }));
};

/** Adds up by lane: how many, and since when the first. */
export const byLane = (rows: readonly DueLetters[]): { lane: Lane; waiting: number; oldest: number }[] => {
  const sums = new Map<Lane, { lane: Lane; waiting: number; oldest: number }>();
  for (const { lane, waiting, oldest } of rows) {
    const sum = sums.get(lane);
    if (sum) Object.assign(sum, { waiting: sum.waiting + waiting, oldest: Math.min(sum.oldest, oldest) });
    else sums.set(lane, { lane, waiting, oldest });
  }
  return [...sums.values()];
};

/** Whether a queue has a letter that was due by then and has not left, but for these types and systems and what is of a test key. */
export const hasDueLetter = async (
  source: Source,
  p: { queueId: number; before: number; withoutTypes: readonly string[]; withoutSystems: readonly string[] },
): Promise<boolean> => {
  for (const which of [`${OPEN} and state in ('waiting', 'deferred')`, `state = 'sending'`]) {
    const query = source
      .knex('letter')
      .whereRaw(which)
      .where({ queue_id: p.queueId })
      .where('next_at', '<=', p.before)
      .whereNot({ key_type: 'test' });
    if (p.withoutTypes.length > 0) query.whereNotIn('type', [...p.withoutTypes]);
    if (p.withoutSystems.length > 0) query.whereNotIn('system', [...p.withoutSystems]);
    if (await query.first('id')) return true;
  }
  return false;
};
