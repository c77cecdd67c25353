/** What a bulletin may have of every class of domains as it is now. */
import {
  type DomainLimit,
  defaultLimit,
  domainClasses,
  keptForLetters,
  type LimitKind,
} from '../../lib/domainClasses.ts';
import type { Source } from '../../store/db.ts';
import { listDomainLimits } from '../../store/limits.ts';

/** What staff have set, else the default, without what is kept for letters. */
export const bulletinLimits = async (source: Source, kind: LimitKind): Promise<ReadonlyMap<string, DomainLimit>> => {
  const set = (await listDomainLimits(source)).filter((row) => row.kind === kind);
  return new Map(
    domainClasses.map((name) => {
      const own = set.find((row) => row.domain_class === name);
      const { connections, ratePerSecond } = own
        ? { connections: own.connections, ratePerSecond: own.rate_per_second }
        : defaultLimit(name, kind);
      const kept = kind === 'usual' && ratePerSecond !== null ? keptForLetters(ratePerSecond) : 0;
      return [name, { connections, ratePerSecond: ratePerSecond && ratePerSecond - kept }];
    }),
  );
};
