/** People of the console: invite, change, retire. Nobody can lock out the last administrator. */
import type { StaffRole } from '../../contract/rights.ts';
import { isAddress, readAddress } from '../../lib/address.ts';
import { DAY } from '../../lib/clock.ts';
import { type FieldError, invalid, notFound, refused } from '../../lib/errors.ts';
import { blindIndex, seal } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { appendAudit } from '../../store/audit.ts';
import type { Db, Source, Trx } from '../../store/db.ts';
import { deletePasskeys } from '../../store/passkeys.ts';
import {
  countAdministrators,
  endSessions,
  findOperator,
  findOperatorByEmail,
  insertOperator,
  listLatestSessions,
  listOperators,
  type OperatorRow,
  rolesOf,
  updateOperator,
} from '../../store/people.ts';
import { listWholeGroups } from '../../store/topicLife.ts';
import { postInvitation } from './links.ts';
import { tellSecurity } from './notices.ts';
import { factorOf, hasFactor, type OperatorParts, openPerson, type Who } from './parts.ts';

/** Retired people stay for a year, so that the audit log can be read. */
const KEEP_RETIRED = 365 * DAY;

export type Invitation = {
  name: string;
  email: string;
  language: 'ja' | 'en';
  roles: readonly StaffRole[];
  bureaus: readonly string[];
};
export type PersonChange = { name: string; roles: readonly StaffRole[]; bureaus: readonly string[] };

const checkName = (name: string): FieldError[] =>
  name.trim() === '' || name.length > 100 || /[\u0000-\u001f\u007f]/.test(name)
    ? [{ field: 'name', code: 'name.empty' }]
    : [];

const checkRights = async (
  db: Db,
  given: { roles: readonly StaffRole[]; bureaus: readonly string[] },
): Promise<FieldError[]> => {
  const known = new Set((await listWholeGroups(db)).map((group) => group.code));
  return [
    ...(given.roles.length === 0 ? [{ field: 'roles', code: 'roles.none' }] : []),
    ...given.bureaus
      .filter((code) => !known.has(code))
      .map((code) => ({ field: 'bureaus', code: 'bureau.unknown', details: { bureau: code } })),
  ];
};

/** Refuses to take the last administrator away. Call inside the transaction that does it. */
const keepAdministrator = async (trx: Trx, row: OperatorRow, after: readonly StaffRole[]): Promise<void> => {
  const was = row.state === 'active' && rolesOf(row).includes('administrator');
  if (was && !after.includes('administrator') && (await countAdministrators(trx)) <= 1)
    throw refused('person.last-administrator');
};

const need = async (source: Source, id: string): Promise<OperatorRow> => {
  const row = await findOperator(source, id);
  if (!row) throw notFound('person');
  return row;
};

const facts = (row: Pick<OperatorRow, 'roles' | 'bureaus'>) => ({
  roles: JSON.parse(row.roles) as StaffRole[],
  bureaus: JSON.parse(row.bureaus) as string[],
});

export const people = (p: OperatorParts) => {
  const shown = async (row: OperatorRow) => {
    const [last] = await listLatestSessions(p.db, row.id, 1);
    return {
      id: row.public_id,
      ...openPerson(p.ring, row),
      language: row.language,
      ...facts(row),
      state: row.state,
      factor: factorOf(p, row),
      lockedUntil: row.locked_until !== null && row.locked_until > p.clock.now() ? row.locked_until : null,
      createdAt: row.created_at,
      lastSeenAt: last?.seen_at ?? null,
    };
  };
  const audit = (trx: Trx, by: Pick<Who, 'actor'>, action: string, row: OperatorRow, more: object = {}) =>
    appendAudit(trx, {
      at: p.clock.now(),
      actor: by.actor,
      action,
      object: `operator:${row.public_id}`,
      ...more,
    });

  return {
    async list() {
      return Promise.all((await listOperators(p.db)).map(shown));
    },

    show: async (id: string) => shown(await need(p.db, id)),

    /**
     * Invites somebody by mail; answers the id and, for the command line, the link. Errors: `input.invalid` with the fields
     * (`person.known` when the address has an account).
     */
    async invite(by: Pick<Who, 'actor'>, input: Invitation): Promise<{ id: string; link: string }> {
      const address = readAddress(input.email);
      const errors = [...checkName(input.name), ...(await checkRights(p.db, input))];
      if (!isAddress(address)) throw invalid([...errors, { field: 'email', code: address }]);
      if (errors.length > 0) throw invalid(errors);
      const index = blindIndex(p.ring, 'email', address.canonical);
      return p.db.write(async (trx) => {
        if (await findOperatorByEmail(trx, index)) throw invalid([{ field: 'email', code: 'person.known' }]);
        const now = p.clock.now();
        const id = publicId();
        await insertOperator(trx, {
          public_id: id,
          email: seal(p.ring, `operator|email|${id}`, address.text),
          email_index: index,
          name: seal(p.ring, `operator|name|${id}`, input.name.trim()),
          language: input.language,
          roles: JSON.stringify(input.roles),
          bureaus: JSON.stringify(input.bureaus),
          state: 'invited',
          password_hash: null,
          created_at: now,
          changed_at: now,
          actor: by.actor,
        });
        const row = await need(trx, id);
        await audit(trx, by, 'operator.invite', row, { after: facts(row) });
        return { id, link: await postInvitation(trx, p, row, by.actor) };
      });
    },

    /** Sends a new invitation, also to somebody who had retired. Errors: `not.found`, `person.active`. */
    inviteAgain: (by: Pick<Who, 'actor'>, id: string): Promise<{ id: string; link: string }> =>
      p.db.write(async (trx) => {
        const row = await need(trx, id);
        if (row.state === 'active') throw refused('person.active');
        await updateOperator(trx, row.id, {
          state: 'invited',
          password_hash: null,
          oidc_subject: null,
          purge_after: null,
          changed_at: p.clock.now(),
        });
        await audit(trx, by, 'operator.invite', row, { after: facts(row) });
        return { id, link: await postInvitation(trx, p, { ...row, password_hash: null }, by.actor) };
      }),

    /** Changes name, roles and bureaus. Errors: `not.found`, `input.invalid`, `person.last-administrator`. */
    async change(by: Pick<Who, 'actor'>, id: string, change: PersonChange): Promise<void> {
      const errors = [...checkName(change.name), ...(await checkRights(p.db, change))];
      if (errors.length > 0) throw invalid(errors);
      await p.db.write(async (trx) => {
        const row = await need(trx, id);
        await keepAdministrator(trx, row, change.roles);
        const after = { roles: JSON.stringify(change.roles), bureaus: JSON.stringify(change.bureaus) };
        await updateOperator(trx, row.id, {
          ...after,
          name: seal(p.ring, `operator|name|${id}`, change.name.trim()),
          changed_at: p.clock.now(),
        });
        await audit(trx, by, 'operator.change', row, { before: facts(row), after: facts(after) });
      });
    },

    /** Ends an account: sessions and ways in are gone at once. Errors: `not.found`, `reason.missing`, `person.last-administrator`. */
    async retire(by: Pick<Who, 'actor'>, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      await p.db.write(async (trx) => {
        const row = await need(trx, id);
        await keepAdministrator(trx, row, []);
        const now = p.clock.now();
        await updateOperator(trx, row.id, {
          state: 'retired',
          password_hash: null,
          oidc_subject: null,
          totp_secret: null,
          totp_step: null,
          recovery_hashes: null,
          summary_since: null,
          changed_at: now,
          purge_after: now + KEEP_RETIRED,
        });
        await deletePasskeys(trx, row.id);
        await endSessions(trx, { operatorId: row.id, now });
        await audit(trx, by, 'operator.retire', row, {
          before: { state: row.state },
          after: { state: 'retired' },
          reason,
        });
      });
    },

    /** Somebody lost the phone: the second factor is removed and must be set up at the next sign-in. Errors: `not.found`, `reason.missing`, `factor.none`. */
    async resetFactor(by: Pick<Who, 'actor'>, id: string, reason: string): Promise<void> {
      if (reason.trim() === '') throw refused('reason.missing');
      await p.db.write(async (trx) => {
        const row = await need(trx, id);
        if (!hasFactor(row)) throw refused('factor.none');
        const now = p.clock.now();
        await deletePasskeys(trx, row.id);
        await updateOperator(trx, row.id, {
          totp_secret: null,
          totp_step: null,
          recovery_hashes: null,
          misses: 0,
          locked_until: null,
          changed_at: now,
        });
        await endSessions(trx, { operatorId: row.id, now });
        await audit(trx, by, 'operator.reset-factor', row, { reason });
        await tellSecurity(trx, p, { row, event: 'factor-reset', key: String(now) });
      });
    },

    /** Ends every session of somebody; answers how many. Errors: `not.found`. */
    endSessions: (by: Pick<Who, 'actor'>, id: string): Promise<number> =>
      p.db.write(async (trx) => {
        const row = await need(trx, id);
        const ended = await endSessions(trx, { operatorId: row.id, now: p.clock.now() });
        await audit(trx, by, 'operator.end-sessions', row, { after: { ended } });
        return ended;
      }),

    rowId: async (id: string): Promise<number> => (await need(p.db, id)).id,

    byEmail: async (index: Buffer | null) => (index ? findOperatorByEmail(p.db, index) : undefined),
  };
};
