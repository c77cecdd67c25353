/** Console contract: texts that staff write for the application systems, in versions: a draft first, then what is sent. */
import { z } from 'zod';
import { languages } from '../codes.ts';
import { eventSystems } from '../events.ts';
import { preview } from './bulletins.ts';
import { contract, listOf, none, undo } from './route.ts';

const text = z.object({ name: z.string().max(200), subject: z.string().max(500), body: z.string().max(200_000) });

export const templateLine = z.object({
  id: z.string(),
  system: z.string(),
  language: z.enum(languages),
  name: z.string(),
  /** The version that is sent; null: none was published yet. */
  sent: z.number().int().nullable(),
  /** A newer version that nobody gets yet. */
  draft: z.number().int().nullable(),
  archived: z.boolean(),
  changedAt: z.number(),
});
export type TemplateLine = z.infer<typeof templateLine>;

export const templateVersion = text.extend({
  version: z.number().int(),
  /** It was what is sent, now or once. */
  published: z.boolean(),
  by: z.string(),
  at: z.number(),
});
export type TemplateVersion = z.infer<typeof templateVersion>;

/** Newest version first. */
export const template = templateLine.extend({ versions: z.array(templateVersion) });
export type Template = z.infer<typeof template>;

const see = { method: 'GET', right: 'mailType.see', reversal: none } as const;
const write = { method: 'POST', right: 'template.write', answer: template } as const;

export const templateRoutes = {
  list: contract({
    ...see,
    path: '/templates',
    input: z.object({ archived: z.enum(['yes', 'no']).default('no') }),
    answer: listOf(templateLine),
  }),
  show: contract({ ...see, path: '/templates/:id', input: z.object({}), answer: template }),
  create: contract({
    ...write,
    path: '/templates',
    reversal: undo('templates.archive'),
    input: text.extend({ system: z.enum(eventSystems), language: z.enum(languages) }),
  }),
  /** A new draft over `version`, the newest that the person has seen; `template.revised-meanwhile` when it is not any more. */
  edit: contract({
    ...write,
    method: 'PUT',
    path: '/templates/:id',
    reversal: undo('every version is kept'),
    input: text.extend({ version: z.number().int() }),
  }),
  publish: contract({
    ...write,
    path: '/templates/:id/publish',
    reversal: undo('templates.publish of the version before'),
    input: z.object({ version: z.number().int() }),
  }),
  archive: contract({
    ...write,
    path: '/templates/:id/archive',
    reversal: undo('templates.restore'),
    input: z.object({}),
  }),
  restore: contract({
    ...write,
    path: '/templates/:id/restore',
    reversal: undo('templates.archive'),
    input: z.object({}),
  }),
  /** The mail by the renderer that also sends, with sample values; a field without one stays as it is written. */
  preview: contract({
    ...see,
    method: 'POST',
    path: '/templates/preview',
    input: z.object({
      system: z.enum(eventSystems),
      language: z.enum(languages),
      subject: z.string().max(500),
      body: z.string().max(200_000),
      values: z.record(z.string(), z.union([z.string().max(2000), z.array(z.string().max(2000)).max(50)])),
    }),
    answer: z.object({ mail: preview, fields: z.array(z.string()), missing: z.array(z.string()) }),
  }),
};
