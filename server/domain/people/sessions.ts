/** Sessions: 30 minutes without a sign of life, 12 hours at the most; listed, ended, and asked again before acts that weigh. */
import { DAY, HOUR, MINUTE } from '../../lib/clock.ts';
import { notFound, refused } from '../../lib/errors.ts';
import { seal, tokenHash, unseal } from '../../lib/seal.ts';
import { publicId, randomToken } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Trx } from '../../store/db.ts';
import {
  endSessions,
  findOperatorById,
  findSession,
  findSessionByPublicId,
  insertSession,
  listLatestSessions,
  listSessions,
  type OperatorRow,
  rolesOf,
  type SessionRow,
  updateOperator,
  updateSession,
} from '../../store/people.ts';
import { tellSecurity } from './notices.ts';
import {
  countMiss,
  type From,
  factorOf,
  hasFactor,
  type OperatorParts,
  openPerson,
  takeForJudging,
  type Who,
} from './parts.ts';
import { readyFor } from './passkeyProof.ts';
import { checkPassword } from './passwords.ts';
import { checkProof, isEmpty, type Proof, type Ways, waysOf } from './proof.ts';

export const IDLE = 30 * MINUTE;
export const LONGEST = 12 * HOUR;
/** How long a password or code typed again counts. */
export const FRESH = 10 * MINUTE;
const KEEP = 90 * DAY;
/** So many of the last sessions tell which devices are known. */
const REMEMBERED = 30;

const networkOf = (p: OperatorParts, row: SessionRow): string =>
  row.network === null ? '' : unseal(p.ring, `operator_session|network|${row.public_id}`, row.network);

/** Starts a session in the transaction that let the person in; says so by mail when device or place are new. Answers the cookie's token. */
export const startSession = async (
  trx: Trx,
  p: OperatorParts,
  operator: OperatorRow,
  from: From,
  way: SessionRow['way'] = 'password',
): Promise<string> => {
  const token = randomToken();
  const now = p.clock.now();
  const id = publicId();
  const agent = from.agent.slice(0, 200);
  const before = await listLatestSessions(trx, operator.id, REMEMBERED);
  const known = before.some((s) => s.agent === agent && networkOf(p, s) === from.network);
  await insertSession(trx, {
    public_id: id,
    hash: tokenHash(p.ring, 'session', token),
    operator_id: operator.id,
    created_at: now,
    seen_at: now,
    expires_at: now + LONGEST,
    confirmed_at: now,
    network: seal(p.ring, `operator_session|network|${id}`, from.network),
    agent,
    purge_after: now + KEEP,
    way,
  });
  if (before.length > 0 && !known) await tellSecurity(trx, p, { row: operator, event: 'sign-in', from, key: id });
  return token;
};

const factorHere = (p: OperatorParts, session: SessionRow, row: OperatorRow): Who['factor'] => {
  if (hasFactor(row)) return 'set';
  if (session.way === 'demo') return 'none';
  return session.way === 'oidc-mfa' ? 'provider' : factorOf(p, row);
};

export const sessions = (p: OperatorParts) => ({
  /**
   * The person behind a session cookie; null when it has ended, was idle for 30 minutes or lasted 12 hours.
   * `quiet`: a question that a screen asks by itself does not keep the session alive.
   */
  async whoIs(token: string, how: { quiet: boolean } = { quiet: false }): Promise<Who | null> {
    const session = await findSession(p.db, tokenHash(p.ring, 'session', token));
    const now = p.clock.now();
    if (!session || session.expires_at <= now || session.seen_at + IDLE <= now) return null;
    const row = await findOperatorById(p.db, session.operator_id);
    if (row?.state !== 'active') return null;
    // Once a minute is exact enough for half an hour, and spares a write for every click.
    const touches = !how.quiet && now - session.seen_at > MINUTE;
    if (touches) await p.db.write((trx) => updateSession(trx, session.id, { seen_at: now }));
    return {
      actor: `operator:${row.public_id}`,
      id: row.id,
      publicId: row.public_id,
      ...openPerson(p.ring, row),
      language: row.language,
      colour: row.colour,
      roles: rolesOf(row),
      bureaus: JSON.parse(row.bureaus) as string[],
      factor: factorHere(p, session, row),
      hasApp: row.totp_secret !== null,
      hasPassword: row.password_hash !== null,
      summary: row.summary_since !== null,
      session: touches ? { ...session, seen_at: now } : session,
    };
  },

  signOut: (who: Who) => p.db.write((trx) => updateSession(trx, who.session.id, { ended_at: p.clock.now() })),

  /** Made-up people of a demo have nothing that they could be asked for. */
  isFresh: (who: Who): boolean =>
    who.session.way === 'demo' || p.clock.now() - (who.session.confirmed_at ?? 0) <= FRESH,

  /** How the second factor may be shown once more; a passkey is asked for by what the browser needs. */
  async waysToConfirm(who: Who): Promise<Ways> {
    const row = (await findOperatorById(p.db, who.id))!;
    await readyFor(row);
    return p.db.write((trx) => waysOf(trx, p, row));
  },

  /** The password, a code or a passkey once more, before an act that weighs. Errors: `confirm.wrong`, `sign-in.locked`. */
  async confirm(who: Who, given: Proof & { password?: string | undefined }): Promise<void> {
    const row = (await findOperatorById(p.db, who.id))!;
    await readyFor(row);
    const byPassword = given.password ? await checkPassword(given.password, row.password_hash) : false;
    const right = await p.db.write(async (trx) => {
      const now = p.clock.now();
      const fresh = (await takeForJudging(trx, who.id, now))!;
      const known = byPassword && fresh.password_hash === row.password_hash;
      const good = known || (!isEmpty(given) && (await checkProof(trx, p, fresh, given)));
      if (good) await updateSession(trx, who.session.id, { confirmed_at: now });
      else await countMiss(trx, fresh, now);
      return good;
    });
    if (!right) throw refused('confirm.wrong');
  },

  /** Sessions that live, the newest sign of life first. */
  async list(operatorId: number, current?: number) {
    const now = p.clock.now();
    return (await listSessions(p.db, operatorId))
      .filter((s) => s.expires_at > now && s.seen_at + IDLE > now)
      .map((s) => ({
        id: s.public_id,
        current: s.id === current,
        startedAt: s.created_at,
        seenAt: s.seen_at,
        endsAt: s.expires_at,
        agent: s.agent ?? '',
        network: networkOf(p, s),
      }));
  },

  /** Ends one of the own sessions. Errors: `not.found`. */
  async endOwn(who: Who, id: string): Promise<void> {
    const session = await findSessionByPublicId(p.db, id);
    if (session?.operator_id !== who.id) throw notFound('session');
    const now = p.clock.now();
    await p.db.write(async (trx) => {
      await updateSession(trx, session.id, { ended_at: now });
      await appendAudit(trx, { at: now, actor: who.actor, action: 'session.end', object: `session:${id}` });
    });
  },

  /** Ends all own sessions but this one; answers how many. */
  endOthers: (who: Who): Promise<number> =>
    p.db.write(async (trx) => {
      const now = p.clock.now();
      const ended = await endSessions(trx, { operatorId: who.id, now, keep: who.session.id });
      await appendAudit(trx, { at: now, actor: who.actor, action: 'session.end-others', object: who.actor });
      return ended;
    }),

  /** Language and colour of the console. */
  async choose(who: Who, wish: { language?: 'ja' | 'en'; colour?: 'auto' | 'light' | 'dark' }): Promise<void> {
    await p.db.write((trx) => updateOperator(trx, who.id, { ...wish, changed_at: p.clock.now() }));
  },
});
