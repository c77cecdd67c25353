/**
 * What a worker has in hand, noted in a small file before each risky step, so that after its death the row that killed it is known
 * and not every row that happened to be leased. The page cache outlives `kill -9`; nothing here has to outlive a power cut.
 */
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** `making`: the text is being made, a crash is the row's fault. `sending`: it may have left. */
export type CrumbPhase = 'making' | 'sending';
export type Crumb = { phase: CrumbPhase; letter?: number; bulletin?: number; reader?: number };

const SLOT = 64;
const SLOTS = 64;

export type Crumbs = {
  /** Notes what connection `slot` has in hand; null when it is done. */
  drop(slot: number, crumb: Crumb | null): void;
  /** Begins a new file after somebody took the old one for a dead worker's; what was noted is theirs. */
  renew(): void;
  /** Takes the file away: nothing is in hand. */
  clear(): void;
};

const path = (folder: string, worker: string) => join(folder, `${worker}.crumbs`);
const blank = Buffer.alloc(SLOT, 32);

export const openCrumbs = (folder: string, worker: string): Crumbs => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = path(folder, worker);
  /** With room for the usual connections at once: on a full disk a note can still be written over another. */
  const open = () => {
    const opened = openSync(file, 'w', 0o600);
    writeSync(opened, Buffer.alloc(SLOT * SLOTS, 32));
    return opened;
  };
  let handle = open();
  return {
    drop(slot, crumb) {
      const bytes = crumb ? Buffer.from(`${JSON.stringify(crumb).padEnd(SLOT - 1)}\n`) : blank;
      writeSync(handle, bytes, 0, SLOT, slot * SLOT);
    },
    renew() {
      const old = handle;
      handle = open();
      closeSync(old);
    },
    clear() {
      closeSync(handle);
      rmSync(file, { force: true });
    },
  };
};

/** What a dead worker of this machine had in hand; null when there is no note (it ran elsewhere). */
export const readCrumbs = (folder: string, worker: string): Crumb[] | null => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path(folder, worker));
  } catch {
    return null;
  }
  const crumbs: Crumb[] = [];
  for (let at = 0; at < bytes.length; at += SLOT) {
    const text = bytes
      .toString('latin1', at, at + SLOT)
      .replaceAll('\0', '')
      .trim();
    if (text) crumbs.push(JSON.parse(text) as Crumb);
  }
  return crumbs;
};

/** Workers of this machine that left a note behind. */
export const listCrumbs = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.crumbs'))
      .map((name) => name.slice(0, -'.crumbs'.length));
  } catch {
    return [];
  }
};

export const sweepCrumbs = (folder: string, worker: string): void => rmSync(path(folder, worker), { force: true });
