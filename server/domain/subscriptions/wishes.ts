/** Checks of what people enter: every mistake at once, as codes that the door words. */
import { isAddress, NEWSLETTER_LIMIT, readAddress } from '../../lib/address.ts';
import { addDays, type Clock, isDate, jstDate } from '../../lib/clock.ts';
import { type FieldError, invalid } from '../../lib/errors.ts';
import { typedFault } from '../../lib/slips.ts';
import type { Source } from '../../store/db.ts';
import { listTopics } from '../../store/topics.ts';
import type { Wish } from './parts.ts';

/** Nobody's period of stay is longer; a later date is a slip of the finger. */
const STAY_DAYS_MOST = 366 * 10;

/** `ownDomains`: mail to them comes back to us, so nobody reads news there. */
export const addressErrors = (email: string, ownDomains: readonly string[]): FieldError[] => {
  const wrong = (code: string): FieldError[] => [{ field: 'email', code }];
  const slip = typedFault(email);
  if (slip) return wrong(slip);
  const address = readAddress(email, NEWSLETTER_LIMIT);
  if (!isAddress(address)) return wrong(address);
  return ownDomains.some((own) => address.domain === own || address.domain.endsWith(`.${own}`))
    ? wrong('address.own')
    : [];
};

const stayErrors = (stay: string | null, today: string): FieldError[] => {
  if (stay === null || stay === '') return [{ field: 'stay', code: 'stay.empty' }];
  if (!isDate(stay)) return [{ field: 'stay', code: 'stay.impossible' }];
  if (stay <= today) return [{ field: 'stay', code: 'stay.past' }];
  return stay > addDays(today, STAY_DAYS_MOST) ? [{ field: 'stay', code: 'stay.far' }] : [];
};

/** Throws `input.invalid` with fields 'topics' and 'stay'. Answers the wish with the date only where a topic needs it. */
export const checkChoice = async <T extends Pick<Wish, 'topics' | 'stay'>>(
  source: Source,
  clock: Clock,
  wish: T,
  more: FieldError[] = [],
): Promise<T> => {
  const known = await listTopics(source);
  const chosen = known.filter((t) => wish.topics.includes(t.code));
  const errors = [...more];
  if (wish.topics.length === 0) errors.push({ field: 'topics', code: 'topics.none' });
  else if (chosen.length < new Set(wish.topics).size) errors.push({ field: 'topics', code: 'topics.unknown' });
  const needsDate = chosen.some((t) => t.needs_date === 1);
  if (needsDate) errors.push(...stayErrors(wish.stay, jstDate(clock.now())));
  if (errors.length > 0) throw invalid(errors);
  return { ...wish, topics: chosen.map((t) => t.code), stay: needsDate ? wish.stay : null };
};

/** The same with the address. */
export const checkWish = (source: Source, clock: Clock, wish: Wish, ownDomains: readonly string[]): Promise<Wish> =>
  checkChoice(source, clock, wish, addressErrors(wish.email, ownDomains));
