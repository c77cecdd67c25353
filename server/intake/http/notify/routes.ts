/** The /v2 face: the e-mail part of the GOV.UK Notify contract, so that its official clients work unmodified (notify-api.md 1). */
import Router, { type RouterContext } from '@koa/router';
import type { ApiCall } from '../../../contract/apiCalls.ts';
import { type NotifyCalls, notifyCalls } from '../../../contract/notifyCalls.ts';
import type { Caller, Keys, TokenFault } from '../../../domain/keys/keys.ts';
import type { Rates } from '../../../domain/keys/rates.ts';
import type { Notification, NotifyStatus } from '../../../domain/notify/letters.ts';
import type { Notifications, Sent } from '../../../domain/notify/notify.ts';
import type { NotifyTemplate } from '../../../domain/notify/templates.ts';
import type { Clock } from '../../../lib/clock.ts';
import { isHubError } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import { isPassing, RETRY_AFTER } from '../../../lib/passing.ts';
import { noteCall, type Traces } from '../../../lib/traces.ts';
import { readJson } from '../api/body.ts';
import { rateHeaders } from '../api/rate.ts';
import { callerBehind } from '../api/route.ts';
import type { DoorBudgets } from '../budgets.ts';
import { type KnownCode, statuses } from '../statuses.ts';
import {
  emailShape,
  faults,
  listFaults,
  previewShape,
  readSchedule,
  surplus,
  templateListFaults,
  uuid,
} from './schema.ts';

export type NotifyDoor = {
  notifications: Notifications;
  keys: Keys;
  clock: Clock;
  /** Who collects traces; null for nobody. */
  traces: Traces | null;
  log: Log;
  rate: Rates;
  /** What one network may get wrong. */
  budgets: DoorBudgets;
  publicUrl: () => string;
};

type Who = Caller & { service: string };
type Run = (ctx: RouterContext, who: Who) => Promise<void>;

/** A body may carry two megabytes of text, or five files of two megabytes. */
const BODY_LIMIT = 15_000_000;

const fail = (ctx: RouterContext, status: number, error: string, messages: readonly string[]): void => {
  ctx.status = status;
  ctx.body = { status_code: status, errors: messages.map((message) => ({ error, message })) };
};

const authWords: Readonly<Record<TokenFault, string>> = {
  undecodable: 'Invalid token: make sure your API token matches the example at',
  algorithm: 'Invalid token: algorithm used is not HS256',
  'no-iss': 'Invalid token: iss field not provided',
  'iss-type': 'Invalid token: service id is not the right data type',
  'no-service': 'Invalid token: service not found',
  'no-keys': 'Invalid token: service has no API keys',
  'not-found': 'Invalid token: API key not found',
  revoked: 'Invalid token: API key revoked',
  clock: 'Error: Your system clock must be accurate to within 30 seconds',
};

/** Thrown with the words that the client gets. */
class Refusal extends Error {
  readonly status: number;
  readonly error: string;
  readonly messages: readonly string[];
  constructor(status: number, error: string, ...messages: string[]) {
    super(messages[0]);
    this.status = status;
    this.error = error;
    this.messages = messages;
  }
}
const notThere = () => new Refusal(404, 'NoResultFound', 'No result found');
const checked = (messages: readonly string[]) => {
  if (messages.length > 0) throw new Refusal(400, 'ValidationError', ...messages);
};

const issuerOf = (claims: string): string =>
  /"iss"\s*:\s*"([^"]{1,64})"/.exec(Buffer.from(claims.slice(0, 2000), 'base64url').toString('utf8'))?.[1] ?? '';

const whoIs = async (p: NotifyDoor, ctx: RouterContext): Promise<Who> => {
  const header = ctx.get('authorization');
  if (!header) throw new Refusal(401, 'AuthError', 'Unauthorized: authentication token must be provided');
  if (header.slice(0, 7).toLowerCase() !== 'bearer ')
    throw new Refusal(401, 'AuthError', 'Unauthorized: authentication bearer scheme must be used');
  const token = header.slice(7).trim();
  // A token is new each time; its service and key stand in the claims, which a neighbour does not know.
  const name = token.split('.')[1] ?? '';
  const who = await callerBehind(p, ctx, () => p.keys.byToken(token, Math.floor(Date.now() / 1000)), issuerOf(name));
  if (typeof who !== 'string') return who;
  const words = who === 'undecodable' ? `${authWords[who]} ${p.publicUrl()}/api/docs` : authWords[who];
  throw new Refusal(403, 'AuthError', words);
};

const countSend = async (p: NotifyDoor, ctx: RouterContext, who: Who): Promise<void> => {
  const allowance = await p.rate(who.keyId);
  if (!allowance) return;
  ctx.set(rateHeaders(allowance));
  if (allowance.allowed) return;
  const words = `Exceeded rate limit for key type ${who.type.toUpperCase()} of ${allowance.limit} requests per 60 seconds`;
  throw new Refusal(429, 'RateLimitError', words);
};

/** What other parts refuse, in the words of this door. */
const refusals: Partial<Record<KnownCode, readonly [error: string, message: string]>> = {
  'body.not-json': ['BadRequestError', 'Invalid JSON supplied in POST data'],
  'body.not-utf8': ['BadRequestError', 'Invalid JSON supplied in POST data'],
  'body.packed-badly': ['BadRequestError', 'The body of the request is not what its Content-Encoding says'],
  'body.encoding': ['BadRequestError', 'The body of the request may be packed with gzip or deflate only'],
  'body.too-large': ['BadRequestError', 'The body of the request is too large'],
  'key.misses': ['RateLimitError', 'Too many wrong tokens came from this network'],
  'files.unavailable': ['ServiceUnavailable', 'The store of files is away. Nothing was stored, try again'],
  'request-key.conflict': ['BadRequestError', 'Idempotency-Key was used with another request'],
};

/** Known faults in their words; null for what is our own. */
const refusalOf = (error: unknown): Refusal | null => {
  if (error instanceof Refusal) return error;
  if (!isHubError(error)) return null;
  if (error.code === 'notify.bad') return new Refusal(400, String(error.details.error), String(error.details.message));
  const words = refusals[error.code as KnownCode];
  return words ? new Refusal(statuses[error.code as KnownCode], ...words) : null;
};

const tell = (p: NotifyDoor, ctx: RouterContext, error: unknown): void => {
  const refusal = refusalOf(error);
  if (refusal) {
    fail(ctx, refusal.status, refusal.error, refusal.messages);
    return;
  }
  p.log.error({ error: (error as Error).message, stack: (error as Error).stack }, 'notify call failed');
  if (isPassing(error)) {
    ctx.set('Retry-After', RETRY_AFTER);
    fail(ctx, 503, 'ServiceUnavailable', ['Nothing was stored, try again']);
    return;
  }
  fail(ctx, 500, (error as Error).name || 'Exception', ['Internal server error']);
};

/** `%Y-%m-%dT%H:%M:%S.%fZ`: six digits. */
const time = (at: number): string => new Date(at).toISOString().replace(/Z$/, '000Z');
const maybeTime = (at: number | null) => (at === null ? null : time(at));

const sentAnswer = (p: NotifyDoor, who: Who, sent: Sent) => ({
  id: sent.id,
  reference: sent.reference,
  uri: `${p.publicUrl()}/v2/notifications/${sent.id}`,
  scheduled_for: maybeTime(sent.scheduledFor),
  template: {
    ...sent.template,
    uri: `${p.publicUrl()}/services/${who.service}/templates/${sent.template.id}`,
  },
  content: {
    from_email: sent.content.fromEmail,
    subject: sent.content.subject,
    body: sent.content.body,
    one_click_unsubscribe_url: sent.content.oneClickUrl,
  },
  sanitised_content: sent.sanitised,
});

const nothing = {
  phone_number: null,
  line_1: null,
  line_2: null,
  line_3: null,
  line_4: null,
  line_5: null,
  line_6: null,
  postcode: null,
};

const notificationAnswer = (p: NotifyDoor, n: Notification) => ({
  id: n.id,
  reference: n.reference,
  email_address: n.email,
  ...nothing,
  type: 'email',
  status: n.status,
  template: {
    ...n.template,
    uri: `${p.publicUrl()}/v2/template/${n.template.id}/version/${n.template.version}`,
  },
  body: n.body,
  subject: n.subject,
  created_at: time(n.createdAt),
  created_by_name: null,
  sent_at: maybeTime(n.sentAt),
  completed_at: maybeTime(n.completedAt),
  scheduled_for: maybeTime(n.scheduledFor),
  postage: null,
  one_click_unsubscribe: n.oneClickUrl,
  one_click_unsubscribe_url: n.oneClickUrl,
  cost_details: {},
  cost_in_pounds: 0.0,
  is_cost_data_ready: true,
});

const templateAnswer = (t: NotifyTemplate) => ({
  id: t.id,
  type: 'email',
  name: t.name,
  created_at: time(t.createdAt),
  updated_at: maybeTime(t.updatedAt),
  created_by: t.createdBy,
  version: t.version,
  body: t.body,
  subject: t.subject,
  postage: null,
  letter_contact_block: null,
  personalisation: Object.fromEntries(t.fields.map((f) => [f.name, { required: f.required }])),
});

const failures: readonly NotifyStatus[] = ['technical-failure', 'temporary-failure', 'permanent-failure'];
const ours: readonly string[] = ['created', 'sending', 'delivered', ...failures];

const send =
  (p: NotifyDoor): Run =>
  async (ctx, who) => {
    await countSend(p, ctx, who);
    const body = (await readJson(ctx, { limit: BODY_LIMIT })) as Record<string, unknown>;
    checked(faults(emailShape(p.clock.now(), p.notifications.furthest), body));
    const text = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : null);
    const requestKey = ctx.get('idempotency-key').slice(0, 255);
    const scheduled = text('scheduled_for');
    const from = p.clock.now();
    const sent = await p.notifications.send(
      who,
      {
        templateId: text('template_id')!,
        to: text('email_address')!,
        personalisation: (body.personalisation ?? {}) as Record<string, unknown>,
        sanitise: (body.sanitise_content_for ?? []) as string[],
        reference: text('reference'),
        replyToId: text('email_reply_to_id'),
        oneClickUrl: text('one_click_unsubscribe_url'),
        scheduledFor: scheduled === null ? null : readSchedule(scheduled),
      },
      who.service,
      requestKey || undefined,
    );
    noteCall(p.traces, [sent.id], {
      ...{ name: 'notification taken', from, to: p.clock.now(), facts: {} },
      traceparent: ctx.get('traceparent'),
    });
    ctx.status = 201;
    ctx.body = sentAnswer(p, who, sent);
  };

const list =
  (p: NotifyDoor): Run =>
  async (ctx, who) => {
    const query = new URLSearchParams(ctx.querystring);
    checked(listFaults(query));
    const asked = query.getAll('status').flatMap((s): readonly string[] => (s === 'failed' ? failures : [s]));
    const kinds = query.getAll('template_type');
    const olderThan = query.get('older_than');
    const reference = query.get('reference');
    const found =
      kinds.length > 0 && !kinds.includes('email')
        ? []
        : await p.notifications.list(who, {
            statuses: asked.length === 0 ? null : (asked.filter((s) => ours.includes(s)) as NotifyStatus[]),
            ...(reference === null ? {} : { reference }),
            ...(olderThan === null ? {} : { olderThan }),
          });
    const link = (q: URLSearchParams) => `${p.publicUrl()}/v2/notifications${q.size > 0 ? `?${q}` : ''}`;
    const next = new URLSearchParams(query);
    if (found.length > 0) next.set('older_than', found.at(-1)!.id);
    ctx.body = {
      notifications: found.map((n) => notificationAnswer(p, n)),
      links: { current: link(query), ...(found.length > 0 ? { next: link(next) } : {}) },
    };
  };

const idOf = (ctx: RouterContext, name: string): string => {
  const { id = '' } = ctx.params as { id?: string };
  if (!uuid.test(id)) throw new Refusal(400, 'ValidationError', `${name} is not a valid UUID`);
  return id;
};

const templateOf = async (p: NotifyDoor, ctx: RouterContext, who: Who, version?: number): Promise<NotifyTemplate> => {
  const template = await p.notifications.template(who, idOf(ctx, 'id'), version);
  if (!template) throw notThere();
  return template;
};

const versionOf = (ctx: RouterContext): number => {
  const { version = '' } = ctx.params as { version?: string };
  if (!/^-?\d+$/.test(version)) throw new Refusal(400, 'ValidationError', `version ${version} is not of type integer`);
  if (Number(version) < 1)
    throw new Refusal(400, 'ValidationError', `version ${version} is less than the minimum of 1`);
  return Number(version);
};

const preview =
  (p: NotifyDoor): Run =>
  async (ctx, who) => {
    const body = (await readJson(ctx, { limit: BODY_LIMIT, empty: {} })) as {
      personalisation?: Record<string, unknown>;
    };
    checked(faults(previewShape, body));
    const template = await templateOf(p, ctx, who);
    const text = p.notifications.preview(who, template, body.personalisation ?? {});
    ctx.body = { id: template.id, type: 'email', version: template.version, ...text, postage: null };
  };

/** What Notify has and we do not: said in its own envelope. */
const others: readonly ['get' | 'post', string, string][] = [
  ['post', '/v2/notifications/sms', 'Service is not allowed to send text messages'],
  ['post', '/v2/notifications/letter', 'Service is not allowed to send letters'],
  ['get', '/v2/notifications/:id/pdf', 'Notification is not a letter'],
  ['get', '/v2/received-text-messages', 'Service is not allowed to receive text messages'],
];

/** What each call of the contract does. */
const runsOf = (p: NotifyDoor): Record<keyof NotifyCalls, Run> => ({
  sendEmail: send(p),
  listNotifications: list(p),
  async getNotification(ctx, who) {
    const found = await p.notifications.notification(who, idOf(ctx, 'notification_id'));
    if (!found) throw notThere();
    ctx.body = notificationAnswer(p, found);
  },
  async listTemplates(ctx, who) {
    const query = new URLSearchParams(ctx.querystring);
    checked(templateListFaults(query));
    const type = query.get('type');
    const all = type === null || type === 'email' ? await p.notifications.templates(who) : [];
    ctx.body = { templates: all.map(templateAnswer) };
  },
  async getTemplate(ctx, who) {
    ctx.body = templateAnswer(await templateOf(p, ctx, who));
  },
  async getTemplateVersion(ctx, who) {
    const version = versionOf(ctx);
    ctx.body = templateAnswer(await templateOf(p, ctx, who, version));
  },
  previewTemplate: preview(p),
});

export const notifyRoutes = (p: NotifyDoor): Router => {
  const router = new Router();
  const on = (method: 'get' | 'post', path: string, run: Run) =>
    router[method](path, async (ctx) => {
      ctx.set('Cache-Control', 'no-store');
      try {
        await run(ctx, await whoIs(p, ctx));
      } catch (error) {
        tell(p, ctx, error);
      }
    });
  for (const [method, path, words] of others)
    on(method, path, async () => {
      throw new Refusal(400, 'BadRequestError', words);
    });
  for (const [id, run] of Object.entries(runsOf(p))) {
    const one: ApiCall = notifyCalls[id as keyof NotifyCalls];
    on(one.method, one.path, async (ctx, who) => {
      const strange = Object.keys(ctx.query).filter((name) => !Object.hasOwn(one.query.shape, name));
      // Lists check theirs as Notify does; of the other reads Notify takes anything, so that it is only told.
      if (one.method === 'post') checked(surplus(strange));
      await run(ctx, who);
      if (strange.length > 0) ctx.body = { ...(ctx.body as object), warnings: surplus(strange) };
    });
  }
  router.all('/v2/{*rest}', (ctx) => {
    // Outside Notify's own routes its framework answers, in another envelope.
    const known = /^\/v2\/(notifications(\/(email|sms|letter))?|templates|template\/[^/]+(\/preview)?)$/.test(ctx.path);
    ctx.status = known ? 405 : 404;
    ctx.body = {
      result: 'error',
      message: known
        ? 'The method is not allowed for the requested URL.'
        : 'The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.',
    };
  });
  return router;
};
