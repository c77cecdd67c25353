/**
 * How a topic ends: it leaves the pages at once, its readers are led to another topic in small pieces, and each is told once by
 * mail. Until the first is told it can be undone, and then nobody was ever told.
 */
import { type BulletinState, type Language, languages } from '../../contract/codes.ts';
import { paths } from '../../contract/paths.ts';
import { wordsIn } from '../../languages/languages.ts';
import { type Clock, DAY, MINUTE, SECOND } from '../../lib/clock.ts';
import { invalid, notFound, refused } from '../../lib/errors.ts';
import { allowedAt, type QuietHours } from '../../lib/quiet.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import type { NewLetter, Outbox } from '../../outbox/outbox.ts';
import { appendAudit } from '../../store/audit.ts';
import { findBulletinTitle } from '../../store/bulletinBriefs.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import { findReader } from '../../store/readers.ts';
import { listReaderTopics } from '../../store/readerTopics.ts';
import {
  type ChangeScope,
  countTopicReaders,
  countUntold,
  findTopicChange,
  forgetMoved,
  giveBack,
  insertTopicChange,
  leadFurther,
  listBulletinsOfTopic,
  listOpenChanges,
  listTopicChanges,
  listUntold,
  listWholeTopics,
  moveReaders,
  moveTopicChange,
  retireTopic,
  type TopicChangeRow,
  updateTopic,
  type WholeTopic,
} from '../../store/topicLife.ts';
import type { Audience } from '../audience/audience.ts';
import { type Actor, demand, type Policy } from '../policy/policy.ts';
import type { LinkDesk } from '../subscriptions/links.ts';
import { readerGuard } from '../subscriptions/mails.ts';
import { mustFindTopic } from './life.ts';

/** How long nobody is told yet, so that it can be undone with nothing sent. */
export const UNDO_MS = 30 * MINUTE;
const MOVED_AT_ONCE = 2000;
const TOLD_AT_ONCE = 200;
/** Telling waits for quiet hours at most; what is older than this was forgotten. */
const KEEP_DAYS = 7;
/** On their way with an audience that must not change under them. */
const underWay: readonly BulletinState[] = ['submitted', 'approved', 'scheduled', 'held', 'sending', 'paused'];
const unfinished: readonly BulletinState[] = ['draft', 'returned'];

type Parts = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  outbox: Outbox;
  policy: Policy;
  audience: Audience;
  links: LinkDesk;
  quiet: QuietHours;
  publicUrl: () => string;
};
type Wanted = { into: string; scope: ChangeScope };

const successorOf = (all: readonly WholeTopic[], topic: WholeTopic, code: string): WholeTopic => {
  const found = all.find((t) => t.code === code && t.retired_at === null && t.id !== topic.id);
  if (!found) throw invalid([{ field: 'into', code: 'topic.into' }]);
  // Nobody gave a date for it, so nobody can be led there.
  if (found.needs_date === 1) throw invalid([{ field: 'into', code: 'topic.into-date' }]);
  return found;
};

const namesOf = (topics: readonly Pick<WholeTopic, 'names'>[]) =>
  Object.fromEntries(languages.map((l: Language) => [l, topics.map((t) => wordsIn(t.names)[l])]));

export const openTopicEnding = (p: Parts) => {
  const tellAt = () => allowedAt(p.clock.now() + UNDO_MS, p.quiet);

  const consequence = async (source: Source, topic: WholeTopic, wanted: Wanted) => {
    const into = successorOf(await listWholeTopics(source), topic, wanted.into);
    const { readers, active, both, alone } = await countTopicReaders(source, topic.id, into.id);
    const waiting = await listBulletinsOfTopic(source, topic.id, underWay);
    return {
      into,
      told: {
        readers,
        both,
        alone,
        moved: wanted.scope === 'all' ? readers - both : alone,
        mails: active,
        tellAt: tellAt(),
        waiting: await Promise.all(
          waiting.map(async (b) => ({
            id: b.public_id,
            state: b.state,
            title: await findBulletinTitle(source, b.public_id),
          })),
        ),
        drafts: (await listBulletinsOfTopic(source, topic.id, unfinished)).length,
      },
    };
  };

  const shown = async (row: TopicChangeRow) => {
    const [topics, names] = [await listWholeTopics(p.db), await p.policy.names()];
    const code = (id: number) => topics.find((t) => t.id === id)?.code ?? '';
    return {
      id: row.public_id,
      topic: code(row.topic_id),
      into: code(row.successor_id),
      scope: row.scope,
      state: row.state,
      reason: row.reason,
      by: names.get(row.actor) ?? row.actor,
      begunAt: row.begun_at,
      tellAt: row.tell_at,
      finishedAt: row.finished_at,
      moved: row.moved,
      told: row.told,
      untold: row.state === 'done' || row.state === 'undone' ? 0 : await countUntold(p.db, row.id),
    };
  };
  const mustFind = async (source: Source, id: string): Promise<TopicChangeRow> => {
    const row = await findTopicChange(source, id);
    if (!row) throw notFound('topicChange');
    return row;
  };

  /** One piece of moving. Answers whether more is to come. */
  const movePiece = (change: TopicChangeRow) =>
    p.db.write(async (trx) => {
      const purgeAfter = change.tell_at + KEEP_DAYS * DAY;
      const n = await moveReaders(trx, { change, most: MOVED_AT_ONCE, now: p.clock.now(), purgeAfter });
      if (n > 0) return true;
      await moveTopicChange(trx, change.id, ['moving'], { state: 'moved' });
      return false;
    });

  const letterFor = async (trx: Trx, change: TopicChangeRow, all: readonly WholeTopic[], readerId: number) => {
    const reader = await findReader(trx, readerId);
    // Who left, or is suspended, gets nothing; the topics are theirs all the same.
    if (reader?.state !== 'active') return null;
    const codes = await listReaderTopics(trx, readerId);
    const letter: NewLetter = {
      type: 'nl-topic-ended',
      system: 'nl',
      languages: [reader.language],
      role: 'reader',
      to: unseal(p.ring, `reader|email|${reader.public_id}`, reader.email),
      variables: {
        ended: namesOf(all.filter((t) => t.id === change.topic_id)),
        topics: namesOf(all.filter((t) => codes.includes(t.code))),
        unsubscribe_url: p.links.forMail(reader, reader.language).unsubscribe_url,
        reissue_url: p.publicUrl() + paths.reissue(reader.language),
      },
      lane: 'bulletin',
      dedupeKey: `nl-topic-ended:${change.public_id}:${reader.public_id}`,
      actor: 'clock',
      cause: `topic:${change.public_id}`,
      readerId,
      guardKey: readerGuard(reader.public_id),
    };
    return letter;
  };

  /** One piece of telling: the row that says somebody is to be told goes with the mail. */
  const tellPiece = (change: TopicChangeRow) =>
    p.db.write(async (trx) => {
      const piece = await listUntold(trx, change.id, TOLD_AT_ONCE);
      const all = await listWholeTopics(trx);
      const letters: NewLetter[] = [];
      for (const { reader_id } of piece) {
        const letter = await letterFor(trx, change, all, reader_id);
        if (letter) letters.push(letter);
      }
      await p.outbox.postAll(trx, letters);
      await forgetMoved(
        trx,
        change.id,
        piece.map((one) => one.reader_id),
      );
      const told = change.told + letters.length;
      const over = piece.length === 0;
      await moveTopicChange(trx, change.id, ['telling'], {
        told,
        ...(over ? { state: 'done' as const, finished_at: p.clock.now() } : {}),
      });
      trx.afterCommit(() => p.db.wake());
      return !over;
    });

  const moveOn = async (change: TopicChangeRow): Promise<void> => {
    const now = p.clock.now();
    if (change.state === 'moving') {
      while (await movePiece(change));
      p.audience.forget();
      return;
    }
    if (allowedAt(now, p.quiet) > now) return;
    if (change.state === 'moved') {
      // Somebody may have pressed a button of an old page at the very moment of the end.
      while (await movePiece(change));
      await p.db.write((trx) => moveTopicChange(trx, change.id, ['moved'], { state: 'telling' }));
    }
    for (;;) {
      const fresh = await mustFind(p.db, change.public_id);
      // The quiet hours stop it between two pieces; it goes on in the morning.
      if (fresh.state !== 'telling' || allowedAt(p.clock.now(), p.quiet) > p.clock.now()) return;
      if (!(await tellPiece(fresh))) return;
    }
  };
  const open = () => listOpenChanges(p.db, p.clock.now());

  return {
    /** What the end would do. Throws `input.invalid` when it cannot lead to that topic. */
    async consequence(who: Actor, id: string, wanted: Wanted) {
      const topic = await mustFindTopic(p.db, id);
      demand(who, 'topic.write', [topic.group_code]);
      return (await consequence(p.db, topic, wanted)).told;
    },

    /**
     * Ends it. `readers`: the number that the page told; another one is refused with `topic.readers`. Refuses with `topic.retired`
     * and with `topic.bulletins` while a bulletin is on its way to it.
     */
    async retire(who: Actor, id: string, given: Wanted & { readers: number; reason: string }) {
      if (given.reason.trim() === '') throw invalid([{ field: 'reason', code: 'comment.empty' }]);
      const public_id = publicId();
      await p.db.write(async (trx) => {
        const topic = await mustFindTopic(trx, id);
        demand(who, 'topic.write', [topic.group_code]);
        if (topic.retired_at !== null) throw refused('topic.retired');
        const { into, told } = await consequence(trx, topic, given);
        if (told.waiting.length > 0) throw refused('topic.bulletins', { n: told.waiting.length });
        if (told.readers !== given.readers) throw refused('topic.readers', { readers: told.readers });
        const now = p.clock.now();
        if (!(await retireTopic(trx, topic.id, { successor_id: into.id, retired_at: now })))
          throw refused('topic.retired');
        await leadFurther(trx, topic.id, into.id);
        await insertTopicChange(trx, {
          public_id,
          topic_id: topic.id,
          successor_id: into.id,
          scope: given.scope,
          state: 'moving',
          reason: given.reason.trim(),
          actor: who.actor,
          begun_at: now,
          tell_at: told.tellAt,
        });
        await appendAudit(trx, {
          at: now,
          actor: who.actor,
          action: 'topic.retire',
          object: `topic:${topic.code}`,
          before: { readers: told.readers },
          after: { into: into.code, scope: given.scope, moved: told.moved, mails: told.mails },
          reason: given.reason.trim(),
        });
        trx.afterCommit(() => p.audience.forget());
      });
      return shown(await mustFind(p.db, public_id));
    },

    /** Takes an end back before anybody was told. Throws `topic.told` afterwards. */
    async undo(who: Actor, id: string) {
      await p.db.write(async (trx) => {
        const change = await mustFind(trx, id);
        const topics = await listWholeTopics(trx);
        const topic = topics.find((t) => t.id === change.topic_id)!;
        demand(who, 'topic.write', [topic.group_code]);
        // The row is taken first: from here on no clock moves or tells anybody.
        const now = p.clock.now();
        const mine = await moveTopicChange(trx, change.id, ['moving', 'moved'], { state: 'undone', finished_at: now });
        if (!mine || change.tell_at <= now) throw refused('topic.told');
        await updateTopic(trx, topic.id, { retired_at: null, successor_id: null });
        await giveBack(trx, change);
        await appendAudit(trx, {
          at: now,
          actor: who.actor,
          action: 'topic.restore',
          object: `topic:${topic.code}`,
          after: { moved: change.moved },
        });
        trx.afterCommit(() => p.audience.forget());
      });
      return shown(await mustFind(p.db, id));
    },

    /** Those under way, and those that ended within a day: long enough to see that it went well. */
    changes: async () => {
      const fresh = (row: TopicChangeRow) => row.finished_at === null || row.finished_at > p.clock.now() - DAY;
      return Promise.all((await listTopicChanges(p.db, 50)).filter(fresh).map(shown));
    },

    /** For the clock's table. */
    jobs: [
      {
        name: 'endTopics',
        when: { every: SECOND },
        pending: async () => (await open()).length > 0,
        run: async () => {
          for (const change of await open()) await moveOn(change);
        },
      },
    ],
  };
};
export type TopicEnding = ReturnType<typeof openTopicEnding>;
