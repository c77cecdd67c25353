/** Who has accepted the terms of now, whom a mail about new ones goes to, and who gets no more bulletins without an answer. */
import type { Source, Trx } from './db.ts';
import { rawRows } from './dialect.ts';
import type { ReaderRow } from './readers.ts';

/** `name`: of the terms in all languages together; `revisions`: of each language, one of which a consent names. */
export type TermsNow = { name: string; revisions: readonly string[] };

/** What a reader's last consent was to; an import without one agreed to nothing. */
const LAST = `coalesce((select c.terms_version from consent c where c.reader_id = r.id order by c.id desc limit 1), '')`;

/** SQL over `reader r`, one binding: now. */
export const TERMS_KEPT = '(r.terms_by is null or r.terms_by > ?)';

const marks = (values: readonly unknown[]): string => values.map(() => '?').join();

/** PostgreSQL: whoever accepts at this moment is waited for, and waits in turn. SQLite has one writer. */
export const lockReaders = async (trx: Trx, piece: { after: number; upTo: number }): Promise<void> => {
  if (trx.engine !== 'postgres') return;
  await rawRows(trx, 'select id from reader where id > ? and id <= ? order by id for update', [
    piece.after,
    piece.upTo,
  ]);
};

/** Active readers of a piece of ids that have not accepted these terms and were not told of them. Who is past an earlier day stays as told. */
export const listToAsk = async (
  source: Source,
  p: { after: number; upTo: number; terms: TermsNow; now: number },
): Promise<ReaderRow[]> =>
  rawRows<ReaderRow>(
    source,
    `select r.* from reader r where r.id > ? and r.id <= ? and r.state || '' = 'active' and ${TERMS_KEPT}
       and coalesce(r.terms_asked, '') <> ? and ${LAST} not in (${marks(p.terms.revisions)}) order by r.id`,
    [p.after, p.upTo, p.now, p.terms.name, ...p.terms.revisions],
  );

/** The next `most` rows of readers: how many there are and the last of them; null at the end. */
export const pieceOfReaders = async (
  source: Source,
  after: number,
  most: number,
): Promise<{ n: number; upTo: number } | null> => {
  const [row] = await rawRows<{ n: number; up_to: number | null }>(
    source,
    'select count(*) as n, max(id) as up_to from (select id from reader where id > ? order by id limit ?) as piece',
    [after, most],
  );
  return row?.up_to == null ? null : { n: Number(row.n), upTo: row.up_to };
};

export const countReaders = async (source: Source): Promise<number> =>
  Number(((await source.knex('reader').count('* as n').first()) as { n: number }).n);

export const askTerms = async (trx: Trx, ids: readonly number[], p: { by: number; terms: TermsNow }): Promise<void> => {
  await trx.knex('reader').whereIn('id', ids).update({ terms_by: p.by, terms_asked: p.terms.name });
};

/** Readers of a piece who accepted these very terms, while others were asked about: nothing is asked of them any more. */
export const freeAccepted = async (trx: Trx, p: { after: number; upTo: number; terms: TermsNow }): Promise<void> => {
  await trx.knex.raw(
    `update reader as r set terms_by = null, terms_asked = null
     where r.id > ? and r.id <= ? and r.terms_by is not null and ${LAST} in (${marks(p.terms.revisions)})`,
    [p.after, p.upTo, ...p.terms.revisions],
  );
};

/** Nothing is asked of this reader any more. */
export const closeTerms = async (trx: Trx, readerId: number): Promise<void> => {
  await trx.knex('reader').where({ id: readerId }).update({ terms_by: null, terms_asked: null });
};

export const hasAccepted = async (source: Source, readerId: number, terms: TermsNow): Promise<boolean> =>
  (
    await rawRows(source, `select 1 as one from reader r where r.id = ? and ${LAST} in (${marks(terms.revisions)})`, [
      readerId,
      ...terms.revisions,
    ])
  ).length > 0;

/** Active readers by their answer. `asked`: told, and still sent; `without`: past the day; `untold`: not told of these terms. */
export const countTerms = async (source: Source, terms: TermsNow, now: number) => {
  const accepted = `${LAST} in (${marks(terms.revisions)})`;
  const [row] = await rawRows<{ readers: number; accepted: number; asked: number; without: number }>(
    source,
    `select count(*) as readers, sum(accepted) as accepted,
       sum(case when accepted = 0 and terms_by > ? and terms_asked = ? then 1 else 0 end) as asked,
       sum(case when accepted = 0 and terms_by <= ? then 1 else 0 end) as without
     from (select r.terms_by, r.terms_asked, case when ${accepted} then 1 else 0 end as accepted
           from reader r where (r.state = 'active') is true) as one`,
    [now, terms.name, now, ...terms.revisions],
  );
  const [readers, yes, asked, without] = [row?.readers, row?.accepted, row?.asked, row?.without].map((n) =>
    Number(n ?? 0),
  ) as [number, number, number, number];
  return { readers, accepted: yes, asked, without, untold: readers - yes - asked - without };
};
