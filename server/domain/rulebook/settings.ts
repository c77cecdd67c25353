/** The settings of each system: the rulebook's defaults with what staff changed, and the UUID that stands in the keys. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { languages, type SystemCode } from '../../contract/codes.ts';
import { isAddress, readAddress } from '../../lib/address.ts';
import type { Clock } from '../../lib/clock.ts';
import { HubError } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import { findSystem, insertSystem, updateSystem } from '../../store/systems.ts';
import { defaultSettings, findRulebook } from './index.ts';
import type { SystemSettings } from './shape.ts';

const languageChoice = z.string().refine((v) => v.split(',').every((l) => languages.includes(l as 'ja')));

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
  replyTo: z
    .record(
      z.uuid(),
      z.string().refine((v) => isAddress(readAddress(v))),
    )
    .optional(),
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

    /** Changes settings of a system; audited. Throws `system.unknown`, and ZodError for what is no setting. */
    async change(system: SystemCode, patch: SettingsPatch, actor: string, reason?: string): Promise<SystemSettings> {
      check(system);
      const wanted = settingsPatch.parse(patch);
      const now = p.clock.now();
      const after = await p.db.write(async (trx) => {
        await insertSystem(trx, { code: system, uuid: randomUUID(), settings: '{}', changed_at: now });
        const before = await stored(trx, system);
        const next: SettingsPatch = {
          ...before,
          ...wanted,
          ...(before.languages || wanted.languages ? { languages: { ...before.languages, ...wanted.languages } } : {}),
          ...(before.letters || wanted.letters ? { letters: { ...before.letters, ...wanted.letters } } : {}),
        };
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
