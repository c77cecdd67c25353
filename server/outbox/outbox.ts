/**
 * The only way out. A letter exists when its row is committed, in the transaction of the change that causes it; delivery finds it there.
 */

import { randomUUIDv7 } from 'node:crypto';
import type { KeyType, Lane, Language, RecipientRole, SystemCode } from '../contract/codes.ts';
import { mailType } from '../letters/catalogue.ts';
import { storedAddress } from '../lib/address.ts';
import { type Clock, DAY, HOUR } from '../lib/clock.ts';
import { domainClass } from '../lib/domainClasses.ts';
import { HubError } from '../lib/errors.ts';
import { blindIndex, type KeyRing, seal, sealJson } from '../lib/seal.ts';
import type { Trx } from '../store/db.ts';
import { findLetterByDedupeKey, findLetterIds, insertLetters, type NewLetterRow } from '../store/letters.ts';
import { ensureQueue } from '../store/queues.ts';

export type NewLetter = {
  type: string;
  system: SystemCode;
  /** One, or several that become one mail, one text above the other. */
  languages: readonly Language[];
  role: RecipientRole;
  /** One checked address. */
  to: string;
  /** Values of the type's variables; those the type calls secret are sealed apart and erased once accepted. */
  variables: Readonly<Record<string, unknown>>;
  lane: Lane;
  /** Names the effect: the same key again posts nothing. Contains the cause's id. */
  dedupeKey: string;
  /** Who and what made it: 'key:…', 'reader', 'operator:…', 'clock'; 'event:…', 'form', 'mail'. */
  actor: string;
  cause: string;
  readerId?: number;
  eventId?: number;
  caseId?: number;
  /** The public id, when the caller must know it before; random when absent. */
  publicId?: string;
  /** Letters of one thread leave one after the other. */
  threadKey?: string;
  /** Its place there: that of the letter which it is sent again for. Behind all others when absent. */
  threadSeq?: number;
  /** Public id of a letter of any thread that must be final before this one leaves; it may be one of the same call. */
  after?: string;
  /** Until then it waits for `after` and its thread; then it goes alone. */
  afterUntil?: number;
  /** Ends together with everything else under this key. */
  guardKey?: string;
  keyType?: KeyType;
  reference?: string;
  /** Earliest time; now when absent. */
  notBefore?: number;
  /** End of a link inside: the letter is never sent after it. */
  expiresAt?: number;
  /** Revision of the templates; the current one when absent. A letter sent again names that of the first. */
  revision?: string;
  /** When the row may go; one year after posting when absent. */
  purgeAfter?: number;
};

export type Posted = { publicId: string; id: number; plannedAt: number; posted: boolean };

export type Outbox = {
  /** Posts a letter. The same dedupe key again answers with the first letter and posts nothing. */
  post(trx: Trx, letter: NewLetter): Promise<Posted>;
  /** Posts several with few statements, in order: of one thread, the earlier of the list leaves first. */
  postAll(trx: Trx, letters: readonly NewLetter[]): Promise<Posted[]>;
};

const deadlines = { standard: 72 * HOUR, code: 4 * HOUR };

const splitSecrets = (names: readonly string[], variables: Readonly<Record<string, unknown>>) => {
  const open: Record<string, unknown> = {};
  const secret: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(variables)) (names.includes(name) ? secret : open)[name] = value;
  return { open, secret: Object.keys(secret).length > 0 ? secret : null };
};

/** When delivery gives up: the link's end for mails with a one-time link, else by the type's rule (domain.md, decision 22). */
const deadline = (rule: 'link' | 'code' | 'standard', plannedAt: number, expiresAt?: number): number => {
  const byRule = plannedAt + (rule === 'code' ? deadlines.code : deadlines.standard);
  return expiresAt === undefined ? byRule : Math.min(expiresAt, rule === 'link' ? expiresAt : byRule);
};

/** Rows of one insert; SQLite takes 500 at most. */
const ROWS = 100;

type Parts = { ring: KeyRing; clock: Clock; revision: () => string; mailDomain: string; nudge: () => void };

const rowOf = (p: Parts, letter: NewLetter, now: number): Omit<NewLetterRow, 'queue_id' | 'after_letter'> => {
  const type = mailType(letter.type);
  if (!type.systems.includes(letter.system))
    throw new HubError('letter.wrong-system', { type: letter.type, system: letter.system });
  const plannedAt = Math.max(letter.notBefore ?? now, now);
  const publicId = letter.publicId ?? randomUUIDv7();
  const address = storedAddress(letter.to);
  const { open, secret } = splitSecrets(type.secrets ?? [], letter.variables);
  const place = (column: string) => `letter|${column}|${publicId}`;
  return {
    public_id: publicId,
    type: letter.type,
    revision: letter.revision ?? p.revision(),
    languages: letter.languages.join(','),
    role: letter.role,
    recipient: seal(p.ring, place('recipient'), address.text),
    recipient_index: blindIndex(p.ring, 'email', address.canonical),
    domain: address.domain,
    reader_id: letter.readerId ?? null,
    variables: sealJson(p.ring, place('variables'), open),
    secrets: secret && sealJson(p.ring, place('secrets'), secret, 'secret'),
    thread_key: letter.threadKey ?? null,
    thread_seq: letter.threadSeq ?? 0,
    dedupe_key: letter.dedupeKey,
    guard_key: letter.guardKey ?? null,
    after_until: letter.afterUntil ?? null,
    actor: letter.actor,
    cause: letter.cause,
    system: letter.system,
    key_type: letter.keyType ?? 'live',
    event_id: letter.eventId ?? null,
    case_id: letter.caseId ?? null,
    reference: letter.reference ?? null,
    state: plannedAt > now ? 'planned' : 'waiting',
    created_at: now,
    next_at: plannedAt,
    deadline_at: deadline(type.deadline, plannedAt, letter.expiresAt),
    expires_at: letter.expiresAt ?? null,
    message_id: `<${publicId}@${p.mailDomain}>`,
    purge_after: letter.purgeAfter ?? now + 365 * DAY,
  };
};

export const openOutbox = (p: Parts): Outbox => {
  /** Queues of letters are made once and never removed. */
  const queues = new Map<string, number>();
  const queueOf = async (trx: Trx, letter: NewLetter, domain: string, now: number) => {
    const name = `${letter.lane}:${domainClass(domain)}`;
    const known = queues.get(name);
    if (known !== undefined) return known;
    const id = await ensureQueue(trx, { lane: letter.lane, domainClass: domainClass(domain), now });
    // Only once it is on disk: an undone transaction would take the row with it.
    trx.afterCommit(() => queues.set(name, id));
    return id;
  };
  /** Inserts letters that do not wait for one another's rows; the ids by public id. */
  const insertWave = async (trx: Trx, wave: readonly NewLetter[], ids: Map<string, number>, now: number) => {
    const rows: NewLetterRow[] = [];
    for (const letter of wave) {
      const row = rowOf(p, letter, now);
      rows.push({
        ...row,
        queue_id: await queueOf(trx, letter, row.domain, now),
        after_letter: letter.after === undefined ? null : (ids.get(letter.after) ?? null),
      });
    }
    for (let i = 0; i < rows.length; i += ROWS)
      for (const made of await insertLetters(trx, rows.slice(i, i + ROWS))) ids.set(made.public_id, made.id);
    return rows;
  };
  const answer = async (trx: Trx, row: NewLetterRow, ids: ReadonlyMap<string, number>): Promise<Posted> => {
    const id = ids.get(row.public_id);
    if (id !== undefined) return { publicId: row.public_id, id, plannedAt: row.next_at, posted: true };
    const first = (await findLetterByDedupeKey(trx, row.dedupe_key))!;
    return { publicId: first.public_id, id: first.id, plannedAt: first.next_at, posted: false };
  };
  const postAll = async (trx: Trx, letters: readonly NewLetter[]): Promise<Posted[]> => {
    const now = p.clock.now();
    const inCall = new Set(letters.map((l) => l.publicId));
    const ids = await findLetterIds(
      trx,
      letters.flatMap((l) => (l.after !== undefined && !inCall.has(l.after) ? [l.after] : [])),
    );
    const later = (l: NewLetter) => l.after !== undefined && inCall.has(l.after);
    const rows = new Map<NewLetter, NewLetterRow>();
    for (const wave of [letters.filter((l) => !later(l)), letters.filter(later)]) {
      const made = await insertWave(trx, wave, ids, now);
      for (const [i, letter] of wave.entries()) rows.set(letter, made[i]!);
    }
    const posted: Posted[] = [];
    for (const letter of letters) posted.push(await answer(trx, rows.get(letter)!, ids));
    if (posted.some((one) => one.posted)) trx.afterCommit(p.nudge);
    return posted;
  };
  return {
    postAll,
    post: async (trx, letter) => (await postAll(trx, [letter]))[0]!,
  };
};
