/** What must hold after every bad day. Each answers with sentences; none means kept. */
import { verifyCounts } from '../../../server/delivery/expand.ts';
import type { Db } from '../../../server/store/db.ts';
import type { LetterRow } from '../../../server/store/letters.ts';
import type { Deeds } from './deeds.ts';
import type { Copy, SimRelay } from './relay.ts';

type Recipient = { bulletin_id: number; reader_id: number; state: string };
type Seen = { db: Db; relay: SimRelay; deeds: Deeds; readers: readonly string[] };

/** Nobody is there. */
export const REFUSED = 'reader7@example.org';
/** A switch, a pause or an end is known to a healthy process this soon. */
const KNOWN_MS = 2500;
const HOUR = 3_600_000;
const finals = new Set([
  'accepted',
  'refused',
  'bounced',
  'unknown',
  'failed',
  'expired',
  'cancelled',
  'suppressed',
  'withdrawn',
]);

const byMessage = (copies: readonly Copy[]) => Map.groupBy(copies, (copy) => copy.messageId);

/** Every letter that was acknowledged is there and has ended, and what its row says is what the relay knows. */
const lettersKept = async ({ db, relay, deeds }: Seen): Promise<string[]> => {
  const rows = (await db.knex('letter')) as LetterRow[];
  const sent = byMessage(relay.copies);
  const wrong: string[] = [];
  const known = new Set(rows.map((row) => row.public_id));
  for (const id of deeds.letters.keys()) if (!known.has(id)) wrong.push(`letter ${id} was acknowledged and is lost`);
  for (const row of rows) {
    const copies = sent.get(row.message_id) ?? [];
    if (!finals.has(row.state)) wrong.push(`letter ${row.id} has not ended: ${row.state}, next ${row.next_at}`);
    if (row.state === 'accepted' && !copies.some((c) => c.arrived > 0))
      wrong.push(`letter ${row.id} is accepted, and nobody has it`);
    if (row.state === 'cancelled' && row.case_id === null) wrong.push(`letter ${row.id} was cancelled by nobody`);
    if (row.state === 'unknown' && !row.type.includes('password'))
      wrong.push(`letter ${row.id} was given up as unknown`);
    if (['failed', 'suppressed', 'bounced', 'expired'].includes(row.state))
      wrong.push(`letter ${row.id} ended as ${row.state}: ${row.reason}`);
  }
  return wrong;
};

/** Everybody of an audience has one row that has ended as it should, and the counters are the rows. */
const readersKept = async ({ db, relay, deeds, readers }: Seen): Promise<string[]> => {
  const wrong = (await verifyCounts(db)).map((one) => `counters differ: ${JSON.stringify(one)}`);
  const emails = new Map(
    (await db.knex('reader').orderBy('id').select('id')).map((r: { id: number }, i: number) => [r.id, readers[i]!]),
  );
  for (const [id, deed] of deeds.bulletins) {
    const bulletin = await db.knex('bulletin').where({ id }).first();
    const rows: Recipient[] = await db.knex('bulletin_recipient').where({ bulletin_id: id });
    const end = deed.cancelled === null ? 'finished' : 'cancelled';
    if (bulletin.state !== end && !(deed.cancelled !== null && bulletin.state === 'finished'))
      wrong.push(`bulletin ${id} is ${bulletin.state} and not ${end}`);
    const asked = new Set(rows.map((r) => emails.get(r.reader_id)!));
    // Whom the relay refuses for good is asked by the first bulletin, and left out by those that are written out later.
    const missing = readers.filter((email) => !asked.has(email) && email !== REFUSED);
    if (missing.length > 0 || asked.size !== rows.length)
      wrong.push(`bulletin ${id} has ${rows.length} rows and lacks ${missing.join()}`);
    const has = new Set(
      relay.copies.filter((c) => c.arrived > 0 && deed.messageIds.test(c.messageId)).map((c) => c.to),
    );
    for (const row of rows) {
      if (!finals.has(row.state)) wrong.push(`reader ${row.reader_id} of ${id} has not ended: ${row.state}`);
      if (row.state === 'accepted' && !has.has(emails.get(row.reader_id)!))
        wrong.push(`reader ${row.reader_id} of ${id} is accepted, and has nothing`);
      if (row.state === 'cancelled' && bulletin.state !== 'cancelled')
        wrong.push(`reader ${row.reader_id} of ${id} was cancelled by nobody`);
      const gone = row.state === 'suppressed' && emails.get(row.reader_id) === REFUSED;
      if (['failed', 'unknown', 'expired', 'suppressed', 'withdrawn'].includes(row.state) && !gone)
        wrong.push(`reader ${row.reader_id} of ${id} ended as ${row.state}`);
    }
  }
  return wrong;
};

/** A blow that may have kept this process from writing down what became of a copy. */
const excused = (copy: Copy, deeds: Deeds): boolean =>
  copy.heard !== 'accepted' ||
  deeds.blows.some((b) => (b.proc === null || b.proc === copy.proc) && b.to >= copy.at && b.from <= copy.at + 20_000);

/** A second copy has a reason outside: an answer that was lost, or a blow between the answer and its record. */
const doublesBound = ({ relay, deeds }: Seen): string[] => {
  const wrong: string[] = [];
  for (const [id, copies] of byMessage(relay.copies)) {
    if (new Set(copies.map((c) => c.to)).size > 1) wrong.push(`${id} went to several addresses`);
    for (const [i, copy] of copies.slice(0, -1).entries())
      if (!excused(copy, deeds))
        wrong.push(
          `${id} left again at ${Math.round(copies[i + 1]!.at)} by ${copies[i + 1]!.proc.name} after it was accepted at ${Math.round(copy.at)} from ${copy.proc.name}`,
        );
  }
  return wrong;
};

/** A one-time code that may have arrived is never sent again. */
const codesOnce = async ({ db, relay }: Seen): Promise<string[]> => {
  const sent = byMessage(relay.copies);
  const codes = ((await db.knex('letter')) as LetterRow[]).filter((row) => row.type === 'app-inquiry-password');
  return codes.flatMap((row) => {
    const copies = sent.get(row.message_id) ?? [];
    const again = copies.slice(0, -1).find((c) => c.heard !== 'deferred' && c.heard !== 'refused');
    return again
      ? [`code ${row.id} left again after it may have arrived (${again.heard} at ${Math.round(again.at)})`]
      : [];
  });
};

/** Nothing leaves after its end: cancelled, paused, held, closed, too late. */
const endsKept = async ({ db, relay, deeds }: Seen): Promise<string[]> => {
  const wrong: string[] = [];
  /** Whoever stands still or cannot read does not know of an end; it knows soon after. */
  const knows = (copy: Copy, since: number) =>
    copy.at > since + KNOWN_MS &&
    !deeds.blows.some((b) => (b.proc === null || b.proc === copy.proc) && b.from <= copy.at && b.to >= since);
  const letters = new Map(((await db.knex('letter')) as LetterRow[]).map((row) => [row.message_id, row]));
  const closedCases = new Map<number, number>();
  for (const row of await db.knex('case_file').catch(() => []))
    if (row.state === 'closed') closedCases.set(row.id, row.changed_at);
  for (const copy of relay.copies) {
    for (const [id, deed] of deeds.bulletins) {
      if (!deed.messageIds.test(copy.messageId)) continue;
      if (deed.cancelled !== null && knows(copy, deed.cancelled))
        wrong.push(
          `${copy.messageId} left ${Math.round(copy.at - deed.cancelled)} ms after bulletin ${id} was cancelled`,
        );
      for (const stop of deed.stopped)
        if (copy.at < stop.to && knows(copy, stop.from))
          wrong.push(`${copy.messageId} left while bulletin ${id} was paused`);
    }
    const letter = letters.get(copy.messageId);
    if (!letter) continue;
    for (const hold of deeds.held)
      if (copy.at < hold.to && knows(copy, hold.from)) wrong.push(`letter ${letter.id} left while its lane was held`);
    if (copy.wall > letter.deadline_at + 60_000) wrong.push(`letter ${letter.id} left after its deadline`);
  }
  return wrong;
};

/** Reminders of a chain: each once, none early, none of a case that is closed. */
const chainsKept = async ({ db, relay, deeds }: Seen): Promise<string[]> => {
  const wrong: string[] = [];
  const letters = (await db.knex('letter').orderBy('id')) as LetterRow[];
  const sent = byMessage(relay.copies);
  const chains: { id: number; public_id: string; state: string; anchor_at: number | null }[] = await db.knex('chain');
  const closed = deeds.cases.length > 0 && deeds.closed.size === deeds.cases.length;
  if (deeds.cases.length > 0 && chains.length !== deeds.cases.length)
    wrong.push(`${deeds.cases.length} cases have ${chains.length} chains`);
  for (const chain of chains) {
    const reminders = letters.filter((l) => l.cause === `chain:${chain.public_id}`);
    if (closed && reminders.some((l) => sent.has(l.message_id)))
      wrong.push(`chain ${chain.id} reminds of a closed case`);
    if (!closed && reminders.length !== 1)
      wrong.push(`chain ${chain.id} has ${reminders.length} reminders and not 1 (${chain.state})`);
    for (const l of reminders)
      for (const copy of sent.get(l.message_id) ?? [])
        if (chain.anchor_at === null || copy.wall < chain.anchor_at + 7 * 24 * HOUR - 1000)
          wrong.push(`reminder ${l.id} left early`);
    if (chain.state === 'running' || chain.state === 'waiting') wrong.push(`chain ${chain.id} is still ${chain.state}`);
  }
  return wrong;
};

/** Nothing in hand of anybody. */
const nothingLeft = async ({ db }: Seen): Promise<string[]> => {
  const open = await db.knex('outcome').whereNull('applied_at').count({ n: '*' }).first();
  return Number(open!.n) > 0 ? [`${open!.n} outcomes are not applied`] : [];
};

export const invariants = { lettersKept, readersKept, doublesBound, codesOnce, endsKept, chainsKept, nothingLeft };
export const check = async (seen: Seen): Promise<string[]> => {
  const wrong: string[] = [];
  for (const [name, invariant] of Object.entries(invariants))
    for (const sentence of await invariant(seen)) wrong.push(`${name}: ${sentence}`);
  return wrong;
};
