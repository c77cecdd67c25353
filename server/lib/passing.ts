/** Faults of the database and its machine that pass by themselves. Doors answer "try again", workers try again; everything else is a mistake of ours. */

type Coded = { code?: string; message?: string } | null | undefined;

/** SQLite's codes come with a suffix (SQLITE_IOERR_WRITE); PostgreSQL's are classes: lost connection, no resources, shutting down, given up for another. */
const passing =
  /^(?:SQLITE_(?:FULL|BUSY|IOERR|LOCKED|CANTOPEN)|ECONN|EPIPE$|ETIMEDOUT$|EHOSTUNREACH$|ENETUNREACH$|ENOTFOUND$|EAI_AGAIN$|ENOSPC$|57P0|08|53|40001$|40P01$)/;
/** What the driver and the pool say without a code. */
const words =
  /Connection terminated|Connection ended|connection timeout|timeout exceeded when trying to connect|not queryable|Timeout acquiring a connection/i;

/** Full disk, lock held too long or crosswise, connection lost, server away or restarting. */
export const isPassing = (error: unknown): boolean => {
  const e = error as Coded;
  return passing.test(e?.code ?? '') || words.test(e?.message ?? '');
};

/** No room on the disk. */
export const isFull = (error: unknown): boolean => /^(?:SQLITE_FULL|53100|ENOSPC)$/.test((error as Coded)?.code ?? '');

/** Seconds after which an HTTP client is asked to come again. */
export const RETRY_AFTER = '5';
