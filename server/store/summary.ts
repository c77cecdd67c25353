/** What the daily summary asks for and no screen does: who wants it, who was suspended in a span, and how much leaves in one. */
import type { Source } from './db.ts';

/** Epoch ms; without `to` itself. */
type Span = { from: number; to: number };

/** References (`operator:ID`) of those who want it since `since` or before. */
export const listSummaryTakers = async (source: Source, since: number): Promise<ReadonlySet<string>> => {
  const rows = (await source.knex('operator').where('summary_since', '<=', since).select('public_id')) as {
    public_id: string;
  }[];
  return new Set(rows.map((row) => `operator:${row.public_id}`));
};

/** Readers whose mails stopped in a span; what a brake holds back has not stopped. */
export const countSuspendedIn = async (source: Source, span: Span): Promise<number> => {
  const row = await source
    .knex('suspension')
    .where('began_at', '>=', span.from)
    .where('began_at', '<', span.to)
    .whereNot({ state: 'held' })
    .countDistinct('reader_id as n')
    .first();
  return Number((row as { n: number | string }).n);
};

type Planned = { n: number; first: number | null };
const planned = (row: unknown): Planned => {
  const { n, first } = row as { n: number | string; first: number | string | null };
  return { n: Number(n), first: first === null ? null : Number(first) };
};

/** Bulletins whose hour lies in a span. */
export const countScheduledIn = async (source: Source, span: Span): Promise<Planned> =>
  planned(
    await source
      .knex('bulletin')
      .where({ state: 'scheduled' })
      .where('scheduled_at', '>=', span.from)
      .where('scheduled_at', '<', span.to)
      .count('* as n')
      .min('scheduled_at as first')
      .first(),
  );

/** Letters planned for a span, without those of test keys. */
export const countPlannedIn = async (source: Source, span: Span): Promise<Planned> =>
  planned(
    await source
      .knex('letter')
      .where({ state: 'planned' })
      .whereNot({ key_type: 'test' })
      .where('next_at', '>=', span.from)
      .where('next_at', '<', span.to)
      .count('* as n')
      .min('next_at as first')
      .first(),
  );
