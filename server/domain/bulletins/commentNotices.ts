/** Tells by mail whom new comments concern: who wrote the text, and who took part in the talk. What comes within minutes is one mail. */
import { type Clock, MINUTE } from '../../lib/clock.ts';
import type { NewLetter, Outbox } from '../../outbox/outbox.ts';
import { type CommentRow, listComments, listUntoldBulletins, markCommentsTold } from '../../store/bulletinComments.ts';
import { listTextActors } from '../../store/bulletinEvents.ts';
import { type BulletinRow, findBulletinById, listBulletinGroups } from '../../store/bulletins.ts';
import type { Db, Trx } from '../../store/db.ts';
import { type Policy, type StaffMember, withinBureaus } from '../policy/policy.ts';
import { textsOf } from './bulletins.ts';
import { titleOf } from './editions.ts';

/** Whoever reads through a text writes several: they wait for each other. */
const GATHER = 5 * MINUTE;

type Parts = { db: Db; clock: Clock; outbox: Outbox; policy: Policy; publicUrl: () => string };

/** Comments that this person has not written, in talks that concern the person. */
const newFor = (who: string, rows: readonly CommentRow[], authors: readonly string[]): CommentRow[] => {
  const threadOf = (row: CommentRow) => row.parent_id ?? row.id;
  const own = new Set(rows.filter((row) => row.actor === who).map(threadOf));
  return rows.filter(
    (row) => row.told_at === null && row.actor !== who && (authors.includes(who) || own.has(threadOf(row))),
  );
};

export const openCommentNotices = (p: Parts) => {
  const due = () => p.clock.now() - GATHER;
  const letter = (
    row: BulletinRow,
    about: { title: string; fresh: readonly CommentRow[]; to: StaffMember },
  ): NewLetter => ({
    type: 'staff-bulletin-comment',
    system: 'staff',
    languages: [about.to.language],
    role: 'operator',
    to: about.to.email,
    variables: {
      bulletin: about.title,
      comments: about.fresh.length,
      console_url: `${p.publicUrl()}/console/#/bulletins/${row.public_id}/show`,
    },
    lane: 'transactional',
    dedupeKey: `comments:${row.public_id}:${about.fresh.at(-1)!.public_id}:${about.to.actor}`,
    actor: 'clock',
    cause: `bulletin:${row.public_id}`,
  });
  const tell = async (trx: Trx, bulletinId: number): Promise<void> => {
    const row = (await findBulletinById(trx, bulletinId))!;
    const rows = await listComments(trx, bulletinId);
    const authors = [row.actor, ...(await listTextActors(trx, bulletinId))];
    const groups = await listBulletinGroups(trx, bulletinId);
    const title = titleOf(await textsOf(trx, row));
    // What was thrown away concerns nobody any more.
    const people = row.state === 'cancelled' ? [] : await p.policy.holders(trx, 'bulletin.comment');
    for (const to of people.filter((who) => withinBureaus(who, groups))) {
      const fresh = newFor(to.actor, rows, authors);
      if (fresh.length > 0) await p.outbox.post(trx, letter(row, { title, fresh, to }));
    }
    await markCommentsTold(trx, bulletinId, p.clock.now());
  };
  return {
    /** For the clock's table. */
    jobs: [
      {
        name: 'tellOfComments',
        when: { every: MINUTE },
        pending: async () => (await listUntoldBulletins(p.db, due())).length > 0,
        run: () =>
          p.db.write(async (trx) => {
            for (const id of await listUntoldBulletins(trx, due())) await tell(trx, id);
            trx.afterCommit(() => p.db.wake());
          }),
      },
    ],
  };
};
