/** One-time links to people of the console: invitation and password reset, 24 hours each, by mail. */
import { DAY, HOUR } from '../../lib/clock.ts';
import { invalid, refused } from '../../lib/errors.ts';
import { limitKey, sealJson, tokenHash, unsealJson } from '../../lib/seal.ts';
import { publicId, randomToken } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Source, Trx } from '../../store/db.ts';
import {
  endSessions,
  findOperator,
  findOperatorByEmail,
  type OperatorRow,
  rolesOf,
  updateOperator,
} from '../../store/people.ts';
import { addUse, listUses, lockUses } from '../../store/rateUses.ts';
import { findToken, insertToken, type TokenRow, useToken } from '../../store/tokens.ts';
import { tellSecurity } from './notices.ts';
import { consoleUrl, emailIndex, type From, needsFactor, type OperatorParts, openPerson } from './parts.ts';
import { hashPassword, passwordFaults } from './passwords.ts';
import { startSession } from './sessions.ts';

const LINK_VALID = DAY;
/** Reset mails to one address in an hour. */
const RESETS = 3;

/** `index`: the blind index of the address in hex, empty for what is no address. */
export type ResetWish = { index: string };

type Purpose = 'staffInvitation' | 'staffPasswordReset';
/** `password`: the stored password when the link was made, so that one reset ends the other links. */
type Payload = { operator: string; password: string | null };

const makeLink = async (
  trx: Trx,
  p: OperatorParts,
  row: Pick<OperatorRow, 'public_id' | 'password_hash'>,
  purpose: Purpose,
) => {
  const token = randomToken();
  const now = p.clock.now();
  const id = publicId();
  const payload: Payload = { operator: row.public_id, password: row.password_hash?.slice(-12) ?? null };
  await insertToken(trx, {
    public_id: id,
    purpose,
    hash: tokenHash(p.ring, purpose, token),
    reader_id: null,
    payload: sealJson(p.ring, `token|payload|${id}`, payload),
    created_at: now,
    expires_at: now + LINK_VALID,
    purge_after: now + 2 * LINK_VALID,
  });
  return { id, token, expiresAt: now + LINK_VALID };
};

/** Posts the invitation; answers the link for the command line. */
export const postInvitation = async (
  trx: Trx,
  p: OperatorParts,
  row: Pick<OperatorRow, 'public_id' | 'password_hash' | 'language' | 'email' | 'name'>,
  actor: string,
): Promise<string> => {
  const link = await makeLink(trx, p, row, 'staffInvitation');
  const url = consoleUrl(p, `invitation/${link.token}`);
  await p.outbox.post(trx, {
    type: 'staff-invitation',
    system: 'staff',
    languages: [row.language],
    role: 'operator',
    to: openPerson(p.ring, row as OperatorRow).email,
    variables: { invitation_url: url, expires_at: link.expiresAt },
    lane: 'transactional',
    dedupeKey: `staff-invitation:${link.id}`,
    actor,
    cause: 'form',
    expiresAt: link.expiresAt,
  });
  return url;
};

const findLink = async (
  source: Source,
  p: OperatorParts,
  token: string,
  purpose: Purpose,
): Promise<{ link: TokenRow; row: OperatorRow }> => {
  const link = await findToken(source, tokenHash(p.ring, purpose, token));
  if (link?.purpose !== purpose || link.used_at !== null || link.expires_at <= p.clock.now())
    throw refused('link.ended');
  const payload = unsealJson<Payload>(p.ring, `token|payload|${link.public_id}`, link.payload);
  const row = await findOperator(source, payload.operator);
  const wanted = purpose === 'staffInvitation' ? 'invited' : 'active';
  if (row?.state !== wanted || (row.password_hash?.slice(-12) ?? null) !== payload.password)
    throw refused('link.ended');
  return { link, row };
};

/** Sends a reset link when somebody active has the address; every request stands in the audit log. */
export const decideReset = async (trx: Trx, p: OperatorParts, wish: ResetWish): Promise<string> => {
  const row = wish.index === '' ? undefined : await findOperatorByEmail(trx, Buffer.from(wish.index, 'hex'));
  await appendAudit(trx, {
    at: p.clock.now(),
    actor: 'sign-in',
    action: 'operator.ask-reset',
    object: row ? `operator:${row.public_id}` : 'operator:none',
  });
  if (row?.state !== 'active') return 'nobody';
  const link = await makeLink(trx, p, row, 'staffPasswordReset');
  await p.outbox.post(trx, {
    type: 'staff-password-reset',
    system: 'staff',
    languages: [row.language],
    role: 'operator',
    to: openPerson(p.ring, row).email,
    variables: { reset_url: consoleUrl(p, `reset/${link.token}`), expires_at: link.expiresAt },
    lane: 'transactional',
    dedupeKey: `staff-password-reset:${link.id}`,
    actor: `operator:${row.public_id}`,
    cause: 'form',
    expiresAt: link.expiresAt,
  });
  return 'sent';
};

const checkNewPassword = (password: string, email: string) => {
  const faults = passwordFaults(password, email);
  if (faults.length > 0) throw invalid(faults);
};

export const links = (
  p: OperatorParts & { requests: { accept(trx: Trx, kind: 'staff-reset', wish: ResetWish): Promise<void> } },
) => ({
  /** Whom an invitation is for. Looking uses nothing up: mail scanners open links. Errors: `link.ended`. */
  async lookAtInvitation(token: string) {
    const { row } = await findLink(p.db, p, token, 'staffInvitation');
    const roles = rolesOf(row);
    return { ...openPerson(p.ring, row), language: row.language, roles, needsFactor: needsFactor(p, roles) };
  },

  /** Takes the invitation and signs in. Errors: `link.ended`, `input.invalid`. */
  async acceptInvitation(
    token: string,
    input: { password: string; language: 'ja' | 'en' },
    from: From,
  ): Promise<string> {
    const found = await findLink(p.db, p, token, 'staffInvitation');
    checkNewPassword(input.password, openPerson(p.ring, found.row).email);
    const password = await hashPassword(input.password);
    return p.db.write(async (trx) => {
      const now = p.clock.now();
      const { link, row } = await findLink(trx, p, token, 'staffInvitation');
      if (!(await useToken(trx, link.id, now))) throw refused('link.ended');
      await updateOperator(trx, row.id, {
        password_hash: password,
        state: 'active',
        language: input.language,
        changed_at: now,
      });
      await appendAudit(trx, {
        at: now,
        actor: `operator:${row.public_id}`,
        action: 'operator.accept-invitation',
        object: `operator:${row.public_id}`,
      });
      return startSession(trx, p, row, from);
    });
  },

  /**
   * Takes a request for a reset link: counted and written down alike for everybody, and decided a moment later, so that neither the answer
   * nor its time tells who has an account.
   */
  async askReset(email: string): Promise<void> {
    const index = emailIndex(p.ring, email);
    const who = limitKey(p.ring, 'staff-reset', index?.toString('hex') ?? email.trim().toLowerCase());
    await p.db.write(async (trx) => {
      const now = p.clock.now();
      await lockUses(trx, who);
      const used = (await listUses(trx, 'staff-reset', who, now - HOUR)).reduce((n, use) => n + use.used, 0);
      if (used >= RESETS) return;
      await addUse(trx, { scope: 'staff-reset', who, window: now, purgeAfter: now + 2 * HOUR });
      await p.requests.accept(trx, 'staff-reset', { index: index?.toString('hex') ?? '' });
    });
  },

  /** A new password; every session ends, the second factor stays. Errors: `link.ended`, `input.invalid`. */
  async reset(token: string, input: { password: string }, from: From): Promise<void> {
    const found = await findLink(p.db, p, token, 'staffPasswordReset');
    checkNewPassword(input.password, openPerson(p.ring, found.row).email);
    const password = await hashPassword(input.password);
    await p.db.write(async (trx) => {
      const now = p.clock.now();
      const { link, row } = await findLink(trx, p, token, 'staffPasswordReset');
      if (!(await useToken(trx, link.id, now))) throw refused('link.ended');
      await updateOperator(trx, row.id, { password_hash: password, misses: 0, locked_until: null, changed_at: now });
      await endSessions(trx, { operatorId: row.id, now });
      await appendAudit(trx, {
        at: now,
        actor: `operator:${row.public_id}`,
        action: 'operator.reset-password',
        object: `operator:${row.public_id}`,
      });
      await tellSecurity(trx, p, { row, event: 'password', from, key: link.public_id });
    });
  },
});
