/**
 * The Notify face behind its door: posting letters of templates. What is refused is a HubError with Notify's own words in
 * `details.message`, for clients and their users read them.
 */
import { randomUUIDv7 } from 'node:crypto';
import type { Bundle } from '../../letters/bundle.ts';
import { insensitiveKey, type Personalisation } from '../../letters/custom.ts';
import { type Sanitised, sanitisePersonalisation } from '../../letters/sanitise.ts';
import type { MailType } from '../../letters/types.ts';
import { DAY, HOUR } from '../../lib/clock.ts';
import { HubError, isHubError } from '../../lib/errors.ts';
import { gathering } from '../../lib/gather.ts';
import { blindIndex, sealJson, unsealJson } from '../../lib/seal.ts';
import type { NewLetter } from '../../outbox/outbox.ts';
import { leavesNoTrace } from '../../outbox/simulation.ts';
import type { Trx } from '../../store/db.ts';
import { findRequestKey, insertRequestKey, setRequestAnswer } from '../../store/events.ts';
import type { FlowParts } from '../cases/parts.ts';
import { fingerprintOf } from '../cases/taking.ts';
import { isFileValue, readFileValue } from '../files/asked.ts';
import type { Files, PlannedFile } from '../files/files.ts';
import type { Caller, Keys } from '../keys/keys.ts';
import type { ReplyAddresses } from '../systems/replyAddresses.ts';
import type { CustomTemplates } from '../templates/templates.ts';
import { notifyLetters } from './letters.ts';
import { bad, type NotifyTemplate, notifyTemplates, type Rendered } from './templates.ts';

export type NotifyParts = Pick<FlowParts, 'db' | 'ring' | 'clock' | 'outbox' | 'settings'> & {
  keys: Keys;
  templates: CustomTemplates;
  replyAddresses: ReplyAddresses;
  files: Files;
  bundle: Bundle;
  publicUrl: () => string;
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

const BODY_BYTES = 2_000_000;
const REQUEST_KEYS = 7 * DAY;

type Prepared = {
  id: string;
  template: NotifyTemplate;
  rendered: Rendered;
  reply: string | null;
  changed: Sanitised;
  files: PlannedFile[];
};
/** The kind of a variable of a shipped mail, by its name as Notify compares names. */
const kindIn = (type: MailType, name: string) =>
  Object.entries(type.variables).find(([own]) => insensitiveKey(own) === insensitiveKey(name))?.[1];

/** A request ready to be written; `key` when it may be repeated under a name of its own. */
type Ready = {
  sent: Sent;
  letter: NewLetter;
  files: readonly PlannedFile[];
  key: { scope: string; hash: Buffer; fingerprint: Buffer } | null;
};
/** Most letters that one write takes. */
const GATHERED = 50;

export const openNotifications = (p: NotifyParts) => {
  const templates = notifyTemplates(p);

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
    const template = await templates.find(caller, id);
    if (!template) throw bad('Template not found');
    if ('custom' in template.source && template.source.custom.archived) throw bad('Template has been deleted');
    return template;
  };

  const replyTo = async (caller: Caller, id: string | null, serviceId: string): Promise<string | null> => {
    if (id === null) return null;
    const address = await p.replyAddresses.of(caller.system, id);
    if (!address) throw bad(`email_reply_to_id ${id} does not exist in database for service id ${serviceId}`);
    return address;
  };

  /**
   * Files of a personalisation become their links. What is wrong with one is kept until its turn. A shipped mail takes a file only where its
   * text has a link: certificates stand in the text.
   */
  const withLinks = (template: NotifyTemplate, personalisation: Personalisation) => {
    const files: PlannedFile[] = [];
    let fault: unknown = null;
    const linked: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(personalisation)) {
      linked[name] = value;
      if (!isFileValue(value)) continue;
      linked[name] = '-';
      const kind = 'type' in template.source ? kindIn(template.source.type, name) : undefined;
      if (kind !== undefined && kind !== 'url') throw bad(`personalisation ${name} cannot be a file`);
      try {
        const file = p.files.plan(readFileValue(name, value));
        files.push(file);
        linked[name] = file.url;
      } catch (error) {
        fault ??= error;
      }
    }
    return { linked, files, fault };
  };

  /** Everything that may refuse, in Notify's order; nothing is written. */
  const prepare = async (caller: Caller, sending: Sending, serviceId: string) => {
    const { personalisation, changed } = sanitise(sending);
    const template = await needTemplate(caller, sending.templateId);
    const { linked, files, fault } = withLinks(template, personalisation);
    const rendered = templates.render(caller, template, linked);
    const reply = await replyTo(caller, sending.replyToId, serviceId);
    if (!(await p.keys.mayWriteTo(caller, sending.to)))
      throw bad('Can’t send to this recipient using a team-only API key');
    if (fault) throw fault;
    const bytes = Buffer.byteLength(rendered.body);
    if (bytes > BODY_BYTES)
      throw bad(
        `Your message is too long. Emails cannot be longer than ${BODY_BYTES} bytes. Your message is ${bytes} bytes.`,
      );
    return { template, rendered, reply, changed, files };
  };

  const answer = (caller: Caller, sending: Sending, done: Prepared): Sent => ({
    id: done.id,
    reference: sending.reference,
    template: { id: done.template.id, version: done.template.version },
    content: {
      fromEmail: templates.senderAddress(caller),
      subject: done.rendered.subject,
      body: done.rendered.body,
      oneClickUrl: sending.oneClickUrl,
    },
    sanitised: done.changed,
    scheduledFor: sending.scheduledFor,
  });

  const letterOf = (caller: Caller, sending: Sending, done: Prepared): NewLetter => {
    const { template, rendered } = done;
    return {
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
    };
  };

  const storedAnswer = (row: { fingerprint: Buffer; answer: Buffer | null }, key: NonNullable<Ready['key']>): Sent => {
    if (!row.fingerprint.equals(key.fingerprint) || !row.answer) throw new HubError('request-key.conflict');
    return unsealJson<Sent>(p.ring, `request_key|answer|${key.scope}`, row.answer);
  };

  /** Notes a request under its key; the first answer when it was there before. */
  const noteKey = async (trx: Trx, { key, sent }: Ready): Promise<Sent | null> => {
    if (!key) return null;
    const now = p.clock.now();
    const fresh = await insertRequestKey(trx, {
      ...key,
      answer: null,
      created_at: now,
      purge_after: now + REQUEST_KEYS,
    });
    if (!fresh) return storedAnswer((await findRequestKey(trx, key.scope, key.hash))!, key);
    await setRequestAnswer(trx, key.scope, key.hash, sealJson(p.ring, `request_key|answer|${key.scope}`, sent));
    return null;
  };

  const gather = gathering<Ready, Sent>({
    most: GATHERED,
    weight: () => 1,
    write: (requests) =>
      p.db.write(async (trx) => {
        const answers: Sent[] = [];
        const letters: NewLetter[] = [];
        for (const request of requests) {
          const before = await noteKey(trx, request);
          answers.push(before ?? request.sent);
          if (before) continue;
          for (const file of request.files) await p.files.attach(trx, file, request.sent.id);
          letters.push(request.letter);
        }
        await p.outbox.postAll(trx, letters);
        return answers;
      }),
  });

  return {
    ...notifyLetters(p),

    /**
     * Posts a letter. With a request key the same request again answers the same. Errors: `notify.bad {message, error}`,
     * `request-key.conflict`.
     */
    async send(caller: Caller, sending: Sending, serviceId: string, requestKey?: string): Promise<Sent> {
      const scope = `v2:${caller.system}:${caller.type}`;
      const key = requestKey
        ? { scope, hash: blindIndex(p.ring, 'request-key', requestKey), fingerprint: fingerprintOf(p, sending) }
        : null;
      const known = key ? await findRequestKey(p.db, scope, key.hash) : undefined;
      if (key && known) return storedAnswer(known, key);
      const prepared = { id: randomUUIDv7(), ...(await prepare(caller, sending, serviceId)) };
      const sent = answer(caller, sending, prepared);
      if (leavesNoTrace(sending.to)) return sent;
      const { files, template } = prepared;
      for (const file of files)
        await p.files.keep(file, { system: caller.system, email: sending.to, language: template.language });
      return gather(caller.actor, { sent, letter: letterOf(caller, sending, prepared), files, key });
    },

    template: templates.find,
    templates: templates.list,

    /** A template with its fields filled. Errors: `notify.bad`. */
    preview(caller: Caller, template: NotifyTemplate, personalisation: Personalisation) {
      const { subject, body, html } = templates.render(caller, template, personalisation);
      return { subject, body, html };
    },

    /** How far ahead a letter may be scheduled. */
    furthest: 24 * HOUR,
  };
};
export type Notifications = ReturnType<typeof openNotifications>;
