/** Everything that became of one reader as one line of time: registration, consents, mails, bulletins, reports, suspensions, acts of staff. */
import type { Clock } from '../../lib/clock.ts';
import { notFound } from '../../lib/errors.ts';
import { listAudit } from '../../store/audit.ts';
import { findBulletinTitle, listBulletinsOfReader } from '../../store/bulletinBriefs.ts';
import { listConsents } from '../../store/consents.ts';
import type { Db } from '../../store/db.ts';
import { listLettersOfReader } from '../../store/letters.ts';
import { findReaderByPublicId, type ReaderRow } from '../../store/readers.ts';
import { listReturned } from '../../store/returns.ts';
import { listSuspensionsOf } from '../../store/suspensions.ts';
import type { Policy } from '../policy/policy.ts';

/** Of each kind the newest so many. */
const MOST = 100;
/** Looking is no event of the reader's. */
const LOOKS = ['reader.see', 'reader.see-reports'];

/**
 * `what`: a code of its kind (source of a consent, type of a letter, reason of a report, act of staff), or the title of a bulletin. `state`:
 * what became of it. `by`: who, for acts of staff. `id`: what it leads to.
 */
export type Moment = {
  at: number;
  kind:
    | 'registered'
    | 'confirmed'
    | 'left'
    | 'consent'
    | 'letter'
    | 'bulletin'
    | 'returned'
    | 'suspended'
    | 'suspension-over'
    | 'staff';
  id: string | null;
  what: string | null;
  state: string | null;
  by: string | null;
  reason: string | null;
};
const moment = (at: number, kind: Moment['kind'], more: Partial<Moment> = {}): Moment => ({
  ...{ at: Number(at), kind, id: null, what: null, state: null, by: null, reason: null },
  ...more,
});

const ownMoments = (row: ReaderRow): Moment[] => [
  moment(row.created_at, 'registered', { what: row.cause === 'import' ? 'import' : 'own' }),
  ...(row.confirmed_at === null ? [] : [moment(row.confirmed_at, 'confirmed')]),
  ...(row.left_at === null ? [] : [moment(row.left_at, 'left')]),
];

export const openTimeline = (p: { db: Db; clock: Clock; policy: Pick<Policy, 'names'> }) => {
  const staffMoments = async (id: string): Promise<Moment[]> => {
    const names = await p.policy.names();
    const lines = await listAudit(p.db, { object: `reader:${id}`, without: LOOKS, limit: MOST });
    return lines.map((line) =>
      moment(line.happened_at, 'staff', {
        what: line.action,
        by: names.get(line.actor) ?? line.actor,
        reason: line.reason,
      }),
    );
  };
  const sentMoments = async (row: ReaderRow): Promise<Moment[]> => {
    const bulletins = await listBulletinsOfReader(p.db, row.id, MOST);
    const letters = await listLettersOfReader(p.db, row.id, MOST);
    const titled = bulletins
      .filter((b) => b.sent_at !== null)
      .map(async (b) =>
        moment(b.sent_at!, 'bulletin', {
          id: b.public_id,
          what: await findBulletinTitle(p.db, b.public_id),
          state: b.state,
          reason: b.reason,
        }),
      );
    return [
      ...(await Promise.all(titled)),
      ...letters.map((l) =>
        moment(l.sent_at ?? l.created_at, 'letter', {
          id: l.public_id,
          what: l.type,
          state: l.state,
          reason: l.reason,
        }),
      ),
    ];
  };
  const returnedMoments = async (row: ReaderRow): Promise<Moment[]> => {
    const [returned, suspensions] = await Promise.all([
      listReturned(p.db, { readerId: row.id, limit: MOST }),
      listSuspensionsOf(p.db, row.id, MOST),
    ]);
    return [
      ...returned.map((r) => moment(r.received_at, 'returned', { what: r.reason, state: r.class })),
      ...suspensions.flatMap((s) => [
        moment(s.began_at, 'suspended', { what: s.kind, reason: s.reason }),
        ...(s.closed_at === null ? [] : [moment(s.closed_at, 'suspension-over', { what: s.kind, state: s.state })]),
      ]),
    ];
  };

  /** Newest first. Whoever asks has opened the reader, which stands in the audit log. Errors: `not.found`. */
  return async (id: string): Promise<Moment[]> => {
    const row = /^\d{1,15}$/.test(id) ? await findReaderByPublicId(p.db, Number(id)) : undefined;
    if (!row) throw notFound('reader');
    const consents = (await listConsents(p.db, row.id)).map((c) =>
      moment(c.consented_at, 'consent', { what: c.source }),
    );
    const all = [ownMoments(row), consents, await sentMoments(row), await returnedMoments(row), await staffMoments(id)];
    return all.flat().sort((a, b) => b.at - a.at);
  };
};
export type Timeline = ReturnType<typeof openTimeline>;
