/** Plain Japanese: the agency's words, and what was refused for a bulletin. */
import type { Source, Trx } from './db.ts';

export type PljaWordRow = {
  id: number;
  public_id: string;
  word: string;
  /** In hiragana, of the whole word. */
  reading: string;
  /** Words of which one stands in the same line, apart by blanks; '' everywhere. */
  context: string;
  note: string;
  actor: string;
  changed_at: number;
};

export const listPljaWords = async (source: Source): Promise<PljaWordRow[]> =>
  source.knex('plja_word').orderBy('word').orderBy('context');

export const findPljaWord = async (
  source: Source,
  key: Pick<PljaWordRow, 'word' | 'context'> | Pick<PljaWordRow, 'public_id'>,
): Promise<PljaWordRow | undefined> => source.knex('plja_word').where(key).first();

/** The same word with the same context is written over. */
export const setPljaWord = async (trx: Trx, row: Omit<PljaWordRow, 'id'>): Promise<void> => {
  await trx
    .knex('plja_word')
    .insert(row)
    .onConflict(['word', 'context'])
    .merge(['reading', 'note', 'actor', 'changed_at']);
};

export const removePljaWord = async (trx: Trx, publicId: string): Promise<void> => {
  await trx.knex('plja_word').where({ public_id: publicId }).del();
};

export type PljaRefusal = { rule: string; found: string; actor: string; refused_at: number };

const bulletinId = (source: Source, publicId: string) =>
  source.knex('bulletin').where({ public_id: publicId }).first('id') as Promise<{ id: number } | undefined>;

/** What was refused for a bulletin; nothing for one that does not exist. */
export const listPljaRefusals = async (source: Source, bulletin: string): Promise<PljaRefusal[]> =>
  source
    .knex('plja_refusal')
    .join('bulletin', 'bulletin.id', 'plja_refusal.bulletin_id')
    .where('bulletin.public_id', bulletin)
    .select('rule', 'found', 'plja_refusal.actor', 'refused_at');

/** False when there is no such bulletin. Refusing twice keeps the first. */
export const refusePlja = async (trx: Trx, bulletin: string, row: PljaRefusal): Promise<boolean> => {
  const found = await bulletinId(trx, bulletin);
  if (!found) return false;
  await trx
    .knex('plja_refusal')
    .insert({ bulletin_id: found.id, ...row })
    .onConflict(['bulletin_id', 'rule', 'found'])
    .ignore();
  return true;
};

export const takeBackPljaRefusal = async (
  trx: Trx,
  bulletin: string,
  key: Pick<PljaRefusal, 'rule' | 'found'>,
): Promise<boolean> => {
  const found = await bulletinId(trx, bulletin);
  if (!found) return false;
  await trx
    .knex('plja_refusal')
    .where({ bulletin_id: found.id, ...key })
    .del();
  return true;
};
