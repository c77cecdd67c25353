/** Operators: the first administrator, signing in; people, sessions, second factor and links beside it. Who may do what stands in contract/rights.ts. */
import type { StaffRole } from '../../contract/rights.ts';
import { isAddress, readAddress } from '../../lib/address.ts';
import { DAY } from '../../lib/clock.ts';
import { type FieldError, invalid, refused } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { blindIndex, limitKey, seal, sealJson, tokenHash } from '../../lib/seal.ts';
import { networkOf } from '../../lib/strangers.ts';
import { publicId, randomToken } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Trx } from '../../store/db.ts';
import {
  endSessions,
  findAdministrator,
  findOperatorByEmail,
  findOperatorById,
  insertOperator,
  type OperatorRow,
  takeOperator,
  updateOperator,
} from '../../store/people.ts';
import { findToken, insertToken, useToken } from '../../store/tokens.ts';
import { requestDesk } from '../requests/requests.ts';
import { type Admission, admissionOf, admit, deviceMark, forgive, laneOf } from './admission.ts';
import { recoveryLeft } from './codes.ts';
import { demoDoor } from './demoDoor.ts';
import { factor } from './factor.ts';
import type { Place } from './hashing.ts';
import { decideReset, links, type ResetWish } from './links.ts';
import { people } from './managing.ts';
import { tellSecurity } from './notices.ts';
import {
  countMiss,
  emailIndex,
  type From,
  hasFactor,
  type OperatorParts,
  refuseLocked,
  takeForJudging,
  type Who,
} from './parts.ts';
import { type AuthenticationResponseJSON, readyFor } from './passkeyProof.ts';
import { passkeys } from './passkeys.ts';
import { checkPassword, enterLine, hashPassword, passwordFaults, refuseFull } from './passwords.ts';
import { checkProof, isEmpty, type Proof, type Ways, waysOf } from './proof.ts';
import { provider } from './provider.ts';
import { sessions, startSession } from './sessions.ts';
import { summarySwitch } from './summary.ts';

export type { Who } from './parts.ts';
export { IDLE } from './sessions.ts';

const LINK_VALID = DAY;

export type NewPerson = { name: string; email: string; password: string; language: 'ja' | 'en' };
type SignIn = {
  email: string;
  password: string;
  code?: string | undefined;
  passkey?: AuthenticationResponseJSON | undefined;
};

const checkPerson = (person: NewPerson): FieldError[] => {
  const errors: FieldError[] = [];
  if (person.name.trim() === '' || person.name.length > 100) errors.push({ field: 'name', code: 'name.empty' });
  const address = readAddress(person.email);
  if (!isAddress(address)) errors.push({ field: 'email', code: address });
  return [...errors, ...passwordFaults(person.password, person.email)];
};

const firstAdministrator = (p: OperatorParts) => ({
  /** A one-time token that makes the first administrator, valid 24 hours; null when there is one. Printed at every start until then. */
  async firstLink(): Promise<string | null> {
    if (await findAdministrator(p.db)) return null;
    const token = randomToken();
    const now = p.clock.now();
    const id = publicId();
    await p.db.write((trx) =>
      insertToken(trx, {
        public_id: id,
        purpose: 'firstAdministrator',
        hash: tokenHash(p.ring, 'firstAdministrator', token),
        reader_id: null,
        payload: sealJson(p.ring, `token|payload|${id}`, {}),
        created_at: now,
        expires_at: now + LINK_VALID,
        purge_after: now + 2 * LINK_VALID,
      }),
    );
    return token;
  },

  /** Makes the first administrator and signs in. The first person may also write, approve and operate, so that one person can try everything. */
  async becomeFirst(token: string, input: NewPerson, from: From): Promise<string> {
    const errors = checkPerson(input);
    if (errors.length > 0) throw invalid(errors);
    // A link that somebody made up costs one look-up, not a hash.
    const asked = await findToken(p.db, tokenHash(p.ring, 'firstAdministrator', token));
    if (asked?.purpose !== 'firstAdministrator' || asked.used_at !== null) throw refused('link.ended');
    const password = await hashPassword(input.password);
    return p.db.write(async (trx) => {
      const now = p.clock.now();
      const row = await findToken(trx, tokenHash(p.ring, 'firstAdministrator', token));
      if (row?.purpose !== 'firstAdministrator' || row.expires_at < now || (await findAdministrator(trx)))
        throw refused('link.ended');
      if (!(await useToken(trx, row.id, now))) throw refused('link.ended');
      const id = publicId();
      const address = readAddress(input.email);
      if (!isAddress(address)) throw invalid([{ field: 'email', code: address }]);
      const roles: StaffRole[] = ['administrator', 'author', 'approver', 'operator'];
      const operator = await insertOperator(trx, {
        public_id: id,
        email: seal(p.ring, `operator|email|${id}`, address.text),
        email_index: blindIndex(p.ring, 'email', address.canonical),
        name: seal(p.ring, `operator|name|${id}`, input.name.trim()),
        language: input.language,
        roles: JSON.stringify(roles),
        bureaus: '[]',
        state: 'active',
        password_hash: password,
        created_at: now,
        changed_at: now,
        actor: 'first-link',
      });
      await appendAudit(trx, {
        at: now,
        actor: `operator:${id}`,
        action: 'operator.first',
        object: `operator:${id}`,
        after: { roles },
      });
      return startSession(trx, p, (await findOperatorById(trx, operator))!, from);
    });
  },
});

/** Tries of one network that were refused before they were judged; null is for all networks that are not told apart. */
export type TurnedAway = { network: string | null; tries: number };

type Given = { row: OperatorRow | undefined; right: boolean; proof: Proof; admission: Admission };

/** A network by reference: the same one is known again, and which it was is not told. */
const networkMark = (p: OperatorParts, network: string): string =>
  limitKey(p.ring, 'network', networkOf(network)).toString('hex').slice(4, 20);

/** Every refusal is one line; who and from where stand in it by reference. */
const noteRefusal = (trx: Trx, p: OperatorParts, code: string, row: OperatorRow | undefined, from: From) =>
  appendAudit(trx, {
    at: p.clock.now(),
    actor: 'sign-in',
    action: 'session.refuse',
    object: row ? `operator:${row.public_id}` : 'operator:none',
    after: { code, from: networkMark(p, from.network) },
  });

/**
 * A refusal is answered, not thrown: its miss and its line must be kept. For an address that nobody has the same questions are asked.
 */
const judge = async (
  trx: Trx,
  p: OperatorParts,
  given: Given,
  from: From,
): Promise<{ token: string } | { wrong: string; details?: Ways }> => {
  const now = p.clock.now();
  const fresh = await takeOperator(trx, given.row?.id ?? 0);
  const same = fresh !== undefined && fresh.password_hash === given.row?.password_hash;
  if (!fresh || !given.right || !same || fresh.state !== 'active') {
    await noteRefusal(trx, p, 'sign-in.wrong', fresh, from);
    return { wrong: 'sign-in.wrong' };
  }
  // Only who knows the password comes here, so only they can bring about this lock and learn of it.
  refuseLocked(fresh, now);
  if (hasFactor(fresh) && isEmpty(given.proof)) {
    await forgive(trx, given.admission);
    return { wrong: 'sign-in.code-needed', details: await waysOf(trx, p, fresh) };
  }
  if (hasFactor(fresh) && !(await checkProof(trx, p, fresh, given.proof))) {
    await countMiss(trx, fresh, now);
    await noteRefusal(trx, p, 'sign-in.wrong-code', fresh, from);
    return { wrong: 'sign-in.wrong-code' };
  }
  const object = `operator:${fresh.public_id}`;
  await updateOperator(trx, fresh.id, { misses: 0, locked_until: null });
  await forgive(trx, given.admission);
  await appendAudit(trx, { at: now, actor: object, action: 'session.start', object });
  return { token: await startSession(trx, p, fresh, from) };
};

/** The hash is costly, so it is made before the transaction; what it means is judged inside, under the lock of the row. */
const weigh = async (p: OperatorParts, place: Place, input: SignIn, from: From) => {
  const admission = admissionOf(p, input.email, from);
  await p.db.write((trx) => admit(trx, p, admission));
  const row = await findOperatorByEmail(p.db, emailIndex(p.ring, input.email) ?? Buffer.alloc(0));
  const right = await checkPassword(input.password, row?.password_hash ?? null, place);
  if (right) await readyFor(row);
  const given = { row, right, proof: { code: input.code, passkey: input.passkey }, admission };
  return p.db.write((trx) => judge(trx, p, given, from));
};

const signingIn = (p: OperatorParts) => ({
  /** Before a request is read: where too many wait already, a browser that nobody knows is told to come back. Errors: `sign-in.busy`. */
  refuseCrowd(from: Pick<From, 'device'>): void {
    if (!from.device) refuseFull('stranger');
  },

  /**
   * Signs in; answers the cookie's token and the mark by which this browser is known next time. The same answer and the same work for
   * addresses that are known and unknown; each further miss makes the next try wait longer.
   * Errors: `sign-in.wrong`, `sign-in.wait {until}`, `sign-in.busy`, `sign-in.locked {until}`, `sign-in.code-needed
   * {app, passkey}`, `sign-in.wrong-code`.
   */
  async signIn(input: SignIn, from: From): Promise<{ token: string; device: string }> {
    // From here to the judgement one try at a time: whoever finds no place in line has cost nothing and is counted nowhere.
    const place = await enterLine(laneOf(p, input.email, from));
    const answer = await weigh(p, place, input, from).finally(place.leave);
    if ('wrong' in answer) throw refused(answer.wrong, answer.details);
    return { token: answer.token, device: deviceMark(p, input.email) };
  },

  /** Tries of a network that were refused before they were judged, as one line with their number. */
  noteTurnedAway: (turned: TurnedAway): Promise<unknown> =>
    p.db.write((trx) =>
      appendAudit(trx, {
        at: p.clock.now(),
        actor: 'sign-in',
        action: 'session.turn-away',
        object: 'operator:none',
        after: {
          tries: turned.tries,
          from: turned.network === null ? null : networkMark(p, turned.network),
        },
      }),
    ),

  /** A new password by its owner; the other sessions end. Errors: `confirm.wrong`, `input.invalid`. */
  async changePassword(who: Who, input: { old: string; password: string }, from: From): Promise<void> {
    const row = (await findOperatorById(p.db, who.id))!;
    const right = await checkPassword(input.old, row.password_hash);
    await p.db.write(async (trx) => {
      const now = p.clock.now();
      const fresh = (await takeForJudging(trx, who.id, now))!;
      if (!right) await countMiss(trx, fresh, now);
    });
    if (!right) throw refused('confirm.wrong');
    const faults = passwordFaults(input.password, who.email);
    if (faults.length > 0) throw invalid(faults);
    const password = await hashPassword(input.password);
    await p.db.write(async (trx) => {
      const now = p.clock.now();
      await updateOperator(trx, who.id, { password_hash: password, changed_at: now });
      await endSessions(trx, { operatorId: who.id, now, keep: who.session.id });
      await appendAudit(trx, { at: now, actor: who.actor, action: 'operator.change-password', object: who.actor });
      await tellSecurity(trx, p, { row, event: 'password', from, key: String(now) });
    });
  },

  /** How many recovery codes somebody still has. */
  recoveryLeft: async (who: Who): Promise<number> => recoveryLeft((await findOperatorById(p.db, who.id))!),
});

export const openOperators = (p: OperatorParts & { log: Log }) => {
  const requests = requestDesk<{ 'staff-reset': ResetWish }>(p, {
    'staff-reset': (trx, wish) => decideReset(trx, p, wish),
  });
  return {
    ...firstAdministrator(p),
    ...signingIn(p),
    ...sessions(p),
    demoDoor: demoDoor(p),
    factor: factor(p),
    passkeys: passkeys(p),
    people: people(p),
    setSummary: summarySwitch(p),
    links: links({ ...p, requests }),
    provider: provider(p),
    /** Decides the requests for a reset that are still open. */
    decideOpen: requests.run,
    stop: requests.stop,
    /** The shape is that of server/jobs.ts, which domain does not import. */
    jobs: [{ name: 'decideResets', when: { every: 2000 }, run: requests.run, pending: requests.pending }],
  };
};
export type Operators = ReturnType<typeof openOperators>;
