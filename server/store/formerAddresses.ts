/** Which address a reader's earlier links were sent to: by keyed index alone, until those links have ended (migrations/0030). */
import type { Source, Trx } from './db.ts';

export type FormerAddress = { through_epoch: number; email_index: Buffer };

/** Remembers that links up to this epoch went to the address behind `email_index`. */
export const insertFormerAddress = async (
  trx: Trx,
  row: FormerAddress & { public_id: number; purge_after: number },
): Promise<void> => {
  await trx.knex('former_address').insert(row);
};

/** The address that links of this epoch went to; undefined when it is the one the reader has now. */
export const findFormerAddress = async (
  source: Source,
  publicId: number,
  epoch: number,
): Promise<FormerAddress | undefined> =>
  source
    .knex('former_address')
    .where({ public_id: publicId })
    .where('through_epoch', '>=', epoch)
    .orderBy(['through_epoch', 'id'])
    .first('through_epoch', 'email_index');
