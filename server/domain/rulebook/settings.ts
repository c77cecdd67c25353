/** The settings of each system: the rulebook's defaults with what staff changed, and the UUID that stands in the keys. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { languages, type SystemCode } from '../../contract/codes.ts';
import type { Clock } from '../../lib/clock.ts';
import { type FieldError, HubError, invalid } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import { findSystem, insertSystem, updateSystem } from '../../store/systems.ts';
import { defaultSettings, findRulebook } from './index.ts';
import type { SystemSettings } from './shape.ts';

const languageChoice = z.string().refine((v) => v.split(',').every((l) => languages.includes(l as 'ja')));

/** A name in a header: one line, without what would end or open an address. */
const fromName = z
  .string()
  .trim()
  .max(60)
  .regex(/^[^\p{Cc}<>"@]*$/u);

/** What staff may change; absent parts keep the default. */
export const settingsPatch = z.strictObject({
  languages: z.record(z.string(), languageChoice).optional(),
  letters: z.record(z.string(), z.boolean()).optional(),
  passwordMailInBulk: z.boolean().optional(),
  linkHosts: z
    .array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/))
    .max(50)
    .optional(),
  strict: z.boolean().optional(),
  reminderRepeatsCertificate: z.boolean().optional(),
  resultReadyToApplicant: z.boolean().optional(),
  /** An empty name goes back to that of sender.json. */
  fromName: z.partialRecord(z.enum(languages), fromName).optional(),
});
export type SettingsPatch = z.infer<typeof settingsPatch>;

const merged = (system: SystemCode, patch: SettingsPatch): SystemSettings => {
  const own = defaultSettings(system);
  return {
    ...own,
    ...patch,
    languages: { ...own.languages, ...patch.languages },
    letters: { ...own.letters, ...patch.letters },
  };
};

/** Parts that are changed value by value; the others are replaced. */
const joined = (before: SettingsPatch, wanted: SettingsPatch): SettingsPatch => {
  const next = { ...before, ...wanted };
  for (const part of ['languages', 'letters', 'fromName'] as const)
    if (before[part] || wanted[part]) Object.assign(next, { [part]: { ...before[part], ...wanted[part] } });
  if (next.fromName)
    next.fromName = Object.fromEntries(Object.entries(next.fromName).filter(([, name]) => name !== ''));
  return next;
};

/** Everything in a change that is no setting, each with its path. */
const faultsOf = (system: SystemCode, given: unknown): FieldError[] => {
  const parsed = settingsPatch.safeParse(given);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => ({ field: issue.path.join('.') || '(all)', code: 'setting.value' }));
  const known = findRulebook(system)!;
  const unknown = (part: 'letters' | 'languages') =>
    Object.keys(parsed.data[part] ?? {})
      .filter((name) => !Object.hasOwn(known.settings[part], name))
      .map((name) => ({ field: `${part}.${name}`, code: 'setting.value' }));
  const name = parsed.data.fromName && !known.reports ? [{ field: 'fromName', code: 'setting.value' }] : [];
  return [...unknown('letters'), ...unknown('languages'), ...name];
};

/** Settings are asked for with every event; a change elsewhere counts within this real time. */
const CACHE_MS = 1000;

export const openSettings = (p: { db: Db; clock: Clock }) => {
  const cache = new Map<string, { at: number; settings: SystemSettings }>();
  const stored = async (source: Source, system: SystemCode): Promise<SettingsPatch> => {
    const row = await findSystem(source, system);
    return row ? settingsPatch.parse(JSON.parse(row.settings)) : {};
  };
  const check = (system: SystemCode) => {
    if (!findRulebook(system)) throw new HubError('system.unknown', { system });
  };
  return {
    /** `source`: the transaction, when one is open. */
    async get(system: SystemCode, source: Source = p.db): Promise<SystemSettings> {
      const known = cache.get(system);
      if (known && Date.now() - known.at < CACHE_MS) return known.settings;
      const settings = merged(system, await stored(source, system));
      cache.set(system, { at: Date.now(), settings });
      return settings;
    },

    /** Changes settings of a system; audited. Throws `system.unknown`, and `input.invalid` with what is no setting. */
    async change(system: SystemCode, patch: SettingsPatch, actor: string, reason?: string): Promise<SystemSettings> {
      check(system);
      const faults = faultsOf(system, patch);
      if (faults.length > 0) throw invalid(faults);
      const wanted = settingsPatch.parse(patch);
      const now = p.clock.now();
      const after = await p.db.write(async (trx) => {
        await insertSystem(trx, { code: system, uuid: randomUUID(), settings: '{}', changed_at: now });
        const before = await stored(trx, system);
        const next = joined(before, wanted);
        await updateSystem(trx, system, JSON.stringify(next), now);
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'system.settings',
          object: `system:${system}`,
          before,
          after: next,
          reason,
        });
        return next;
      });
      cache.delete(system);
      return merged(system, after);
    },

    /** The UUID of a system: the service id in its keys. Made at the first use. */
    async uuid(trx: Trx, system: SystemCode): Promise<string> {
      check(system);
      await insertSystem(trx, { code: system, uuid: randomUUID(), settings: '{}', changed_at: p.clock.now() });
      return (await findSystem(trx, system))!.uuid;
    },
  };
};
export type Settings = ReturnType<typeof openSettings>;
