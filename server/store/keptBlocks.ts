/** Blocks that staff keep, and the texts that left with their words. */
import type { BulletinState, Language } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type KeptBlockRow = {
  id: number;
  public_id: string;
  name: string;
  note: string;
  texts: Partial<Record<Language, string>>;
  revision: number;
  actor: string;
  changed_at: number;
  retired_at: number | null;
};

type Stored = Omit<KeptBlockRow, 'texts'> & { texts: string };
const read = (row: Stored): KeptBlockRow => ({ ...row, texts: JSON.parse(row.texts) });
const written = <T extends Partial<KeptBlockRow>>({ texts, ...rest }: T) => ({
  ...rest,
  ...(texts ? { texts: JSON.stringify(texts) } : {}),
});

export const listKeptBlocks = async (source: Source): Promise<KeptBlockRow[]> =>
  ((await source.knex('kept_block').orderBy('name')) as Stored[]).map(read);

export const findKeptBlock = async (
  source: Source,
  key: Pick<KeptBlockRow, 'name'> | Pick<KeptBlockRow, 'public_id'>,
): Promise<KeptBlockRow | undefined> => {
  const row: Stored | undefined = await source.knex('kept_block').where(key).first();
  return row && read(row);
};

/** False when there is one of this name. */
export const insertKeptBlock = async (trx: Trx, row: Omit<KeptBlockRow, 'id'>): Promise<boolean> =>
  (await trx.knex('kept_block').insert(written(row)).onConflict('name').ignore().returning('id')).length === 1;

/** Changes it only when it still has the expected revision. */
export const changeKeptBlock = async (
  trx: Trx,
  id: number,
  expected: number,
  change: Partial<Omit<KeptBlockRow, 'id' | 'public_id' | 'revision'>>,
): Promise<boolean> =>
  (await trx
    .knex('kept_block')
    .where({ id, revision: expected })
    .update({ ...written(change), revision: expected + 1 })) === 1;

/** The newest texts of bulletins in these states that may name a block. */
export const listTextsWithBlocks = async (
  source: Source,
  states: readonly BulletinState[],
): Promise<{ bulletin_id: number; body: string }[]> =>
  source
    .knex('bulletin_text as t')
    .join('bulletin as b', 'b.id', 't.bulletin_id')
    .whereRaw('t.revision = b.revision')
    .whereIn('b.state', [...states])
    .where('t.body', 'like', '%[[%]]%')
    .select('t.bulletin_id', 't.body');

/** What a text leaves with; null: with what is written. */
export const setSentBody = async (
  trx: Trx,
  of: { bulletin_id: number; revision: number; language?: Language },
  sentBody: string | null,
): Promise<void> => {
  await trx.knex('bulletin_text').where(of).update({ sent_body: sentBody });
};
