/** Every event of the application systems: its fields and who may be named as recipient. Validation, types and OpenAPI come from here. */
import { z } from 'zod';
import type { RecipientRole } from './codes.ts';
import { noticeKinds, statusCodes } from './eventCodes.ts';
import {
  certificate,
  code,
  codeOrWords,
  count,
  date,
  deliveryMethod,
  holderKind,
  instant,
  line,
  link,
  longWords,
  procedure,
  recipient,
  secret,
  url,
  words,
} from './eventFields.ts';

export type EventShape = {
  /** Fields of `data` beside `recipients`. */
  data: z.ZodRawShape;
  /** Roles that must be there, in the event or known from an earlier one of the case. */
  needs: readonly RecipientRole[];
  /** Roles that may be there. */
  takes: readonly RecipientRole[];
};

const holder = { needs: ['holder'], takes: [] } as const;
const filer = { needs: ['filer'], takes: ['applicant'] } as const;
const nobody = { needs: [], takes: ['holder', 'filer', 'applicant'] } as const;
const toNew = { needs: ['new'], takes: ['holder', 'old'] } as const;
const both = { needs: ['old', 'new'], takes: ['holder'] } as const;

const userId = code('R0123456789');
const number = code('20261121-000123');
const status = codeOrWords(statusCodes);
const kind = codeOrWords(noticeKinds);
const at = { at: instant().optional() };

const coeIssued = {
  certificate: certificate().optional(),
  number,
  issued_on: date(),
  method: z.enum(['mail', 'post']),
  valid_until: date().optional(),
  register_url: url().optional(),
};

const ras2: Record<string, EventShape> = {
  'ras2.account.address-entered': { data: link, ...holder },
  'ras2.account.registered': { data: { user_id: userId }, ...holder },
  'ras2.account.id-requested': { data: { user_id: userId }, ...holder },
  'ras2.account.password-reset-requested': { data: link, ...holder },
  'ras2.account.password-changed': { data: { changed_at: instant() }, ...holder },
  'ras2.account.locked': { data: { unlocks_at: instant() }, ...holder },
  'ras2.account.email-change-requested': { data: link, ...toNew },
  'ras2.account.email-changed': { data: { changed_at: instant().optional() }, ...both },
  'ras2.account.profile-changed': { data: { items: z.array(words()).min(1).max(50) }, ...holder },
  'ras2.account.password-expires': { data: { expires_on: date() }, ...holder },
  'ras2.application.submitted': {
    data: {
      procedure: procedure(),
      submitted_at: instant(),
      reference: secret('123456789012'),
      inquiry_password: secret('xK7-pQ2').optional(),
      bulk_number: code('B-0042').optional(),
    },
    ...filer,
  },
  'ras2.bulk.submitted': {
    data: {
      bulk_number: code('B-0042'),
      procedure: procedure(),
      submitted_at: instant(),
      applications: z
        .array(
          z.strictObject({
            subject: line(100),
            applicant: recipient.optional(),
            reference: secret('123456789012'),
            inquiry_password: secret('xK7-pQ2').optional(),
          }),
        )
        .min(1)
        .max(300),
    },
    needs: ['filer'],
    takes: [],
  },
  'ras2.application.provisional-number': { data: { number, procedure: procedure().optional() }, ...filer },
  'ras2.application.receipt-number': {
    data: {
      number,
      provisional_number: number,
      procedure: procedure().optional(),
      submitted_at: instant().optional(),
    },
    ...filer,
  },
  'ras2.bulk.finished': {
    data: { bulk_number: code('B-0042'), counts: z.strictObject({ accepted: count(), failed: count() }) },
    ...filer,
  },
  'ras2.report.receipt-number': { data: { number }, ...filer },
  'ras2.declaration.approved': { data: { valid_until: date() }, ...filer },
  'ras2.declaration.refused': { data: {}, ...filer },
  'ras2.application.returned': {
    data: {
      procedure: procedure(),
      kind: z.enum(['correction', 'documents']),
      items: z.array(words()).min(1).max(50),
      limit_mb: z.number().int().min(1).max(1000).optional(),
    },
    ...filer,
  },
  'ras2.application.resubmitted': { data: { status: status.optional() }, ...filer, needs: [] },
  'ras2.application.withdrawn': { data: { status: status.optional() }, ...filer, needs: [] },
  'ras2.application.status-changed': { data: { status }, ...filer, needs: [] },
  'ras2.application.staff-message': { data: { text: longWords() }, ...filer },
  'ras2.delivery-method.changed': { data: { method: deliveryMethod() }, ...filer },
  'ras2.delivery-method.refused': { data: { status }, ...filer },
  'ras2.application.result-ready': { data: {}, ...filer },
  'ras2.coe.issued': { data: coeIssued, ...filer },
  'ras2.coe.receipt-registered': { data: at, ...filer, needs: [] },
  'ras2.coe.cancelled': { data: at, ...filer, needs: [] },
  'ras2.report.due': { data: { expires_on: date() }, ...filer },
  'ras2.report.decided': { data: { result: words(), valid_until: date().optional() }, ...filer },
  'ras2.maintenance.planned': { data: { from: instant(), to: instant() }, ...nobody },
};

const ras1: Record<string, EventShape> = {
  'ras1.account.registered': { data: { user_id: userId, ...link }, ...holder },
  'ras1.account.password-reset-requested': { data: link, ...holder },
  'ras1.account.password-changed': { data: { changed_at: instant().optional() }, ...holder },
  'ras1.account.email-changed': { data: { changed_at: instant().optional() }, ...both },
  'ras1.account.profile-changed': { data: { items: z.array(words()).max(50).optional() }, ...holder, needs: [] },
  'ras1.account.id-confirmed': { data: { user_id: userId }, ...holder },
  'ras1.coe.issued': { data: coeIssued, ...holder },
  'ras1.coe.receipt-registered': { data: at, ...holder, needs: [] },
  'ras1.coe.cancelled': { data: at, ...holder, needs: [] },
  'ras1.delivery-method.changed': { data: { method: deliveryMethod() }, ...holder },
};

const ensNumber = code('E2026-0001234');
const noMail = {
  user_id: userId.optional(),
  number: ensNumber.optional(),
  at: instant().optional(),
  unlocks_at: instant().optional(),
};

const ens: Record<string, EventShape> = {
  'ens.account.registered': {
    data: { holder_kind: holderKind(), user_id: userId.optional(), expires_on: date().optional() },
    ...holder,
  },
  'ens.account.id-renotice': { data: { user_id: userId, holder_kind: holderKind().optional() }, ...holder },
  'ens.account.email-changed': { data: { changed_at: instant().optional() }, ...both },
  'ens.account.password-changed': {
    data: { holder_kind: holderKind(), changed_at: instant().optional(), expires_on: date().optional() },
    ...holder,
  },
  'ens.notice.accepted': {
    data: { number: ensNumber, filed_on: date(), kind, count: count(300) },
    ...filer,
  },
  'ens.notice.accept-failed': {
    data: { errors: longWords(), filed_on: date().optional(), kind: kind.optional(), status_url: url().optional() },
    ...filer,
  },
  'ens.notice.registered': {
    data: { number: ensNumber, filed_on: date(), kind: kind.optional(), count: count(300).optional() },
    ...filer,
  },
  'ens.notice.registration-failed': {
    data: {
      error_count: count(300),
      status_url: url(),
      number: ensNumber.optional(),
      filed_on: date().optional(),
    },
    ...filer,
  },
  'ens.notice.deleted': { data: noMail, ...nobody },
  'ens.account.locked': { data: noMail, ...nobody },
  'ens.account.expired': { data: noMail, ...nobody },
  'ens.account.invalidated': { data: noMail, ...nobody },
  'ens.account.erased': { data: noMail, ...nobody },
  'ens.office-confirmation.decided': { data: { result: words() }, ...filer },
};

/** Systems whose keys may report events. The newsletter's own and the staff's are not among them. */
export const eventSystems = ['ras2', 'ras1', 'ens'] as const;
export type EventSystem = (typeof eventSystems)[number];

export const isEventSystem = (value: unknown): value is EventSystem => eventSystems.includes(value as EventSystem);

export const closeReasons = ['withdrawn', 'died', 'transferred', 'done', 'other'] as const;
export type CloseReason = (typeof closeReasons)[number];

/** What every system has beside its own table. */
const forAll = (system: EventSystem): Record<string, EventShape> => ({
  [`${system}.case.closed`]: { data: { reason: z.enum(closeReasons) }, ...nobody },
  [`${system}.recipient.address-corrected`]: {
    data: {
      role: z.enum(['holder', 'filer', 'applicant']),
      old: z.string().min(1).max(320),
      new: z.string().min(1).max(320),
    },
    ...nobody,
  },
});

/** All events by type. */
export const eventShapes: Readonly<Record<string, EventShape>> = {
  ...ras2,
  ...ras1,
  ...ens,
  ...forAll('ras2'),
  ...forAll('ras1'),
  ...forAll('ens'),
};

/** Every role that a system can have: whom an event does not need is stored with the case or ignored, never refused. */
export const eventRoles = ['holder', 'filer', 'applicant', 'old', 'new'] as const satisfies readonly RecipientRole[];

const recipientsOf = () => z.strictObject(Object.fromEntries(eventRoles.map((role) => [role, recipient.optional()])));

const dataSchemas = new Map<string, z.ZodObject>();

/** The schema of `data` of one type. Roles that are needed are asked for by the domain, which knows the case. */
export const dataSchema = (type: string): z.ZodObject | undefined => {
  const shape = Object.hasOwn(eventShapes, type) ? eventShapes[type] : undefined;
  if (!shape) return undefined;
  const known = dataSchemas.get(type);
  if (known) return known;
  const schema = z.strictObject({
    recipients: recipientsOf().optional(),
    account: line(100)
      .optional()
      .meta({ description: 'The user id that the case belongs to: it carries address and language.' }),
    ...shape.data,
  });
  dataSchemas.set(type, schema);
  return schema;
};

/** The value of an attribute that others define: kept, and given back as it came. */
export const extension = z.union([line(1000), z.number(), z.boolean()]);

/** The envelope (CloudEvents 1.0, structured JSON). `dataschema` names the version by its end; none is v1. */
export const envelopeSchema = z.strictObject({
  specversion: z.literal('1.0', { error: 'specversion.unknown' }),
  id: line(200).meta({ description: 'With `source` the identity of the event.' }),
  source: line(200).meta({ example: '/rasens/prod' }),
  type: line(100).meta({ example: 'ras2.application.submitted' }),
  time: instant().optional(),
  subject: line(100).meta({
    description: 'The case: it joins events, letters and follow-ups.',
    example: '2026-000123',
  }),
  datacontenttype: z
    .string()
    .regex(/^application\/(json|[^/;\s]+\+json)\s*(;|$)/i, { error: 'datacontenttype.unknown' })
    .optional(),
  dataschema: z
    .string()
    .regex(/(^|\/)v1\/?$/, { error: 'dataschema.unknown' })
    .optional(),
  traceparent: line(200).optional(),
  tracestate: line(512).optional(),
  data: z.unknown().optional(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** An event that passed: `data` without the recipients, which stand apart. */
export type CheckedEvent = Omit<Envelope, 'data'> & {
  /** Attributes of others' making, kept and given back. */
  extensions?: Record<string, string | number | boolean>;
  /** The user id that the case belongs to. */
  account?: string;
  data: Record<string, unknown>;
  recipients: Partial<Record<RecipientRole, z.infer<typeof recipient>>>;
};

export type BulkApplication = {
  subject: string;
  applicant?: z.infer<typeof recipient>;
  reference: string;
  inquiry_password?: string;
};
