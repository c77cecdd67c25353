/** Domains that letters leave from and nobody signs for: a warning at the start, and in production a task that closes by itself. */
import type { Bundle } from '../letters/bundle.ts';
import { senderDomains, senderOf } from '../letters/sender.ts';
import type { Clock } from '../lib/clock.ts';
import { isHubError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { publicId } from '../lib/token.ts';
import type { Db } from '../store/db.ts';
import { closeTaskOf, openTask } from '../store/tasks.ts';
import { type DkimKey, keysFor } from './dkim.ts';
import { loadDkimKeys } from './dkimKeys.ts';

type Parts = { db: Db; clock: Clock; log: Log; bundle: Bundle; dataDir: string; production: boolean };

/** A key that cannot be read is told by the delivery that needs it; here it signs nothing. */
const keysOf = (dataDir: string): DkimKey[] => {
  try {
    return loadDkimKeys(dataDir);
  } catch (error) {
    if (isHubError(error)) return [];
    throw error;
  }
};

export const tellUnsigned = async ({ db, clock, log, bundle, dataDir, production }: Parts): Promise<void> => {
  const keys = keysOf(dataDir);
  const domains = senderDomains(senderOf(bundle)).map((one) => ({
    ...one,
    signed: keysFor(keys, one.domain).length > 0,
  }));
  for (const { domain, systems, signed } of domains)
    if (!signed) log.warn({ domain, systems }, 'no key signs for this sender domain; hub doctor says what to do');
  if (!production) return;
  await db.write(async (trx) => {
    const now = clock.now();
    for (const { domain, systems, signed } of domains) {
      const task = { kind: 'sender-unsigned' as const, object: `sender:${domain}`, now };
      if (signed) await closeTaskOf(trx, { ...task, by: 'delivery', reason: 'signed' });
      else {
        const facts = JSON.stringify({ domain, systems: systems.join(', ') });
        await openTask(trx, { ...task, publicId: publicId(), facts, again: true });
      }
    }
  });
};
