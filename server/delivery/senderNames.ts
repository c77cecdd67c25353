/** Display names of From that staff chose for a system: what stands in its settings when the mail is made. */
import type { Language, SystemCode } from '../contract/codes.ts';
import type { Db } from '../store/db.ts';
import { findSystem } from '../store/systems.ts';

/** A change counts within this real time. */
const KEEP_MS = 1000;

export type SenderNames = (system: SystemCode, language: Language) => Promise<string | undefined>;

export const openSenderNames = (db: Db): SenderNames => {
  const kept = new Map<SystemCode, { at: number; names: Promise<Partial<Record<Language, string>>> }>();
  const read = async (system: SystemCode): Promise<Partial<Record<Language, string>>> => {
    const row = await findSystem(db, system);
    return row ? ((JSON.parse(row.settings) as { fromName?: Partial<Record<Language, string>> }).fromName ?? {}) : {};
  };
  return async (system, language) => {
    const known = kept.get(system);
    if (known && performance.now() - known.at < KEEP_MS) return (await known.names)[language];
    const names = read(system);
    kept.set(system, { at: performance.now(), names });
    names.catch(() => kept.delete(system));
    return (await names)[language];
  };
};
