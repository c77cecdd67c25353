/**
 * The Notify face behind its door: templates (shipped mail types and custom ones under one kind of id), posting, reading.
 * What is refused is a HubError with Notify's own words in `details.message`, for clients and their users read them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { type Language, type LetterState, languages } from '../../contract/codes.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { customType, mailType, mailTypes } from '../../letters/catalogue.ts';
import { fillCustom, insensitiveKey, type Personalisation, renderCustom } from '../../letters/custom.ts';
import { renderLetter } from '../../letters/render.ts';
import { type Sanitised, sanitisePersonalisation } from '../../letters/sanitise.ts';
import { senderOf } from '../../letters/sender.ts';
import { templateSource } from '../../letters/template.ts';
import type { MailType, VariableKind } from '../../letters/types.ts';
import { checkVariables } from '../../letters/values.ts';
import { DAY, HOUR } from '../../lib/clock.ts';
import { HubError, isHubError } from '../../lib/errors.ts';
import { blindIndex, sealJson, unseal, unsealJson } from '../../lib/seal.ts';
import { leavesNoTrace } from '../../outbox/simulation.ts';
import { findRequestKey, insertRequestKey, setRequestAnswer } from '../../store/events.ts';
import { findLetter, type LetterRow } from '../../store/letters.ts';
import { listNotifications } from '../../store/notifications.ts';
import { findTextSince } from '../../store/texts.ts';
import type { Caller, Keys } from '../keys.ts';
import type { CustomTemplate, CustomTemplates } from '../templates/templates.ts';
import { isHardBounce } from './outcomes.ts';
import type { FlowParts } from './parts.ts';
import { fingerprintOf } from './taking.ts';

export type NotifyParts = Pick<FlowParts, 'db' | 'ring' | 'clock' | 'outbox' | 'settings'> & {
  keys: Keys;
  templates: CustomTemplates;
  bundle: Bundle;
  publicUrl: () => string;
};

/** A template as the face shows it, whatever it is made of. Times in epoch milliseconds. */
export type NotifyTemplate = {
  id: string;
  name: string;
  version: number;
  subject: string;
  body: string;
  createdAt: number;
  updatedAt: number | null;
  createdBy: string;
  fields: { name: string; required: boolean }[];
  language: Language;
  source: { custom: CustomTemplate } | { type: MailType };
};

export type Sending = {
  templateId: string;
  to: string;
  personalisation: Personalisation;
  sanitise: readonly string[];
  reference: string | null;
  replyToId: string | null;
  oneClickUrl: string | null;
  scheduledFor: number | null;
};

export type Sent = {
  id: string;
  reference: string | null;
  template: { id: string; version: number };
  content: { fromEmail: string; subject: string; body: string; oneClickUrl: string | null };
  sanitised: Sanitised;
  scheduledFor: number | null;
};

export type NotifyStatus =
  | 'created'
  | 'sending'
  | 'delivered'
  | 'permanent-failure'
  | 'temporary-failure'
  | 'technical-failure';

export type Notification = {
  id: string;
  reference: string | null;
  email: string;
  status: NotifyStatus;
  template: { id: string; version: number };
  subject: string;
  body: string;
  createdAt: number;
  sentAt: number | null;
  completedAt: number | null;
  scheduledFor: number | null;
  oneClickUrl: string | null;
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

const bad = (message: string, error = 'BadRequestError') => new HubError('notify.bad', { message, error });

/** Which of Notify's words a letter's state is (events.md, "Outcomes"). */
export const statusOf = (state: LetterState, reason: string | null): NotifyStatus => {
  if (state === 'planned' || state === 'held' || state === 'waiting') return 'created';
  if (state === 'sending' || state === 'deferred') return 'sending';
  if (state === 'accepted') return 'delivered';
  if (state === 'unknown') return 'temporary-failure';
  if (state === 'suppressed' || isHardBounce(state, reason)) return 'permanent-failure';
  return state === 'bounced' ? 'temporary-failure' : 'technical-failure';
};

/** States that can have a status; `bounced` may be two, so rows are asked once more. */
const statesOf: Readonly<Record<NotifyStatus, readonly LetterState[]>> = {
  created: ['planned', 'held', 'waiting'],
  sending: ['sending', 'deferred'],
  delivered: ['accepted'],
  'permanent-failure': ['refused', 'bounced', 'suppressed'],
  'temporary-failure': ['bounced', 'unknown'],
  'technical-failure': ['cancelled', 'expired', 'failed', 'withdrawn'],
};

/** A value of personalisation in the form that a variable of a mail type wants. */
const asVariable = (kind: VariableKind, value: unknown): unknown => {
  if (kind === 'items') return Array.isArray(value) ? value.map(String) : [String(value)];
  if (kind === 'number') return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (kind === 'instant') return value;
  if (Array.isArray(value)) return value.map(String).join('\n');
  return typeof value === 'boolean' ? (value ? 'yes' : undefined) : String(value);
};

/** {{name}} of our files as ((name)) of theirs. */
const inTheirGrammar = (text: string) =>
  text.replace(/^\{\{[#/][a-z0-9_]+\}\}\n?/gm, '').replace(/\{\{([a-z0-9_]+)\}\}/g, '(($1))');

const hasFile = (personalisation: Personalisation) =>
  Object.values(personalisation).some((v) => typeof v === 'object' && v !== null && !Array.isArray(v) && 'file' in v);

const BODY_BYTES = 2_000_000;
const PAGE = 250;
const REQUEST_KEYS = 7 * DAY;

type Rendered = {
  subject: string;
  body: string;
  html: string | null;
  variables: Record<string, unknown>;
  type: string;
};

export const notifications = (p: NotifyParts) => {
  const senderAddress = (caller: Caller) => {
    const own = senderOf(p.bundle).systems[caller.system];
    return `${own.from}@${own.domain}`;
  };

  const typeTemplate = (type: MailType, language: Language, since: number, caller: Caller): NotifyTemplate => {
    const [head = '', , ...rest] = templateSource(p.bundle, language, type.id).split('\n');
    return {
      id: typeTemplateId(type.id, language),
      name: `${type.id} (${language})`,
      version: 1,
      subject: inTheirGrammar(head.replace(/^Subject: */, '')),
      body: inTheirGrammar(rest.join('\n').trim()),
      createdAt: since,
      updatedAt: null,
      createdBy: senderAddress(caller),
      fields: Object.keys(type.variables).map((name) => ({ name, required: !type.optional?.includes(name) })),
      language,
      source: { type },
    };
  };
  const customTemplate = (custom: CustomTemplate): NotifyTemplate => ({
    id: custom.id,
    name: custom.name,
    version: custom.version,
    subject: custom.subject,
    body: custom.body,
    createdAt: custom.createdAt,
    updatedAt: custom.version > 1 ? custom.changedAt : null,
    createdBy: custom.author,
    fields: custom.fields.map((name) => ({ name, required: true })),
    language: custom.language,
    source: { custom },
  });
  const typesOf = (caller: Caller) => mailTypes.filter((type) => type.systems.includes(caller.system));
  const since = () => findTextSince(p.db, 'bundle');

  const find = async (caller: Caller, id: string, version?: number): Promise<NotifyTemplate | null> => {
    const wanted = id.toLowerCase();
    for (const type of typesOf(caller))
      for (const language of languages)
        if (typeTemplateId(type.id, language) === wanted)
          return version === undefined || version === 1 ? typeTemplate(type, language, await since(), caller) : null;
    const custom = await p.templates.published(wanted, version);
    return custom && custom.system === caller.system ? customTemplate(custom) : null;
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

  const sanitise = (sending: Sending) => {
    try {
      return sanitisePersonalisation(sending.personalisation, sending.sanitise);
    } catch (error) {
      if (isHubError(error) && error.code === 'custom.sanitise_not_text')
        throw bad(`sanitise_content_for ${String(error.details.name)} is not of type string`);
      throw error;
    }
  };

  const needTemplate = async (caller: Caller, id: string): Promise<NotifyTemplate> => {
    const template = await find(caller, id);
    if (!template) throw bad('Template not found');
    if ('custom' in template.source && template.source.custom.archived) throw bad('Template has been deleted');
    return template;
  };

  const replyTo = async (caller: Caller, id: string | null, serviceId: string): Promise<string | null> => {
    if (id === null) return null;
    const address = (await p.settings.get(caller.system)).replyTo[id.toLowerCase()];
    if (!address) throw bad(`email_reply_to_id ${id} does not exist in database for service id ${serviceId}`);
    return address;
  };

  /** Everything that may refuse, in Notify's order; nothing is written. */
  const prepare = async (caller: Caller, sending: Sending, serviceId: string) => {
    const { personalisation, changed } = sanitise(sending);
    const template = await needTemplate(caller, sending.templateId);
    const rendered = render(caller, template, personalisation);
    const reply = await replyTo(caller, sending.replyToId, serviceId);
    if (!(await p.keys.mayWriteTo(caller, sending.to)))
      throw bad('Can’t send to this recipient using a team-only API key');
    if (hasFile(sending.personalisation))
      throw bad(`Send files by email has not been set up - add contact details for your service at ${p.publicUrl()}`);
    const bytes = Buffer.byteLength(rendered.body);
    if (bytes > BODY_BYTES)
      throw bad(
        `Your message is too long. Emails cannot be longer than ${BODY_BYTES} bytes. Your message is ${bytes} bytes.`,
      );
    return { template, rendered, reply, changed };
  };

  const answer = (
    caller: Caller,
    sending: Sending,
    done: { id: string; template: NotifyTemplate; rendered: Rendered; changed: Sanitised },
  ): Sent => ({
    id: done.id,
    reference: sending.reference,
    template: { id: done.template.id, version: done.template.version },
    content: {
      fromEmail: senderAddress(caller),
      subject: done.rendered.subject,
      body: done.rendered.body,
      oneClickUrl: sending.oneClickUrl,
    },
    sanitised: done.changed,
    scheduledFor: sending.scheduledFor,
  });

  const post = async (
    trx: Parameters<FlowParts['outbox']['post']>[0],
    caller: Caller,
    sending: Sending,
    done: { id: string; template: NotifyTemplate; rendered: Rendered; reply: string | null },
  ): Promise<void> => {
    const { template, rendered } = done;
    await p.outbox.post(trx, {
      publicId: done.id,
      type: rendered.type,
      system: caller.system,
      languages: [template.language],
      role: 'reader',
      to: sending.to,
      variables: {
        ...rendered.variables,
        ...(sending.oneClickUrl ? { _one_click: sending.oneClickUrl } : {}),
        ...(done.reply ? { _reply_to: done.reply } : {}),
        ...(sending.scheduledFor === null ? {} : { _scheduled: sending.scheduledFor }),
      },
      lane: 'transactional',
      dedupeKey: `notify:${done.id}`,
      actor: caller.actor,
      cause: 'notify',
      keyType: caller.type,
      ...(sending.reference === null ? {} : { reference: sending.reference }),
      ...(sending.scheduledFor === null ? {} : { notBefore: sending.scheduledFor }),
    });
  };

  const shownOf = (row: LetterRow): Notification => {
    const place = (column: string) => `letter|${column}|${row.public_id}`;
    const variables = unsealJson<Record<string, unknown>>(p.ring, place('variables'), row.variables);
    const language = row.languages.split(',')[0] as Language;
    const custom = row.type === customType.id;
    const text = custom
      ? { subject: String(variables.subject), body: String(variables.body) }
      : typeText(row, language, variables);
    const final = row.final_at !== null;
    return {
      id: row.public_id,
      reference: row.reference,
      email: unseal(p.ring, place('recipient'), row.recipient),
      status: statusOf(row.state, row.reason),
      template: custom
        ? { id: String(variables.template), version: Number(variables.version) }
        : { id: typeTemplateId(row.type, language), version: 1 },
      ...text,
      createdAt: row.created_at,
      sentAt: row.sent_at,
      completedAt: final ? row.final_at : null,
      scheduledFor: typeof variables._scheduled === 'number' ? variables._scheduled : null,
      oneClickUrl: typeof variables._one_click === 'string' ? variables._one_click : null,
    };
  };

  /** Text of a shipped mail as it was; erased secrets show as their field. */
  const typeText = (row: LetterRow, language: Language, variables: Record<string, unknown>) => {
    const type = mailType(row.type);
    const secrets = row.secrets
      ? unsealJson<Record<string, unknown>>(p.ring, `letter|secrets|${row.public_id}`, row.secrets, 'secret')
      : {};
    try {
      const letter = renderLetter({
        bundle: p.bundle,
        type,
        system: row.system as Caller['system'],
        languages: [language],
        variables: { ...variables, ...secrets },
      });
      return { subject: letter.subject, body: letter.text.trim() };
    } catch {
      const [head = '', , ...rest] = templateSource(p.bundle, language, type.id).split('\n');
      return {
        subject: inTheirGrammar(head.replace(/^Subject: */, '')),
        body: inTheirGrammar(rest.join('\n').trim()),
      };
    }
  };

  return {
    /**
     * Posts a letter. With a request key the same request again answers the same. Errors: `notify.bad {message, error}`,
     * `request-key.conflict`.
     */
    async send(caller: Caller, sending: Sending, serviceId: string, requestKey?: string): Promise<Sent> {
      const scope = `v2:${caller.system}:${caller.type}`;
      const hash = requestKey ? blindIndex(p.ring, 'request-key', requestKey) : null;
      const fingerprint = fingerprintOf(p, sending);
      const known = hash ? await findRequestKey(p.db, scope, hash) : undefined;
      const stored = (row: NonNullable<typeof known>): Sent => {
        if (!row.fingerprint.equals(fingerprint) || !row.answer) throw new HubError('request-key.conflict');
        return unsealJson<Sent>(p.ring, `request_key|answer|${scope}`, row.answer);
      };
      if (known) return stored(known);
      const prepared = await prepare(caller, sending, serviceId);
      const id = randomUUID();
      const sent = answer(caller, sending, { id, ...prepared });
      if (leavesNoTrace(sending.to)) return sent;
      const now = p.clock.now();
      return p.db.write(async (trx) => {
        if (hash) {
          const fresh = await insertRequestKey(trx, {
            scope,
            hash,
            fingerprint,
            answer: null,
            created_at: now,
            purge_after: now + REQUEST_KEYS,
          });
          if (!fresh) return stored((await findRequestKey(trx, scope, hash))!);
          await setRequestAnswer(trx, scope, hash, sealJson(p.ring, `request_key|answer|${scope}`, sent));
        }
        await post(trx, caller, sending, { id, ...prepared });
        return sent;
      });
    },

    /** Any key of the system may read any letter of this face by id. Null when there is none. */
    async notification(caller: Caller, id: string): Promise<Notification | null> {
      const row = await findLetter(p.db, id.toLowerCase());
      return row && row.system === caller.system && row.cause === 'notify' ? shownOf(row) : null;
    },

    /** A page of the calling key's type, newest first; at most 250. */
    async list(
      caller: Caller,
      filter: { statuses: readonly NotifyStatus[] | null; reference?: string; olderThan?: string },
    ): Promise<Notification[]> {
      let below: { createdAt: number; id: number } | undefined;
      if (filter.olderThan !== undefined) {
        const row = await findLetter(p.db, filter.olderThan.toLowerCase());
        if (!row || row.system !== caller.system || row.cause !== 'notify') return [];
        below = { createdAt: row.created_at, id: row.id };
      }
      const states = filter.statuses?.flatMap((s) => statesOf[s]);
      const found: Notification[] = [];
      for (;;) {
        const rows = await listNotifications(p.db, {
          system: caller.system,
          keyType: caller.type,
          limit: PAGE,
          ...(states ? { states } : {}),
          ...(filter.reference === undefined ? {} : { reference: filter.reference }),
          ...(below ? { below } : {}),
        });
        for (const row of rows)
          if (found.length < PAGE && (!filter.statuses || filter.statuses.includes(statusOf(row.state, row.reason))))
            found.push(shownOf(row));
        const last = rows.at(-1);
        if (rows.length < PAGE || found.length === PAGE || !last) return found;
        below = { createdAt: last.created_at, id: last.id };
      }
    },

    template: find,

    /** Every template of the caller's system, by name; archived ones are left out. */
    async templates(caller: Caller): Promise<NotifyTemplate[]> {
      const from = await since();
      const custom = (await p.templates.list({ system: caller.system })).filter((one) => one.published);
      return [
        ...custom.map(customTemplate),
        ...typesOf(caller).flatMap((type) => languages.map((language) => typeTemplate(type, language, from, caller))),
      ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },

    /** A template with its fields filled. Errors: `notify.bad`. */
    preview(caller: Caller, template: NotifyTemplate, personalisation: Personalisation) {
      const rendered = render(caller, template, personalisation);
      return { subject: rendered.subject, body: rendered.body, html: rendered.html };
    },

    /** How far ahead a letter may be scheduled. */
    furthest: 24 * HOUR,
  };
};
export type Notifications = ReturnType<typeof notifications>;
