/** Templates that staff write: one row each, and every version that ever was. */
import type { SystemCode } from '../contract/codes.ts';
import type { Source, Trx } from './db.ts';

export type CustomTemplateRow = {
  id: number;
  public_id: string;
  system: SystemCode;
  language: string;
  name: string;
  /** Newest version, draft or not. */
  version: number;
  published_version: number | null;
  created_at: number;
  changed_at: number;
  archived_at: number | null;
  actor: string;
};

export type CustomVersionRow = {
  template_id: number;
  version: number;
  name: string;
  subject: string;
  body: string;
  actor: string;
  created_at: number;
  published_at: number | null;
};

export const insertTemplate = async (trx: Trx, row: Omit<CustomTemplateRow, 'id'>): Promise<number> => {
  const [made] = (await trx.knex('custom_template').insert(row).returning('id')) as { id: number }[];
  return made!.id;
};
/** `seen`: changes it only while this is the newest version; false when somebody was faster. */
export const updateTemplate = async (
  trx: Trx,
  id: number,
  changes: Partial<CustomTemplateRow>,
  seen?: number,
): Promise<boolean> =>
  (await trx
    .knex('custom_template')
    .where({ id, ...(seen === undefined ? {} : { version: seen }) })
    .update(changes)) === 1;
export const findTemplate = async (source: Source, publicId: string): Promise<CustomTemplateRow | undefined> =>
  source.knex('custom_template').where({ public_id: publicId }).first();
export const listTemplates = async (
  source: Source,
  where: { system?: string; archived?: boolean },
): Promise<CustomTemplateRow[]> => {
  const query = source.knex('custom_template').orderBy(['name', 'id']);
  if (where.system) query.where({ system: where.system });
  if (!where.archived) query.whereNull('archived_at');
  return query;
};

export const insertVersion = async (trx: Trx, row: CustomVersionRow): Promise<void> => {
  await trx.knex('custom_template_version').insert(row);
};
export const publishVersion = async (trx: Trx, templateId: number, version: number, now: number): Promise<void> => {
  await trx
    .knex('custom_template_version')
    .where({ template_id: templateId, version })
    .whereNull('published_at')
    .update({ published_at: now });
};
export const findVersion = async (
  source: Source,
  templateId: number,
  version: number,
): Promise<CustomVersionRow | undefined> =>
  source.knex('custom_template_version').where({ template_id: templateId, version }).first();
export const listVersions = async (source: Source, templateId: number): Promise<CustomVersionRow[]> =>
  source.knex('custom_template_version').where({ template_id: templateId }).orderBy('version', 'desc');
