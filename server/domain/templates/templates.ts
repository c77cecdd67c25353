/** Custom templates: texts that staff write beside the shipped mail types, in versions, draft first and then published, one language each. */
import { randomUUID } from 'node:crypto';
import { isLanguage, type Language, type SystemCode } from '../../contract/codes.ts';
import { isEventSystem } from '../../contract/events.ts';
import { customFields } from '../../letters/custom.ts';
import type { Clock } from '../../lib/clock.ts';
import { type FieldError, HubError, invalid, notFound, refused } from '../../lib/errors.ts';
import { appendAudit } from '../../store/audit.ts';
import {
  type CustomTemplateRow,
  type CustomVersionRow,
  findTemplate,
  findVersion,
  insertTemplate,
  insertVersion,
  listTemplates,
  listVersions,
  publishVersion,
  updateTemplate,
} from '../../store/customTemplates.ts';
import type { Db, Source } from '../../store/db.ts';

export type TemplateText = { name: string; subject: string; body: string };

export type CustomTemplate = TemplateText & {
  id: string;
  system: SystemCode;
  language: Language;
  version: number;
  published: boolean;
  archived: boolean;
  /** Names of the ((fields)), as written. */
  fields: string[];
  createdAt: number;
  changedAt: number;
  author: string;
};

const BODY_BYTES = 2_000_000;
const oneLine = /^[^\u0000-\u001f\u007f\u2028\u2029]+$/;

const textErrors = (text: TemplateText): FieldError[] => {
  const errors: FieldError[] = [];
  if (text.name.trim() === '' || text.name.length > 200 || !oneLine.test(text.name))
    errors.push({ field: 'name', code: 'template.name' });
  if (text.subject.trim() === '' || text.subject.length > 500 || !oneLine.test(text.subject))
    errors.push({ field: 'subject', code: 'template.subject' });
  if (text.body.trim() === '') errors.push({ field: 'body', code: 'template.empty' });
  if (Buffer.byteLength(text.body) > BODY_BYTES) errors.push({ field: 'body', code: 'template.too-long' });
  return errors;
};

const shown = (row: CustomTemplateRow, version: CustomVersionRow): CustomTemplate => ({
  id: row.public_id,
  system: row.system,
  language: row.language as Language,
  name: version.name,
  subject: version.subject,
  body: version.body,
  version: version.version,
  published: version.published_at !== null,
  archived: row.archived_at !== null,
  fields: customFields(version),
  createdAt: row.created_at,
  changedAt: version.created_at,
  author: version.actor,
});

export const openTemplates = (p: { db: Db; clock: Clock }) => {
  const need = async (id: string, source: Source = p.db): Promise<CustomTemplateRow> => {
    const row = await findTemplate(source, id);
    if (!row) throw notFound('template');
    return row;
  };
  const versionOf = async (row: CustomTemplateRow, version: number): Promise<CustomTemplate> => {
    const found = await findVersion(p.db, row.id, version);
    if (!found) throw notFound('template');
    return shown(row, found);
  };
  /** The version that is sent, else the newest; `draft`: a newer one that nobody gets yet. */
  const lineOf = async (row: CustomTemplateRow): Promise<CustomTemplate & { draft: number | null }> => ({
    ...(await versionOf(row, row.published_version ?? row.version)),
    draft: row.published_version === null || row.version > row.published_version ? row.version : null,
  });
  const putAway = async (id: string, actor: string, away: boolean): Promise<void> => {
    const now = p.clock.now();
    await p.db.write(async (trx) => {
      const row = await need(id, trx);
      await updateTemplate(trx, row.id, { archived_at: away ? now : null, changed_at: now });
      const action = away ? 'template.archive' : 'template.restore';
      await appendAudit(trx, { at: now, actor, action, object: `template:${id}` });
    });
  };
  return {
    /** A new template, version 1; a draft unless `publish`. Errors: `input.invalid` with the fields. */
    async create(
      given: TemplateText & { system: string; language: string; publish?: boolean; actor: string },
    ): Promise<{ id: string; version: number }> {
      const errors = textErrors(given);
      const { system } = given;
      if (!isEventSystem(system)) errors.push({ field: 'system', code: 'system.unknown' });
      if (!isLanguage(given.language)) errors.push({ field: 'language', code: 'language.unknown' });
      if (errors.length > 0 || !isEventSystem(system)) throw invalid(errors);
      const id = randomUUID();
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        const row = await insertTemplate(trx, {
          public_id: id,
          system,
          language: given.language,
          name: given.name,
          version: 1,
          published_version: given.publish ? 1 : null,
          created_at: now,
          changed_at: now,
          archived_at: null,
          actor: given.actor,
        });
        await insertVersion(trx, {
          template_id: row,
          version: 1,
          name: given.name,
          subject: given.subject,
          body: given.body,
          actor: given.actor,
          created_at: now,
          published_at: given.publish ? now : null,
        });
        await appendAudit(trx, {
          at: now,
          actor: given.actor,
          action: 'template.create',
          object: `template:${id}`,
          after: { system: given.system, language: given.language, name: given.name, published: !!given.publish },
        });
      });
      return { id, version: 1 };
    },

    /**
     * A new draft version over `seen`, the newest one that its author knows. Errors: `not.found`, `template.archived`,
     * `template.revised-meanwhile`, `input.invalid`.
     */
    async edit(id: string, text: TemplateText, actor: string, seen: number): Promise<{ version: number }> {
      const errors = textErrors(text);
      if (errors.length > 0) throw invalid(errors);
      const now = p.clock.now();
      const version = seen + 1;
      await p.db.write(async (trx) => {
        const row = await need(id, trx);
        if (row.archived_at !== null) throw new HubError('template.archived');
        if (!(await updateTemplate(trx, row.id, { version, name: text.name, changed_at: now }, seen)))
          throw refused('template.revised-meanwhile', { expected: seen, now: row.version });
        await insertVersion(trx, {
          template_id: row.id,
          version,
          name: text.name,
          subject: text.subject,
          body: text.body,
          actor,
          created_at: now,
          published_at: null,
        });
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'template.edit',
          object: `template:${id}`,
          after: { version },
        });
      });
      return { version };
    },

    /** From now on this version is the one that is sent. Errors: `not.found`, `template.archived`. */
    async publish(id: string, version: number, actor: string): Promise<void> {
      const row = await need(id);
      if (row.archived_at !== null) throw new HubError('template.archived');
      await versionOf(row, version);
      const now = p.clock.now();
      await p.db.write(async (trx) => {
        await publishVersion(trx, row.id, version, now);
        await updateTemplate(trx, row.id, { published_version: version, changed_at: now });
        await appendAudit(trx, {
          at: now,
          actor,
          action: 'template.publish',
          object: `template:${id}`,
          before: { version: row.published_version },
          after: { version },
        });
      });
    },

    /** No longer offered and no longer sent; its letters keep their text. Errors: `not.found`. */
    archive: (id: string, actor: string) => putAway(id, actor, true),
    /** Offered and sent again, as it was. Errors: `not.found`. */
    restore: (id: string, actor: string) => putAway(id, actor, false),

    /** One version; the published one (else the newest draft) when none is named. Errors: `not.found`. */
    async get(id: string, version?: number): Promise<CustomTemplate> {
      const row = await need(id);
      return versionOf(row, version ?? row.published_version ?? row.version);
    },

    /** What may be sent: the published version, archived or not. Null when there is none. */
    async published(id: string, version?: number): Promise<CustomTemplate | null> {
      const row = await findTemplate(p.db, id);
      if (!row || row.published_version === null) return null;
      const found = await findVersion(p.db, row.id, version ?? row.published_version);
      return found && found.published_at !== null ? shown(row, found) : null;
    },

    /** Templates by name; archived ones only when asked for. */
    async list(
      where: { system?: string; archived?: boolean } = {},
    ): Promise<(CustomTemplate & { draft: number | null })[]> {
      return Promise.all((await listTemplates(p.db, where)).map(lineOf));
    },
    /** One template as the list shows it. Errors: `not.found`. */
    line: async (id: string) => lineOf(await need(id)),

    /** Every version, newest first. Errors: `not.found`. */
    async versions(id: string): Promise<CustomTemplate[]> {
      const row = await need(id);
      return (await listVersions(p.db, row.id)).map((version) => shown(row, version));
    },
  };
};
export type CustomTemplates = ReturnType<typeof openTemplates>;
