/** What follows a bulletin that was sent: 【訂正】 to those who got it, 再配信 to those it did not reach, and a copy as a new draft. */
import type { BulletinKind, BulletinState } from '../../contract/codes.ts';
import type { Clock } from '../../lib/clock.ts';
import { refused } from '../../lib/errors.ts';
import type { StoredAudience } from '../../store/audiences.ts';
import { isUrgent, listTopicsByCode } from '../../store/bulletins.ts';
import type { Db, Source } from '../../store/db.ts';
import { type Actor, demand } from '../policy/policy.ts';
import { readWhole, type Whole } from './approval.ts';
import { insertDraft, textsOf } from './bulletins.ts';

const ended: readonly BulletinState[] = ['finished', 'finishedOpen', 'cancelled', 'paused', 'sending'];

export type Sequel = 'correction' | 'redelivery' | 'copy';

/** A drill never becomes a real one: whatever follows it is a drill. */
const kindOf = (sequel: Sequel, kind: BulletinKind): BulletinKind => {
  if (kind === 'drill') return 'drill';
  if (sequel !== 'copy') return sequel;
  return kind === 'emergency' ? 'emergency' : 'normal';
};

const onlyOf = (sequel: Sequel, { row }: Whole): StoredAudience['only'] =>
  sequel === 'copy' ? undefined : { bulletin: row.public_id, reached: sequel === 'correction' };

/** A new edition goes where the readers of an ended topic are now; what follows an old one keeps its name. */
const topicsOf = async (source: Source, sequel: Sequel, { audience }: Whole): Promise<string[]> => {
  if (sequel !== 'copy') return [...audience.topics];
  const found = await listTopicsByCode(source, audience.topics);
  return [...new Set(found.map((t) => t.into ?? t.code))];
};

export const openSequels = (p: { db: Db; clock: Clock }) => ({
  /**
   * Makes the draft of what follows; answers its public id. A correction goes to exactly those who got it, whatever their topics
   * are by now; a redelivery to those it missed, with the body as it was. Both need a bulletin that has begun.
   */
  begin: (who: Actor, id: string, sequel: Sequel): Promise<{ id: string }> =>
    p.db.write(async (trx) => {
      const whole = await readWhole(trx, id);
      const { row, texts, audience } = whole;
      demand(who, 'bulletin.write', whole.groups);
      // What it carries has sequels of its own.
      if (row.kind === 'digest') throw refused('digest.no-sequel');
      if (sequel !== 'copy' && (row.started_at === null || !ended.includes(row.state)))
        throw refused('bulletin.wrong-state', { state: row.state, action: sequel, allowed: ended.join(', ') });
      const draft = {
        kind: kindOf(sequel, row.kind),
        topics: await topicsOf(trx, sequel, whole),
        // A new edition names its blocks; what follows a mail says what that said.
        texts: sequel === 'copy' ? await textsOf(trx, row) : texts,
        keptOut: row.kept_out === 1,
        ...(sequel === 'copy' && audience.exclude ? { exclude: audience.exclude.bulletin } : {}),
      };
      const only = onlyOf(sequel, whole);
      // The hold stays: what is mended in haste is what one wants to stop.
      const urgent = draft.kind === 'correction' && isUrgent(row);
      const origin = { cause: `${sequel}:${id}`, parentId: row.id, ...(only ? { only } : {}), urgent };
      return { id: await insertDraft(trx, { who: who.actor, now: p.clock.now(), draft, origin }) };
    }),
});
export type Sequels = ReturnType<typeof openSequels>;
