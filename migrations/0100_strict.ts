/** Codes that nobody knows are refused from now on; systems that report already go on as they did, with warnings, until staff say otherwise. */
import type { Knex } from 'knex';

export const up = async (knex: Knex): Promise<void> => {
  const rows = (await knex('system').whereIn('code', ['ras2', 'ras1', 'ens']).select('code', 'settings')) as {
    code: string;
    settings: string;
  }[];
  for (const { code, settings } of rows) {
    const given = JSON.parse(settings) as Record<string, unknown>;
    await knex('system')
      .where({ code })
      .update({ settings: JSON.stringify({ ...given, strict: false }) });
  }
};

export const down = async (): Promise<void> => {
  throw new Error('migrations are not undone: restore a backup');
};
