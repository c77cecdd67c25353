/** The cases that one call of events is about: read together, changed in memory, written together. */
import type { RecipientRole } from '../../contract/codes.ts';
import type { Recipient } from '../../contract/eventFields.ts';
import { DAY } from '../../lib/clock.ts';
import { rowId } from '../../lib/token.ts';
import { listUnfinishedOfTypes } from '../../store/caseLetters.ts';
import { type CaseRow, findCase, insertCases, type Realm, takeCases, updateCase } from '../../store/cases.ts';
import type { Trx } from '../../store/db.ts';
import { listEndableTypes } from '../../store/letterEnds.ts';
import { findRulebook } from '../rulebook/index.ts';
import type { EventRule, SystemSettings } from '../rulebook/shape.ts';
import { accountIndex, type CaseFacts, noFacts, openFacts, sealFacts, sealSubject, subjectIndex } from './facts.ts';
import type { Acting, FlowParts } from './parts.ts';
import { Again, type Taking } from './taking.ts';

/** Closed cases and their letters are kept 90 days more; open ones five years after the last event. */
export const KEEP_CASE = 5 * 365 * DAY;

export type OpenCase = {
  row: CaseRow | null;
  publicId: string;
  subject: string;
  index: Buffer;
  facts: CaseFacts;
  closed: boolean;
  playedTo: number | null;
  changed: boolean;
  /** Made in this call: nothing of it can be in the database but what the call wrote. */
  fresh: boolean;
  /** Types of its letters and chains that an event could end, of this call or before. */
  endable: Set<string>;
  /** Unfinished letters of this call or before, newest by type. */
  unfinished: Map<string, string>;
};

export type Call = {
  p: FlowParts;
  acting: Acting;
  realm: Realm;
  settings: SystemSettings;
  now: number;
  /** By subject. */
  cases: Map<string, OpenCase>;
  /** Who stands behind accounts that cases of the call name, by account. */
  accounts: Map<string, Recipient>;
};

export const openCase = (call: Call, subject: string): OpenCase => {
  const known = call.cases.get(subject);
  if (known) return known;
  const fresh: OpenCase = {
    row: null,
    publicId: rowId(),
    subject,
    index: subjectIndex(call.p.ring, { system: call.acting.system, realm: call.realm, subject }),
    facts: noFacts,
    closed: false,
    playedTo: null,
    changed: false,
    fresh: false,
    endable: new Set(),
    unfinished: new Map(),
  };
  call.cases.set(subject, fresh);
  return fresh;
};

/** Types that rules of these events wait for. */
const awaitedTypes = (rules: readonly EventRule[]) => [
  ...new Set(rules.flatMap((rule) => rule.letters.flatMap((l) => (l.after ? [l.after] : [])))),
];

/** Reads what is known of all cases of the call. */
export const loadCases = async (trx: Trx, call: Call, rules: readonly EventRule[]): Promise<void> => {
  const all = [...call.cases.values()];
  const rows: CaseRow[] = [];
  for (let i = 0; i < all.length; i += 500)
    rows.push(
      ...(await takeCases(trx, {
        system: call.acting.system,
        realm: call.realm,
        subjects: all.slice(i, i + 500).map((c) => c.index),
      })),
    );
  if (rows.length === 0) return;
  const byIndex = new Map(all.map((open) => [open.index.toString('hex'), open]));
  const byId = new Map<number, OpenCase>();
  for (const row of rows) {
    const open = byIndex.get(row.subject_index.toString('hex'))!;
    Object.assign(open, {
      row,
      publicId: row.public_id,
      facts: openFacts(call.p.ring, row),
      closed: row.state === 'closed',
      playedTo: row.played_to,
    });
    byId.set(row.id, open);
  }
  const ids = rows.map((row) => row.id);
  for (const letter of await listUnfinishedOfTypes(trx, ids, awaitedTypes(rules)))
    byId.get(letter.case_id)!.unfinished.set(letter.type, letter.public_id);
  const ended = rules.flatMap((rule) => (rule.ends ?? []).flatMap((end) => end.types));
  for (const found of await listEndableTypes(trx, ids, [...new Set(ended)]))
    byId.get(found.case_id)!.endable.add(found.type);
};

/** Reads the people of accounts whose own case is not among those of the call. */
export const loadAccounts = async (trx: Trx, call: Call, takings: readonly Taking[]): Promise<void> => {
  const named = [
    ...takings.map((taking) => taking.event.account),
    ...[...call.cases.values()].map((open) => open.facts.account),
  ];
  const { system } = call.acting;
  for (const account of new Set(named)) {
    if (account === undefined || call.cases.has(account)) continue;
    const subject = subjectIndex(call.p.ring, { system, realm: call.realm, subject: account });
    const row = await findCase(trx, { system, realm: call.realm, subject });
    const holder = row && openFacts(call.p.ring, row).recipients.holder;
    if (holder) call.accounts.set(account, holder);
  }
};

/** Who stands behind an account, and the role that he has in cases of the system. */
export const accountOf = (
  call: Call,
  account: string | undefined,
): { role: RecipientRole; recipient: Recipient } | null => {
  if (account === undefined) return null;
  const recipient = call.cases.get(account)?.facts.recipients.holder ?? call.accounts.get(account);
  return recipient ? { role: findRulebook(call.acting.system)!.accountRole, recipient } : null;
};

const accountColumn = (call: Call, open: OpenCase): Buffer | null =>
  open.facts.account === undefined
    ? null
    : accountIndex(call.p.ring, { system: call.acting.system, realm: call.realm, account: open.facts.account });

const caseRow = (call: Call, open: OpenCase): Omit<CaseRow, 'id'> => ({
  public_id: open.publicId,
  system: call.acting.system,
  realm: call.realm,
  subject: sealSubject(call.p.ring, open.publicId, open.subject),
  subject_index: open.index,
  account_index: accountColumn(call, open),
  facts: sealFacts(call.p.ring, open.publicId, open.facts),
  state: 'open',
  reason: null,
  played_to: null,
  created_at: call.now,
  changed_at: call.now,
  closed_at: null,
  actor: call.acting.actor,
  cause: 'event',
  purge_after: call.now + KEEP_CASE,
});

export const saveCases = async (trx: Trx, call: Call): Promise<void> => {
  const all = [...call.cases.values()];
  const fresh = all.filter((c) => !c.row);
  for (let i = 0; i < fresh.length; i += 100) {
    const some = fresh.slice(i, i + 100).map((open) => ({ open, row: caseRow(call, open) }));
    const inserted = await insertCases(
      trx,
      some.map(({ row }) => row),
    );
    const made = new Map(inserted.map((m) => [m.public_id, m.id]));
    for (const { open, row } of some) {
      const id = made.get(row.public_id);
      if (id === undefined) throw new Again();
      open.row = { ...row, id };
      open.fresh = true;
    }
  }
  for (const open of all)
    if (!fresh.includes(open) && open.changed)
      await updateCase(trx, open.row!.id, {
        facts: sealFacts(call.p.ring, open.publicId, open.facts),
        account_index: accountColumn(call, open),
        changed_at: call.now,
        ...(open.closed ? {} : { purge_after: call.now + KEEP_CASE }),
      });
};
