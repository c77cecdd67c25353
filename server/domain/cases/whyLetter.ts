/** Why there is a letter: the event that was reported and what it says in the rulebook, the letter or chain it follows, or the act behind it. */
import type { KeyRing } from '../../lib/seal.ts';
import { findBulletinTitle } from '../../store/bulletinBriefs.ts';
import type { Db } from '../../store/db.ts';
import { findEventById } from '../../store/events.ts';
import { findLetter, type LetterRow } from '../../store/letters.ts';
import { findRule } from '../rulebook/index.ts';
import { chainOfLetter, openPayload } from './chains.ts';

/**
 * `again`: staff or a corrected address sent `letter` once more. `follow-up`: it belongs to a chain of reminders (`rhythm`: counted from a
 * date or from a sending). `event`: reported by a system. `notify`: asked for through `/v2`. `bulletin`: a notice about a bulletin.
 * `own`: of the newsletter or of staff's accounts, by what the person did.
 */
export type Why = {
  kind: 'event' | 'follow-up' | 'again' | 'notify' | 'bulletin' | 'own';
  /** What the event says in the rulebook, and its type, id of the system's own, and when it was taken. */
  event: { type: string; id: string; at: number; says: { ja: string; en: string } | null } | null;
  letter: string | null;
  rhythm: 'date' | 'sending' | null;
  bulletin: { id: string; title: string } | null;
};

const nothing = { event: null, letter: null, rhythm: null, bulletin: null };

export const openWhyLetter = (p: { db: Db; ring: KeyRing }) => {
  const eventOf = async (row: LetterRow): Promise<Why['event']> => {
    const event = row.event_id === null ? undefined : await findEventById(p.db, row.event_id);
    if (!event) return null;
    const { type, source_id, accepted_at } = event;
    return { type, id: source_id, at: Number(accepted_at), says: findRule(type)?.rule.says ?? null };
  };
  const why = async (row: LetterRow): Promise<Why> => {
    const event = await eventOf(row);
    const [kind = '', ...rest] = row.cause.split(':');
    const about = rest.join(':');
    if (kind === 'letter') return { ...nothing, kind: 'again', event, letter: about };
    const chain = await chainOfLetter(p.db, row);
    if (kind === 'chain' && chain) {
      const { rhythm } = openPayload(p.ring, chain);
      return { ...nothing, kind: 'follow-up', event, rhythm: rhythm.from === 'date' ? 'date' : 'sending' };
    }
    if (event) return { ...nothing, kind: 'event', event };
    if (kind === 'notify') return { ...nothing, kind: 'notify' };
    if (kind === 'bulletin')
      return { ...nothing, kind: 'bulletin', bulletin: { id: about, title: await findBulletinTitle(p.db, about) } };
    return { ...nothing, kind: 'own' };
  };
  /** Null when nobody knows the letter. */
  return async (id: string): Promise<Why | null> => {
    const row = await findLetter(p.db, id);
    return row ? why(row) : null;
  };
};
export type WhyLetter = ReturnType<typeof openWhyLetter>;
