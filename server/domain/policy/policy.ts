/** Who may decide what about a bulletin, beside the table of rights: bureaus, four eyes, and the numbers of the house. */
import { hasRight, type Right, type StaffRole } from '../../contract/rights.ts';
import { type Clock, DAY, MINUTE } from '../../lib/clock.ts';
import { invalid, refused } from '../../lib/errors.ts';
import { type KeyRing, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source } from '../../store/db.ts';
import { listHouseRules, setHouseRule } from '../../store/houseRules.ts';
import { listOperators, rolesOf } from '../../store/people.ts';

/** Somebody who acts: public reference for the audit log, roles, and the topic groups the person is narrowed to (none: all). */
export type Actor = { actor: string; roles: readonly StaffRole[]; bureaus: readonly string[] };

/** When the audience of a bulletin is so different from the last edition that its number is typed in: both must be exceeded. */
export const differs = { percent: 30, people: 100 } as const;
export const differsMuch = (now: number, before: number | null): boolean =>
  before !== null && Math.abs(now - before) > differs.people && Math.abs(now - before) * 100 > before * differs.percent;

/** Rules of the house: what each may be, and what stands until an administrator changes it. */
export const houseRules = {
  /** Nobody approves what they wrote. */
  fourEyes: { fallback: 'on', allowed: ['on', 'off'] },
  /** Minutes in which a released bulletin can still be stopped with nothing sent. Emergencies have none. */
  holdMinutes: { fallback: '2', allowed: ['1', '2', '3', '4', '5'] },
  /** Percent of a first wave that may fail before the rest is stopped. */
  waveStopPercent: { fallback: '2', allowed: ['1', '2', '5', '10', '20'] },
  /** Minutes after the first mail before a first wave is judged: refusals of slow servers come late. */
  waveWaitMinutes: { fallback: '10', allowed: ['0', '5', '10', '30', '60'] },
  /** Minutes by which a bulletin's hour may have passed while the hub was away; one that is later asks again. */
  lateMinutes: { fallback: '15', allowed: ['5', '15', '30', '60', '120'] },
  /** Days a reader rests whose address was said to be gone; then the next bulletin is the probe. */
  restDays: { fallback: '7', allowed: ['3', '7', '14', '30'] },
  /** Days that must lie between the first such answer and one that ends the registration. */
  hardApartDays: { fallback: '3', allowed: ['1', '2', '3', '5', '7'] },
  /** Percent of the mails to a class of domains from which on "nobody is there" may be the other side's error. */
  brakePercent: { fallback: '5', allowed: ['2', '5', '10', '20'] },
} as const;
export type HouseRule = keyof typeof houseRules;
export type House = {
  fourEyes: boolean;
  holdMs: number;
  waveStopPercent: number;
  waveWaitMs: number;
  lateMs: number;
  restMs: number;
  hardApartMs: number;
  brakePercent: number;
};
const isHouseRule = (name: string): name is HouseRule => Object.hasOwn(houseRules, name);

export const withinBureaus = (who: Actor, groups: readonly string[]): boolean =>
  who.bureaus.length === 0 || groups.every((group) => who.bureaus.includes(group));

/** Throws `right.missing` or `right.bureau`. `groups`: codes of the topic groups that the bulletin goes to. */
export const demand = (who: Actor, right: Right, groups: readonly string[]): void => {
  if (!hasRight(who.roles, right)) throw refused('right.missing', { right });
  if (!withinBureaus(who, groups)) throw refused('right.bureau', { groups: groups.join(', ') });
};

/** Throws `policy.own-bulletin` when the person wrote on it and four eyes are asked for. */
export const demandFourEyes = (who: Actor, authors: readonly string[], house: House): void => {
  if (house.fourEyes && authors.includes(who.actor)) throw refused('policy.own-bulletin');
};

/** Somebody who can be written to. */
export type StaffMember = Actor & { name: string; email: string; language: 'ja' | 'en' };

export const openPolicy = (p: { db: Db; clock: Clock; ring: KeyRing }) => {
  const read = async (source: Source): Promise<Record<HouseRule, string>> => {
    const stored = new Map((await listHouseRules(source)).map((row) => [row.name, row.value]));
    return Object.fromEntries(
      Object.entries(houseRules).map(([name, { fallback, allowed }]) => {
        const value = stored.get(name);
        // What was chosen once and is offered no more stands no more.
        return [name, value !== undefined && (allowed as readonly string[]).includes(value) ? value : fallback];
      }),
    ) as Record<HouseRule, string>;
  };
  /** Active staff with a right. */
  const holding = async (source: Source, right: Right) =>
    (await listOperators(source))
      .filter((row) => row.state === 'active' && hasRight(rolesOf(row), right))
      .map((row) => ({
        roles: rolesOf(row),
        bureaus: JSON.parse(row.bureaus) as string[],
        actor: `operator:${row.public_id}`,
        name: unseal(p.ring, `operator|name|${row.public_id}`, row.name),
        email: unseal(p.ring, `operator|email|${row.public_id}`, row.email),
        language: row.language,
      }));
  return {
    async house(source: Source = p.db): Promise<House> {
      const values = await read(source);
      return {
        fourEyes: values.fourEyes === 'on',
        holdMs: Number(values.holdMinutes) * MINUTE,
        waveStopPercent: Number(values.waveStopPercent),
        waveWaitMs: Number(values.waveWaitMinutes) * MINUTE,
        lateMs: Number(values.lateMinutes) * MINUTE,
        restMs: Number(values.restDays) * DAY,
        hardApartMs: Number(values.hardApartDays) * DAY,
        brakePercent: Number(values.brakePercent),
      };
    },
    rules: () => read(p.db),

    /** Only an administrator; the audit log says what stood before. Throws `input.invalid` for a value that is not offered. */
    async setRule(who: Actor, name: string, value: string): Promise<void> {
      if (!hasRight(who.roles, 'setting.write')) throw refused('right.missing', { right: 'setting.write' });
      if (!isHouseRule(name) || !(houseRules[name].allowed as readonly string[]).includes(value))
        throw invalid([{ field: isHouseRule(name) ? 'value' : 'name', code: 'rule.unknown' }]);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const before = (await read(trx))[name];
        await setHouseRule(trx, { name, value, actor: who.actor, changed_at: now });
        await appendAudit(trx, {
          at: now,
          actor: who.actor,
          action: 'house.rule',
          object: `rule:${name}`,
          before: { value: before },
          after: { value },
        });
      });
    },

    /** Everybody who could approve it. Empty: nobody can, so it is not to be submitted. */
    async approvers(
      source: Source,
      about: { groups: readonly string[]; authors: readonly string[]; house: House },
    ): Promise<StaffMember[]> {
      return (await holding(source, 'bulletin.approve'))
        .filter((who) => withinBureaus(who, about.groups))
        .filter((who) => !about.house.fourEyes || !about.authors.includes(who.actor));
    },
    /** Everybody who has a right, whatever their bureau. */
    holders: (source: Source, right: Right): Promise<StaffMember[]> => holding(source, right),

    /** Names of staff for their references; 'cli' and 'clock' stay as they are. */
    async names(source: Source = p.db): Promise<ReadonlyMap<string, string>> {
      return new Map(
        (await listOperators(source)).map((row) => [
          `operator:${row.public_id}`,
          unseal(p.ring, `operator|name|${row.public_id}`, row.name),
        ]),
      );
    },
  };
};
export type Policy = ReturnType<typeof openPolicy>;
