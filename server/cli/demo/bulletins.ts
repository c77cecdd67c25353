/** Bulletins of the demo, through the real way: written, checked, approved, released, sent; what came of each person is decided by chance. */
import type { Parts } from '../../app.ts';
import { expandBulletins, settleBulletins } from '../../delivery/expand.ts';
import type { Ground } from '../../ground.ts';
import { addDays, DAY, HOUR, jstDate, MINUTE, type TurnableClock } from '../../lib/clock.ts';
import { type Moved, moveCounts } from '../../store/bulletinCounts.ts';
import { findBulletin } from '../../store/bulletins.ts';
import { addOutcomes, type NewOutcome } from '../../store/outcomes.ts';
import type { Chance } from './chance.ts';
import type { DemoStaff } from './staff.ts';
import { demoBulletin } from './texts.ts';

export type Story = { ground: Ground; parts: Parts; clock: TurnableClock; chance: Chance; staff: DemoStaff };

const refusals = ['userunknown', 'userunknown', 'userunknown', 'mailboxfull'];
/** How many in a thousand come back. */
const RETURNED = 3;

const runJobs = async (s: Story, names: readonly string[]) => {
  for (const name of names) await s.parts.release.jobs.find((job) => job.name === name)!.run();
};

/** Ends everybody who waits as a relay would, by chance; the few whose mailbox is gone flow on as they do from delivery. */
const answerAll = async (s: Story, id: string, part = 1) => {
  const row = (await findBulletin(s.ground.db, id))!;
  const now = s.clock.now();
  await s.ground.db.write(async (trx) => {
    const waiting = (await trx
      .knex('bulletin_recipient')
      .where({ bulletin_id: row.id, state: 'waiting' })
      .select('reader_id', 'language', 'queue_id')) as { reader_id: number; language: string; queue_id: number }[];
    const sent = waiting.filter(() => s.chance.next() < part);
    const back = sent.filter(() => s.chance.below(1000) < RETURNED);
    const ids = sent.map((r) => r.reader_id);
    const outcomes: NewOutcome[] = [];
    for (let i = 0; i < ids.length; i += 500)
      await trx
        .knex('bulletin_recipient')
        .where({ bulletin_id: row.id })
        .whereIn('reader_id', ids.slice(i, i + 500))
        .update({ state: 'accepted', sent_at: now, attempts: 1 });
    for (const r of back) {
      const reason = s.chance.pick(refusals);
      await trx
        .knex('bulletin_recipient')
        .where({ bulletin_id: row.id, reader_id: r.reader_id })
        .update({ state: 'refused', reason, reply: '550 5.1.1' });
      const about = { bulletinId: row.id, readerId: r.reader_id, happenedAt: now };
      outcomes.push({ ...about, kind: 'refused', reason, reply: '550 5.1.1 User unknown' });
    }
    const gone = new Set(back.map((r) => r.reader_id));
    const moves = sent.map(
      (r): Moved => ({
        language: r.language,
        queueId: r.queue_id,
        from: 'waiting',
        to: gone.has(r.reader_id) ? 'refused' : 'accepted',
        n: 1,
      }),
    );
    await moveCounts(trx, row.id, moves);
    await addOutcomes(trx, outcomes);
  });
};

const write = async (s: Story, n: number, over: object = {}) => {
  const day = addDays(jstDate(s.clock.now()), 5);
  const { id } = await s.parts.bulletins.create(s.staff.author.actor, { ...demoBulletin(n, day), ...over });
  return id;
};
const submit = async (s: Story, id: string) => {
  const { revision } = (await findBulletin(s.ground.db, id))!;
  await s.parts.approval.submit(s.staff.author, id, { revision, warningsTicked: true });
};
const approve = async (s: Story, id: string) => {
  await submit(s, id);
  s.clock.advance(25 * MINUTE);
  const page = await s.parts.release.lastPage(id);
  await s.parts.approval.approve(s.staff.approver, id, { hash: page.whole.hash });
  return page;
};
const release = async (s: Story, id: string) => {
  const page = await approve(s, id);
  await s.parts.release.release(s.staff.approver, id, { hash: page.whole.hash, people: page.reach.total });
};

/** One that goes its whole way at the present moment of the story. */
export const sendBulletin = async (s: Story, n: number): Promise<string> => {
  const id = await write(s, n);
  await release(s, id);
  await runJobs(s, ['holdBulletins']);
  s.clock.advance(6 * MINUTE);
  await runJobs(s, ['startBulletins']);
  await expandBulletins(s.ground);
  await answerAll(s, id);
  s.clock.advance(4 * MINUTE);
  await settleBulletins(s.ground);
  return id;
};

/** What stands on the desk today: one in each state that somebody has to do something about. */
export const leaveOnDesk = async (s: Story): Promise<void> => {
  await write(s, 3);
  const returned = await write(s, 6);
  await submit(s, returned);
  await s.parts.approval.giveBack(s.staff.approver, returned, '申込みのページの名前も書いてください');
  await submit(s, await write(s, 2));
  await release(s, await write(s, 0, { plannedAt: s.clock.now() + DAY + HOUR }));
  await submit(s, await write(s, 7, { kind: 'drill' }));
};
