/**
 * The list of erasures: outside the database and its backups, so that what is restored can be erased again. A line is a time and the keyed
 * index of an address, never the address; lines end when no backup from before them is kept any more.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** `at`: epoch milliseconds. `index`: hex. */
export type Erasure = { at: number; index: string };

const isErasure = (value: unknown): value is Erasure =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Erasure).at === 'number' &&
  /^[0-9a-f]{36}$/.test((value as Erasure).index);

/** A line that a power cut tore is left out: its erasure was not begun. */
const parse = (line: string): Erasure[] => {
  try {
    const value: unknown = JSON.parse(line);
    return isErasure(value) ? [{ at: value.at, index: value.index }] : [];
  } catch {
    return [];
  }
};

export const readErasures = async (file: string): Promise<Erasure[]> => {
  const text = await readFile(file, 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').filter(Boolean).flatMap(parse);
};

/** Adds one line; on disk when this resolves, and before anything is erased. */
export const addErasure = async (file: string, erasure: Erasure): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const at = await open(file, 'a', 0o600);
  try {
    await at.write(`\n${JSON.stringify(erasure)}\n`);
    await at.sync();
  } finally {
    await at.close();
  }
};

/** Forgets lines before an instant: no backup is that old. */
export const forgetErasures = async (file: string, before: number): Promise<void> => {
  const lines = await readErasures(file);
  const kept = lines.filter((line) => line.at >= before);
  if (kept.length === lines.length) return;
  const beside = `${file}.new`;
  const at = await open(beside, 'w', 0o600);
  try {
    await at.write(kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
    await at.sync();
  } finally {
    await at.close();
  }
  await rename(beside, file);
};
