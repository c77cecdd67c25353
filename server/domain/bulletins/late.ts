/** A bulletin whose hour passed while nobody was there does not leave by itself: it asks again, and says by how much it is late. */
import { type Clock, HOUR, MINUTE } from '../../lib/clock.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { listBulletinEvents } from '../../store/bulletinEvents.ts';
import type { BulletinRow } from '../../store/bulletins.ts';
import type { Source, Trx } from '../../store/db.ts';
import type { Policy } from '../policy/policy.ts';
import type { Whole } from './approval.ts';
import { titleOf } from './editions.ts';
import { step } from './moving.ts';

type Parts = { clock: Clock; policy: Policy; outbox: Outbox; publicUrl: () => string };

const lateInWords = (ms: number): Record<'ja' | 'plja' | 'en', string> => {
  const [hours, minutes] = [Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE)];
  const of = (hour: string, minute: string) =>
    [hours > 0 && hours + hour, (minutes > 0 || hours === 0) && minutes + minute].filter(Boolean);
  return {
    ja: of('時間', '分').join(''),
    plja: of('時間(じかん)', '分(ふん)').join(''),
    en: of(' h', ' min').join(' '),
  };
};

/** Who wrote it and who may let it leave, each once. */
const concerned = async (trx: Trx, p: Parts, whole: Whole) => {
  const house = await p.policy.house(trx);
  const approvers = await p.policy.approvers(trx, { groups: whole.groups, authors: whole.authors, house });
  const authors = (await p.policy.holders(trx, 'bulletin.see')).filter((who) => whole.authors.includes(who.actor));
  return [...new Map([...approvers, ...authors].map((who) => [who.actor, who])).values()];
};

/**
 * Takes a bulletin back to its approval when its hour (`promised`, epoch ms) passed by more than the house allows, and tells approvers and
 * authors by mail. Answers whether it did.
 */
export const askedAgain = async (trx: Trx, p: Parts, whole: Whole, promised: number | null): Promise<boolean> => {
  const now = p.clock.now();
  const { lateMs } = await p.policy.house(trx);
  if (promised === null || now - promised <= lateMs) return false;
  const { row, texts } = whole;
  await step(trx, p.clock, row, {
    act: 'late',
    actor: 'clock',
    change: { scheduled_at: null, held_until: null, reason: 'late' },
    data: { promised, late: now - promised },
  });
  for (const who of await concerned(trx, p, whole))
    await p.outbox.post(trx, {
      type: 'staff-bulletin-late',
      system: 'staff',
      languages: [who.language],
      role: 'operator',
      to: who.email,
      variables: {
        bulletin: titleOf(texts),
        planned_at: promised,
        late: lateInWords(now - promised),
        console_url: `${p.publicUrl()}/console/#/bulletins/${row.public_id}/show`,
      },
      lane: 'transactional',
      dedupeKey: `bulletin-late:${row.public_id}:${promised}:${who.actor}`,
      actor: 'clock',
      cause: `bulletin:${row.public_id}`,
    });
  return true;
};

/** The hour that passed (epoch ms), as its history keeps it. */
export const hourOf = async (source: Source, row: Pick<BulletinRow, 'id'>): Promise<number | null> => {
  const last = (await listBulletinEvents(source, row.id)).findLast((e) => e.act === 'late');
  return last?.data ? (JSON.parse(last.data) as { promised: number }).promised : null;
};
