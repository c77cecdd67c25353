/** How a reader is put to rest and brought back: the row of the reader, in one place. */
import { DAY } from '../../../lib/clock.ts';
import { setConsentsPurge } from '../../../store/consents.ts';
import type { Trx } from '../../../store/db.ts';
import { activeAgain, findReader, type ReaderRow, updateReader } from '../../../store/readers.ts';
import { replaceReaderTopics } from '../../../store/readerTopics.ts';
import type { SuspensionRow } from '../../../store/suspensions.ts';
import { KEEP_LEFT_DAYS } from '../parts.ts';

/** Stops bulletins to a reader. `lasting`: an address that is dead for a year is not kept longer. */
export const stopReader = async (
  trx: Trx,
  readerId: number,
  p: { kind: string; now: number; lasting: boolean },
): Promise<void> => {
  await updateReader(trx, readerId, {
    state: 'suspended',
    suspended_reason: p.kind,
    suspended_at: p.now,
    changed_at: p.now,
    purge_after: p.lasting ? p.now + KEEP_LEFT_DAYS * DAY : null,
  });
};

/** Whether the reader is still as the suspension left it; staff, the reader or time may have changed it since. */
export const stillAsLeft = (reader: ReaderRow | undefined, row: SuspensionRow): reader is ReaderRow =>
  (reader?.state === 'suspended' && Number(reader.suspended_at) === Number(row.began_at)) ||
  (row.kind === 'complaint' && reader?.state === 'left' && Number(reader.left_at) === Number(row.began_at));

const topicsOf = (row: SuspensionRow): string[] => (row.topics === null ? [] : (JSON.parse(row.topics) as string[]));

/** Undoes a suspension: bulletins go to the reader again, with the topics as they were. False when it is not so any more. */
export const bringBack = async (trx: Trx, row: SuspensionRow, now: number): Promise<boolean> => {
  const reader = await findReader(trx, row.reader_id);
  if (!stillAsLeft(reader, row)) return false;
  const left = reader.state === 'left';
  await updateReader(trx, reader.id, { ...activeAgain(now), left_at: null });
  if (left) {
    await setConsentsPurge(trx, reader.id, null);
    await replaceReaderTopics(trx, reader.id, topicsOf(row));
  }
  return true;
};

/** A complaint whose lasting end was too quick: no bulletins, but nothing is lost until staff have decided. */
export const takeBackEnd = async (trx: Trx, row: SuspensionRow): Promise<void> => {
  const reader = await findReader(trx, row.reader_id);
  if (!stillAsLeft(reader, row) || reader.state !== 'left') return;
  await updateReader(trx, reader.id, {
    state: 'suspended',
    suspended_reason: 'complaint',
    suspended_at: row.began_at,
    left_at: null,
    purge_after: null,
  });
  await setConsentsPurge(trx, reader.id, null);
  await replaceReaderTopics(trx, reader.id, topicsOf(row));
};
