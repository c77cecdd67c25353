/** Addresses and domains that get no mail: what staff have entered, and what a claim asks. Found through blind indexes alone. */
import type { SuppressionKind } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type SuppressionRow = {
  id: number;
  public_id: string;
  kind: SuppressionKind;
  /** Sealed; null for a domain. */
  email: Buffer | null;
  email_index: Buffer | null;
  /** Of the address, or the whole domain that gets nothing. */
  domain: string;
  /** 1: letters of procedures are blocked as well; bulletins always are. */
  letters: number;
  reason: string;
  actor: string;
  created_at: number;
  until_at: number | null;
  lifted_at: number | null;
  lifted_by: string | null;
  lifted_reason: string | null;
  purge_after: number | null;
};
type Target = Pick<SuppressionRow, 'kind' | 'email_index' | 'domain'>;

const standing = (source: Source, now: number) =>
  source
    .knex('suppression')
    .whereNull('lifted_at')
    .where((q) => q.whereNull('until_at').orWhere('until_at', '>', now));
const same = ({ kind, email_index, domain }: Target) => (kind === 'address' ? { kind, email_index } : { kind, domain });

/** Puts an entry on the list; one that is there for the same target is lifted first, in the same transaction. */
export const insertSuppression = async (
  trx: Trx,
  row: Omit<SuppressionRow, 'id' | 'lifted_at' | 'lifted_by' | 'lifted_reason' | 'purge_after'>,
  purgeAfter: number,
): Promise<void> => {
  const anew = {
    lifted_at: row.created_at,
    lifted_by: row.actor,
    lifted_reason: 'entered anew',
    purge_after: purgeAfter,
  };
  await trx.knex('suppression').where(same(row)).whereNull('lifted_at').update(anew);
  await trx.knex('suppression').insert(row);
};

export const findSuppression = async (source: Source, publicId: string): Promise<SuppressionRow | undefined> =>
  source.knex('suppression').where({ public_id: publicId }).first();

/** Entries that stand, newest first; `lifted`: also those that do not any more. */
export const listSuppressions = async (
  source: Source,
  p: { now: number; limit: number; lifted?: boolean },
): Promise<SuppressionRow[]> =>
  (p.lifted ? source.knex('suppression') : standing(source, p.now)).orderBy('id', 'desc').limit(p.limit);

/** The entry that stands for this address, or else for its domain. */
export const findSuppressionOf = async (
  source: Source,
  address: Pick<Target, 'email_index' | 'domain'>,
  now: number,
): Promise<SuppressionRow | undefined> => {
  const rows: SuppressionRow[] = await standing(source, now).where((q) =>
    q.where({ kind: 'address', email_index: address.email_index }).orWhere({ kind: 'domain', domain: address.domain }),
  );
  return rows.find((row) => row.kind === 'address') ?? rows[0];
};

/** True when it stood. */
export const liftSuppression = async (
  trx: Trx,
  p: { publicId: string; by: string; reason: string; now: number; purgeAfter: number },
): Promise<boolean> =>
  (await trx
    .knex('suppression')
    .where({ public_id: p.publicId })
    .whereNull('lifted_at')
    .update({ lifted_at: p.now, lifted_by: p.by, lifted_reason: p.reason, purge_after: p.purgeAfter })) === 1;

export type Addressed = { email_index: Buffer; domain: string };

/**
 * Says of each of these addresses whether an entry blocks it now: bulletins by any entry, letters by those that say so. Asked at every claim;
 * most hubs have no entry, and then it is one look at an empty index.
 */
export const readBlocked = async (
  source: Source,
  p: { now: number; letters: boolean; addresses: readonly Addressed[] },
): Promise<(address: Addressed) => boolean> => {
  const any = await source.knex('suppression').whereNull('lifted_at').first('id');
  if (!any || p.addresses.length === 0) return () => false;
  const query = () => (p.letters ? standing(source, p.now).where({ letters: 1 }) : standing(source, p.now));
  const indexes = p.addresses.map((a) => a.email_index);
  const domains = [...new Set(p.addresses.map((a) => a.domain))];
  const hex = (index: Buffer) => Buffer.from(index).toString('hex');
  const one: Buffer[] = await query().where({ kind: 'address' }).whereIn('email_index', indexes).pluck('email_index');
  const whole: string[] = await query().where({ kind: 'domain' }).whereIn('domain', domains).pluck('domain');
  const addresses = new Set(one.map(hex));
  const blocked = new Set(whole);
  return (address) => addresses.has(hex(address.email_index)) || blocked.has(address.domain);
};
