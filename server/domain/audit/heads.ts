/**
 * Heads of the audit log kept outside the database: a line of a file for each day, signed, and the same by mail when somebody is named.
 * A log whose end was cut off, that was emptied, or that was put back to an older state does not fit them any more.
 */
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { KeyRing } from '../../lib/seal.ts';
import { isSigned, publicKeyOf, signText } from '../../lib/sign.ts';
import { type AuditMark, findAuditHash, PURGED } from '../../store/auditChain.ts';
import type { Source } from '../../store/db.ts';
import { findKept } from '../../store/keptFacts.ts';

/** `restored`: the database was restored from a backup with so many lines; heads of later lines that stand before this one mean nothing. */
export type AuditHead = {
  at: string;
  seq: number;
  hash: string;
  restored?: number;
  key: number;
  signature: string;
};

const signed = ({ at, seq, hash, restored }: Omit<AuditHead, 'key' | 'signature'>): string =>
  `fumibako audit head|${at}|${seq}|${hash}|${restored ?? ''}`;

export const makeHead = (
  ring: KeyRing,
  head: { at: number; seq: number; hash: string; restored?: number },
): AuditHead => {
  const said = { ...head, at: new Date(head.at).toISOString() };
  return { ...said, key: ring.current, signature: signText(ring, signed(said)) };
};

/** What goes out by mail: enough to check the signature anywhere. */
export const headLines = (ring: KeyRing, head: AuditHead): string[] => [
  'The newest line of the audit log. Keep this mail: `hub audit verify --head FILE` compares it with the log.',
  '監査ログのいちばん新しい行です。このメールを残してください。',
  '',
  JSON.stringify(head),
  '',
  publicKeyOf(ring),
];

const isHead = (value: unknown): value is AuditHead => {
  const { at, seq, hash, key, signature } = (value ?? {}) as Partial<AuditHead>;
  return (
    typeof at === 'string' &&
    Number.isInteger(seq) &&
    typeof hash === 'string' &&
    Number.isInteger(key) &&
    typeof signature === 'string'
  );
};

/** A line that a power cut tore is left out. Nothing where there is no file yet. */
export const readHeads = async (file: string): Promise<AuditHead[]> => {
  const text = await readFile(file, 'utf8').catch((error: { code?: string }) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isHead(value) ? [value] : [];
    } catch {
      return [];
    }
  });
};

export const addHead = async (file: string, head: AuditHead): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const at = await open(file, 'a', 0o600);
  try {
    await at.write(`\n${JSON.stringify(head)}\n`);
    await at.sync();
  } finally {
    await at.close();
  }
};

/** The first number that heads kept outside know otherwise; null when all fit. A head whose signature is not ours counts as one that does not. */
export const findOtherwise = async (
  source: Source,
  ring: KeyRing,
  heads: readonly AuditHead[],
): Promise<number | null> => {
  const purged = (await findKept<AuditMark>(source, PURGED))?.seq ?? 0;
  const restored = heads.findLastIndex((head) => head.restored !== undefined);
  const bound = restored < 0 ? Number.POSITIVE_INFINITY : heads[restored]!.restored!;
  for (const [n, head] of heads.entries()) {
    if (head.seq <= purged || (n < restored && head.seq > bound)) continue;
    // The pair of a key that has gone cannot be made any more; its hash still has to fit.
    const ours = !ring.knows(head.key) || isSigned(ring, head.key, signed(head), head.signature);
    if (!ours || (await findAuditHash(source, head.seq)) !== head.hash) return head.seq;
  }
  return null;
};
