/** Who asked for the reference of a mail: networks as keyed hashes, for thirty days. */
import type { Source, Trx } from './db.ts';
import type { LetterRow } from './letters.ts';

export type ReferenceLook = { reference: Buffer; network: Buffer; purgeAfter: number };

/** How many networks have asked for it with this one; null when this one had asked before. */
export const addReferenceLook = async (trx: Trx, look: ReferenceLook): Promise<number | null> => {
  const added = await trx
    .knex('reference_look')
    .insert({ reference: look.reference, network: look.network, purge_after: look.purgeAfter })
    .onConflict(['reference', 'network'])
    .ignore()
    .returning('id');
  if (added.length === 0) return null;
  const counted = await trx.knex('reference_look').where({ reference: look.reference }).count('* as n').first();
  return Number((counted as { n: number | string }).n);
};

/** A letter by its row, with whether its text has gone. */
export const findLetterByRow = async (
  source: Source,
  id: number,
): Promise<(LetterRow & { text_gone: number }) | undefined> => source.knex('letter').where({ id }).first();
