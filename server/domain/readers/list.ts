/** The list of readers, masked: who looks leaves a line in the audit log that names the filters and no person. */
import { maskAddress } from '../../lib/address.ts';
import { atTime, type Clock, DAY } from '../../lib/clock.ts';
import { notFound } from '../../lib/errors.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source } from '../../store/db.ts';
import { listReaders, type ReaderFilter } from '../../store/readerList.ts';
import { listTopics } from '../../store/topics.ts';

export type ReaderQuery = Omit<ReaderFilter, 'topicId' | 'from' | 'to'> & {
  topic?: string | undefined;
  /** Registered on these days in Japan or between them, 'YYYY-MM-DD'. */
  joinedFrom?: string | undefined;
  joinedTo?: string | undefined;
};

/** The filter of the store, with days in Japan as instants. Errors: `not.found` of a topic. */
export const readerFilter = async (source: Source, query: ReaderQuery): Promise<ReaderFilter> => {
  const { topic, joinedFrom, joinedTo, ...filter } = query;
  const topicId = topic === undefined ? undefined : (await listTopics(source)).find((t) => t.code === topic)?.id;
  if (topic !== undefined && topicId === undefined) throw notFound('topic');
  return {
    ...filter,
    topicId,
    ...(joinedFrom === undefined ? {} : { from: atTime(joinedFrom) }),
    ...(joinedTo === undefined ? {} : { to: atTime(joinedTo) + DAY }),
  };
};

export const openReaderList =
  (p: { db: Db; ring: KeyRing; clock: Clock }) =>
  async (who: string, query: ReaderQuery, page: { before: number | null; limit: number }) => {
    const { rows, next } = await listReaders(p.db, { filter: await readerFilter(p.db, query), ...page });
    await p.db.write((trx) =>
      appendAudit(trx, {
        at: p.clock.now(),
        actor: who,
        action: 'reader.list',
        object: 'readers',
        after: { ...query, shown: rows.length },
      }),
    );
    return {
      data: rows.map((r) => ({
        id: String(r.public_id),
        masked: maskAddress(unseal(p.ring, `reader|email|${r.public_id}`, r.email)),
        domain: r.domain,
        language: r.language,
        state: r.state,
        reason: r.suspended_reason,
        cause: r.cause,
        createdAt: r.created_at,
      })),
      next,
    };
  };
export type ReaderList = ReturnType<typeof openReaderList>;
