/**
 * The calls of `/v2`, the e-mail part of the GOV.UK Notify contract: paths, queries, bodies and answers for the router, the OpenAPI
 * document and its page. What is wrong is said in Notify's own words (intake/http/notify/schema.ts).
 */
import { z } from 'zod';
import type { ApiCall } from './apiCalls.ts';

const nullable = <T extends z.ZodType>(one: T) => one.nullable().optional();
const uuid = z.uuid();
const instant = z.string().meta({ format: 'date-time' });
const personalisation = z.record(z.string(), z.unknown()).meta({
  description: 'Values of the placeholders of the template; a file by link is an object as `prepareUpload` makes it.',
});

export const notifyEmail = z.strictObject({
  email_address: z.string().meta({ format: 'email' }),
  template_id: uuid,
  personalisation: personalisation.optional(),
  reference: z.string().max(1000).optional().meta({ description: 'Yours; lists can be asked for it.' }),
  scheduled_for: nullable(z.string()).meta({
    description: 'ISO 8601, not in the past and at most 24 hours ahead; without an offset it is UTC.',
  }),
  email_reply_to_id: uuid.optional().meta({ description: 'A reply-to address that staff have proven.' }),
  one_click_unsubscribe_url: nullable(z.string()).meta({ description: 'https only.' }),
  sanitise_content_for: nullable(z.array(z.string())).meta({
    description: 'Placeholders whose values are shown without markup.',
  }),
});
export const notifyPreview = z.strictObject({ personalisation: personalisation.optional() });

const template = z.object({ id: uuid, version: z.number().int(), uri: z.string() });
export const notifySent = z.object({
  id: uuid,
  reference: z.string().nullable(),
  uri: z.string(),
  scheduled_for: instant.nullable(),
  template,
  content: z.object({
    from_email: z.string(),
    subject: z.string(),
    body: z.string(),
    one_click_unsubscribe_url: z.string().nullable(),
  }),
  sanitised_content: z.unknown(),
});

export const notifyStates = [
  'created',
  'sending',
  'delivered',
  'technical-failure',
  'temporary-failure',
  'permanent-failure',
] as const;
export const notification = z.object({
  id: uuid,
  reference: z.string().nullable(),
  email_address: z.string(),
  type: z.literal('email'),
  status: z.enum(notifyStates),
  template,
  body: z.string(),
  subject: z.string(),
  created_at: instant,
  sent_at: instant.nullable(),
  completed_at: instant.nullable(),
  scheduled_for: instant.nullable(),
  one_click_unsubscribe_url: z.string().nullable(),
});
export const notificationList = z.object({
  notifications: z.array(notification),
  links: z.object({ current: z.string(), next: z.string().optional() }),
});
export const notifyTemplate = z.object({
  id: uuid,
  type: z.literal('email'),
  name: z.string(),
  created_at: instant,
  updated_at: instant.nullable(),
  created_by: z.string(),
  version: z.number().int(),
  subject: z.string(),
  body: z.string(),
  personalisation: z.record(z.string(), z.object({ required: z.boolean() })),
});
export const notifyTemplateList = z.object({ templates: z.array(notifyTemplate) });
export const notifyPreviewed = z.object({
  id: uuid,
  type: z.literal('email'),
  version: z.number().int(),
  subject: z.string(),
  body: z.string(),
  html: z.string(),
});
export const notifyProblem = z.object({
  status_code: z.number().int(),
  errors: z.array(z.object({ error: z.string(), message: z.string() })),
});

/** Kinds that Notify has; here only `email` is ever found. */
export const notifyKinds = ['sms', 'email', 'letter'] as const;
/** What a list may be asked for: Notify's own list, so that its clients are never refused. */
export const notifyStatuses = [
  'cancelled',
  'created',
  'sending',
  'sent',
  'delivered',
  'pending',
  'failed',
  'technical-failure',
  'temporary-failure',
  'permanent-failure',
  'pending-virus-check',
  'validation-failed',
  'virus-scan-failed',
  'returned-letter',
  'accepted',
  'received',
] as const;

const call = <Q extends z.ZodObject>(one: ApiCall<Q>): ApiCall<Q> => one;
const nothing = z.object({});
const json = ['application/json'];
const ofTemplate = { id: 'The template, a UUID.' };

/** By `operationId`. */
export const notifyCalls = {
  sendEmail: call({
    method: 'post',
    path: '/v2/notifications/email',
    summary: 'Send a mail by a template',
    parameters: {},
    query: nothing,
    headers: { 'Idempotency-Key': 'Of the hub, not of Notify: the same key again answers the same and sends nothing.' },
    body: { named: 'NotifyEmail', as: json },
    status: 201,
    answer: 'NotifySent',
    told: 'On disk.',
    problems: [400, 409, 413, 415],
  }),
  listNotifications: call({
    method: 'get',
    path: '/v2/notifications',
    summary: 'Mails of the key’s service, newest first, 250 at a time',
    parameters: {},
    query: z.object({
      reference: z.string().optional().meta({ description: 'Yours.' }),
      status: z.array(z.enum(notifyStatuses)).optional().meta({ description: '`failed` stands for all failures.' }),
      template_type: z.array(z.enum(notifyKinds)).optional().meta({ description: 'Only `email` is ever found.' }),
      include_jobs: z.enum(['true', 'True']).optional().meta({ description: 'Taken, and without effect.' }),
      older_than: uuid.optional().meta({ description: 'Id of the last one of the page before.' }),
    }),
    status: 200,
    answer: 'NotificationList',
    told: 'A page.',
    problems: [400],
  }),
  getNotification: call({
    method: 'get',
    path: '/v2/notifications/:id',
    summary: 'A mail and its status',
    parameters: { id: 'The mail, a UUID.' },
    query: nothing,
    status: 200,
    answer: 'Notification',
    told: 'The mail.',
    problems: [400, 404],
  }),
  listTemplates: call({
    method: 'get',
    path: '/v2/templates',
    summary: 'Templates of the key’s service',
    parameters: {},
    query: z.object({ type: z.enum(notifyKinds).optional().meta({ description: 'Only `email` is ever found.' }) }),
    status: 200,
    answer: 'NotifyTemplateList',
    told: 'All of them.',
    problems: [400],
  }),
  getTemplate: call({
    method: 'get',
    path: '/v2/template/:id',
    summary: 'The newest version of a template',
    parameters: ofTemplate,
    query: nothing,
    status: 200,
    answer: 'NotifyTemplate',
    told: 'The template.',
    problems: [400, 404],
  }),
  getTemplateVersion: call({
    method: 'get',
    path: '/v2/template/:id/version/:version',
    summary: 'One version of a template',
    parameters: { ...ofTemplate, version: 'From 1.' },
    query: nothing,
    status: 200,
    answer: 'NotifyTemplate',
    told: 'The template as it was.',
    problems: [400, 404],
  }),
  previewTemplate: call({
    method: 'post',
    path: '/v2/template/:id/preview',
    summary: 'A mail as it would be; nothing is sent',
    parameters: ofTemplate,
    query: nothing,
    body: { named: 'NotifyPreview', as: json },
    status: 200,
    answer: 'NotifyPreviewed',
    told: 'The mail.',
    problems: [400, 404, 413, 415],
  }),
};
export type NotifyCalls = typeof notifyCalls;
