/** Console: what staff do for one reader, and for all whom a filter finds. */
import { readerActRoutes } from '../../../contract/console/readerActs.ts';
import type { ManyReaders, ReaderAct } from '../../../domain/readers/many.ts';
import type { ReaderRequests } from '../../../domain/readers/requests.ts';
import type { Timeline } from '../../../domain/readers/timeline.ts';
import type { StaffAct } from '../../../domain/subscriptions/staffActs.ts';
import type { Subscriptions } from '../../../domain/subscriptions/subscriptions.ts';
import { invalid } from '../../../lib/errors.ts';
import type { Db } from '../../../store/db.ts';
import { type ConsoleRoute, done, route } from './mount.ts';

type Parts = {
  db: Db;
  subscriptions: Pick<Subscriptions, 'staff'>;
  timeline: Timeline;
  readerRequests: ReaderRequests;
  manyReaders: ManyReaders;
};

const wishOf = (given: { act: ReaderAct['act']; language?: 'ja' | 'plja' | 'en'; topic?: string }): ReaderAct => {
  const { act, language, topic } = given;
  if (act === 'language') {
    if (!language) throw invalid([{ field: 'language', code: 'field.missing' }]);
    return { act, language };
  }
  if (act !== 'topic-add' && act !== 'topic-drop') return { act };
  if (!topic) throw invalid([{ field: 'topic', code: 'field.missing' }]);
  return { act, topic };
};

export const readerActConsole = (p: Parts): ConsoleRoute[] => {
  const act = async (id: string, wish: StaffAct, by: { actor: string; reason: string }) => {
    await p.db.write((trx) => p.subscriptions.staff.act(trx, id, wish, by));
    return done;
  };
  return [
    route(readerActRoutes.timeline, async ({ id }) => ({ data: await p.timeline(id), next: null })),
    route(readerActRoutes.unsubscribe, ({ id, input, who }) =>
      act(id, { act: 'unsubscribe' }, { actor: who.actor, reason: input.reason }),
    ),
    route(readerActRoutes.links, ({ id, input, who }) =>
      act(id, { act: 'links' }, { actor: who.actor, reason: input.reason }),
    ),
    route(readerActRoutes.choices, ({ id, input: { reason, language, topics }, who }) =>
      act(id, { act: 'choices', language, topics }, { actor: who.actor, reason }),
    ),
    route(readerActRoutes.address, async ({ id, input: { email, reason }, who }) => {
      await p.db.write((trx) => p.subscriptions.staff.askAddress(trx, id, email, { actor: who.actor, reason }));
      return done;
    }),
    route(readerActRoutes.request, ({ id, input, who }) => p.readerRequests.take(who.actor, id, input)),
    route(readerActRoutes.export, async ({ id, input, who }) => ({
      data: await p.readerRequests.export(who.actor, id, input.reason),
    })),
    route(readerActRoutes.many, ({ input: { filter, reason, perMinute, ...given }, who }) =>
      p.manyReaders.freeze(
        who.actor,
        { wish: wishOf(given as Parameters<typeof wishOf>[0]), reason, perMinute },
        filter,
      ),
    ),
  ];
};
