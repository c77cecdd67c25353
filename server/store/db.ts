/** The shapes of the database that everybody writes against: an open one, and a transaction in it. */
import type { Knex } from 'knex';
import type { KeyRing } from '../lib/seal.ts';
import type { Engine } from './dialect.ts';

/** A transaction. Functions that write take one; nobody but `Db.write` makes one. */
export type Trx = {
  readonly kind: 'trx';
  readonly engine: Engine;
  readonly knex: Knex;
  /** The keys that seal lines of the audit log; null where nobody gave them (`Db.sealWith`). */
  readonly ring: KeyRing | null;
  /** Runs once the transaction is on disk, and never if it is undone. */
  afterCommit(run: () => void): void;
  /** This commit brings work for a job of the clock: whoever runs it starts at once instead of at its next tick. */
  nudge(job: string): void;
};

/** Runs the work of a transaction and keeps what it wants done after the commit. */
export type Run = <T>(
  engine: Engine,
  knexTrx: Knex,
  work: (trx: Trx) => Promise<T>,
) => Promise<{ value: T; calls: (() => void)[] }>;

export type Db = {
  readonly kind: 'db';
  readonly engine: Engine;
  /** Reads outside a transaction. In tests it throws inside a write: what was written there would not be seen. */
  readonly knex: Knex;
  /**
   * One write transaction: BEGIN IMMEDIATE on SQLite. Resolves when it is on disk (synchronous FULL / synchronous_commit on).
   * Throws at once inside another write of this database: on SQLite it would wait for itself for ever.
   */
  write<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  /**
   * One write transaction of statements that need no decision between them, in one trip: the lock is held only while the database
   * works, never while this process is busy with something else. The statements hold no bound values. Resolves when it is on disk.
   */
  writeAtOnce(statements: readonly string[]): Promise<void>;
  /**
   * Resolves when this process holds no lock on the whole database. Heavy work between the statements of a transaction keeps every
   * other process waiting, so it waits itself.
   */
  settled(): Promise<void>;
  /** Tells other processes that there is something to find. Losing it costs seconds, never a mail. */
  wake(): void;
  /** Called soon after any process has committed or called wake. Returns the way to stop. */
  onWake(run: () => void): () => void;
  /** Lines of the audit log are sealed with this ring from now on. */
  sealWith(ring: KeyRing): void;
  /** Called for each job that a commit of this process has brought work for. */
  onNudge(run: (job: string) => void): void;
  /** Called when a write of this process found no room on the disk. */
  onFull(run: () => void): void;
  close(): Promise<void>;
};

/** What an engine brings; the rest is the same for both (open.ts). */
export type EngineDb = Omit<Db, 'onNudge' | 'onFull' | 'sealWith'>;

/** What a reading function takes: both can be read from. */
export type Source = Db | Trx;
