/** Reminds residents who asked for it that their period of stay ends. Missed runs send one mail, and none goes after the date itself. */
import { paths } from '../../contract/paths.ts';
import { type Clock, jstDate, MINUTE } from '../../lib/clock.ts';
import { allowedAt, type QuietHours } from '../../lib/quiet.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import type { NewLetter, Outbox } from '../../outbox/outbox.ts';
import type { Db, Trx } from '../../store/db.ts';
import { listStaysDue, type ReaderRow, updateReader } from '../../store/readers.ts';
import { listReaderTopics } from '../../store/readerTopics.ts';
import { listTopics } from '../../store/topics.ts';
import type { LinkDesk } from './links.ts';
import { readerGuard } from './mails.ts';
import { firstReminder, openStay, reminderAfter } from './stay.ts';

const AT_ONCE = 200;

type Parts = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  outbox: Outbox;
  links: LinkDesk;
  quiet: QuietHours;
  publicUrl: () => string;
};

export const openStayReminders = (p: Parts) => {
  const letterFor = (reader: ReaderRow, stay: string): NewLetter => ({
    type: 'nl-period-of-stay-reminder',
    system: 'nl',
    languages: [reader.language],
    role: 'reader',
    to: unseal(p.ring, `reader|email|${reader.public_id}`, reader.email),
    variables: {
      stay_expires_on: stay,
      unsubscribe_url: p.links.forMail(reader, reader.language).unsubscribe_url,
      reissue_url: p.publicUrl() + paths.reissue(reader.language),
    },
    lane: 'confirmation',
    // The time and not the date: a date given twice on one day is still told once.
    dedupeKey: `nl-period-of-stay-reminder:${reader.public_id}:${reader.stay_next_at}`,
    actor: 'clock',
    cause: 'stay',
    readerId: reader.id,
    guardKey: readerGuard(reader.public_id),
  });

  /** What one reader gets now, and when the next is due. */
  const decide = async (trx: Trx, reader: ReaderRow, dated: ReadonlySet<string>) => {
    const now = p.clock.now();
    const stay = openStay(p.ring, reader);
    if (stay === null || jstDate(now) > stay) return { next: null };
    // Given before this was built: nothing of the past is made up for.
    if (reader.stay_next_at === 0) return { next: firstReminder(stay, now) };
    const wanted = (await listReaderTopics(trx, reader.id)).some((code) => dated.has(code));
    return wanted ? { next: reminderAfter(stay, now), letter: letterFor(reader, stay) } : { next: null };
  };

  const piece = () =>
    p.db.write(async (trx) => {
      const due = await listStaysDue(trx, p.clock.now(), AT_ONCE);
      const dated = new Set((await listTopics(trx)).filter((t) => t.needs_date === 1).map((t) => t.code));
      const letters: NewLetter[] = [];
      for (const reader of due) {
        const { next, letter } = await decide(trx, reader, dated);
        if (letter) letters.push(letter);
        await updateReader(trx, reader.id, { stay_next_at: next });
      }
      await p.outbox.postAll(trx, letters);
      trx.afterCommit(() => p.db.wake());
      return due.length === AT_ONCE;
    });

  const awake = () => allowedAt(p.clock.now(), p.quiet) <= p.clock.now();

  return {
    /** For the clock's table. */
    jobs: [
      {
        name: 'remindOfStays',
        when: { every: MINUTE },
        pending: async () => awake() && (await listStaysDue(p.db, p.clock.now(), 1)).length > 0,
        run: async () => {
          while (awake() && (await piece()));
        },
      },
    ],
  };
};
export type StayReminders = ReturnType<typeof openStayReminders>;
