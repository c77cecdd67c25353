/** Templates of the Notify face: shipped mail types in one language each, and staff's own texts, under one kind of id and one shape. */
import { createHash } from 'node:crypto';
import { type Language, languages } from '../../contract/codes.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { customType, mailTypes } from '../../letters/catalogue.ts';
import { fillCustom, insensitiveKey, type Personalisation, renderCustom } from '../../letters/custom.ts';
import { renderLetter } from '../../letters/render.ts';
import { senderOf } from '../../letters/sender.ts';
import { templateSource } from '../../letters/template.ts';
import type { MailType, VariableKind } from '../../letters/types.ts';
import { checkVariables } from '../../letters/values.ts';
import { HubError } from '../../lib/errors.ts';
import type { Db } from '../../store/db.ts';
import { findTextSince } from '../../store/texts.ts';
import type { Caller } from '../keys/keys.ts';
import type { CustomTemplate, CustomTemplates } from '../templates/templates.ts';

/** A template as the face shows it, whatever it is made of. Times in epoch milliseconds. */
export type NotifyTemplate = {
  id: string;
  name: string;
  version: number;
  subject: string;
  body: string;
  createdAt: number;
  updatedAt: number | null;
  /** An address, as the contract has it: the sender's, for staff's own stay in the house. */
  createdBy: string;
  fields: { name: string; required: boolean }[];
  language: Language;
  source: { custom: CustomTemplate } | { type: MailType };
};

export type Rendered = {
  subject: string;
  body: string;
  html: string | null;
  variables: Record<string, unknown>;
  type: string;
};

const URL_NAMESPACE = Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex');

/** UUID version 5 in the URL namespace (RFC 9562). */
export const uuidOfName = (name: string): string => {
  const hash = createHash('sha1').update(URL_NAMESPACE).update(name).digest().subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};

/** Stable across installations. */
export const typeTemplateId = (type: string, language: Language): string => uuidOfName(`fumibako:${type}:${language}`);

const shippedById = new Map(
  mailTypes.flatMap((type) =>
    languages.map((language) => [typeTemplateId(type.id, language), { type, language }] as const),
  ),
);

/** A refusal in Notify's own words. */
export const bad = (message: string, error = 'BadRequestError') => new HubError('notify.bad', { message, error });

/** A value of personalisation in the form that a variable of a mail type wants. */
const asVariable = (kind: VariableKind, value: unknown): unknown => {
  if (kind === 'items') return Array.isArray(value) ? value.map(String) : [String(value)];
  if (kind === 'number') return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (kind === 'instant') return value;
  if (Array.isArray(value)) return value.map(String).join('\n');
  return typeof value === 'boolean' ? (value ? 'yes' : undefined) : String(value);
};

/** Subject and body of a shipped text in their grammar: {{name}} of our files as ((name)) of theirs. */
const inTheirGrammar = (text: string) =>
  text.replace(/^\{\{[#/][a-z0-9_]+\}\}\n?/gm, '').replace(/\{\{([a-z0-9_]+)\}\}/g, '(($1))');
export const shippedText = (bundle: Bundle, language: Language, type: string) => {
  const [head = '', , ...rest] = templateSource(bundle, language, type).split('\n');
  return {
    subject: inTheirGrammar(head.replace(/^Subject: */, '')),
    body: inTheirGrammar(rest.join('\n').trim()),
  };
};

type TemplateParts = { db: Db; bundle: Bundle; templates: CustomTemplates };

export const notifyTemplates = (p: TemplateParts) => {
  const senderAddress = (caller: Caller) => {
    const own = senderOf(p.bundle).systems[caller.system];
    return `${own.from}@${own.domain}`;
  };

  const typeTemplate = (type: MailType, language: Language, since: number, caller: Caller): NotifyTemplate => {
    return {
      id: typeTemplateId(type.id, language),
      name: `${type.id} (${language})`,
      version: 1,
      ...shippedText(p.bundle, language, type.id),
      createdAt: since,
      updatedAt: null,
      createdBy: senderAddress(caller),
      fields: Object.keys(type.variables).map((name) => ({ name, required: !type.optional?.includes(name) })),
      language,
      source: { type },
    };
  };
  const customTemplate = (custom: CustomTemplate, caller: Caller): NotifyTemplate => ({
    id: custom.id,
    name: custom.name,
    version: custom.version,
    subject: custom.subject,
    body: custom.body,
    createdAt: custom.createdAt,
    updatedAt: custom.version > 1 ? custom.changedAt : null,
    createdBy: senderAddress(caller),
    fields: custom.fields.map((name) => ({ name, required: true })),
    language: custom.language,
    source: { custom },
  });
  let firstTexts: number | undefined;
  /** When the shipped texts were first there; that does not change while we run. */
  const since = async () => {
    firstTexts ??= await findTextSince(p.db, 'bundle');
    return firstTexts;
  };

  const find = async (caller: Caller, id: string, version?: number): Promise<NotifyTemplate | null> => {
    const wanted = id.toLowerCase();
    const shipped = shippedById.get(wanted);
    if (shipped?.type.systems.includes(caller.system))
      return version === undefined || version === 1
        ? typeTemplate(shipped.type, shipped.language, await since(), caller)
        : null;
    const custom = await p.templates.published(wanted, version);
    return custom && custom.system === caller.system ? customTemplate(custom, caller) : null;
  };

  const renderType = (caller: Caller, template: NotifyTemplate, type: MailType, given: Personalisation): Rendered => {
    const values = new Map(Object.entries(given).map(([name, value]) => [insensitiveKey(name), value]));
    const variables: Record<string, unknown> = {};
    for (const [name, kind] of Object.entries(type.variables)) {
      const value = values.get(insensitiveKey(name));
      const own = value === undefined || value === null ? undefined : asVariable(kind, value);
      if (own !== undefined) variables[name] = own;
    }
    const errors = checkVariables(type, variables, [template.language]);
    const missing = errors.filter((e) => e.code === 'variable.missing').map((e) => e.field);
    if (missing.length > 0) throw bad(`Missing personalisation: ${missing.join(', ')}`);
    const [wrong] = errors;
    if (wrong) throw bad(`personalisation ${wrong.field} cannot be shown (${String(wrong.details?.reason)})`);
    const letter = renderLetter({
      bundle: p.bundle,
      type,
      system: caller.system,
      languages: [template.language],
      variables,
    });
    return { subject: letter.subject, body: letter.text.trim(), html: letter.html, variables, type: type.id };
  };

  const renderOwn = (
    caller: Caller,
    template: NotifyTemplate,
    custom: CustomTemplate,
    given: Personalisation,
  ): Rendered => {
    const filled = fillCustom(custom, given);
    if (filled.missing.length > 0) throw bad(`Missing personalisation: ${filled.missing.join(', ')}`);
    if (filled.body === '') throw bad('Your message is empty.');
    const letter = renderCustom({ bundle: p.bundle, system: caller.system, language: template.language, ...filled });
    const { subject, body } = filled;
    return {
      subject,
      body,
      html: letter.html,
      variables: { template: custom.id, version: custom.version, subject, body },
      type: customType.id,
    };
  };

  const render = (caller: Caller, template: NotifyTemplate, given: Personalisation): Rendered =>
    'type' in template.source
      ? renderType(caller, template, template.source.type, given)
      : renderOwn(caller, template, template.source.custom, given);

  return {
    senderAddress,
    find,
    render,

    /** Every template of the caller's system, by name; archived ones are left out. */
    async list(caller: Caller): Promise<NotifyTemplate[]> {
      const from = await since();
      const custom = (await p.templates.list({ system: caller.system })).filter((one) => one.published);
      return [
        ...custom.map((one) => customTemplate(one, caller)),
        ...mailTypes
          .filter((type) => type.systems.includes(caller.system))
          .flatMap((type) => languages.map((language) => typeTemplate(type, language, from, caller))),
      ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
  };
};
export type NotifyTemplates = ReturnType<typeof notifyTemplates>;
