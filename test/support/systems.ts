/** An application system for tests: a key, events of every type with sample data, and calls over real HTTP. */
import type { KeyType } from '../../server/contract/codes.ts';
import { eventShapes } from '../../server/contract/events.ts';
import type { TestApp } from './app.ts';

export type Json = Record<string, unknown>;
export type Reply = { status: number; body: Json; headers: Headers };
export type Event = {
  specversion: string;
  id: string;
  source: string;
  type: string;
  subject: string;
  time?: string;
  data?: Json;
} & Json;

const certificate = ['CERTIFICATE OF ELIGIBILITY', 'No.  : SAMPLE-26-000123', 'Name : SAMPLE TARO'].join('\n');
const words = { ja: '見本', plja: '見本(みほん)', en: 'Sample' };
const link = { url: 'https://www.rasens-immi.moj.go.jp/t/abc', valid_hours: 24 };
const coe = {
  certificate,
  number: 'SAMPLE-26-000123',
  issued_on: '2025-11-20',
  method: 'mail',
  register_url: 'https://www.rasens-immi.moj.go.jp/coe',
};
const notice = { number: 'E2025-0001234', filed_on: '2025-11-20' };

/** Data of each type that has any, beside recipients; instants fit the tests' clock of 2025-11-20 10:00 JST. */
export const sampleData: Readonly<Record<string, Json>> = {
  'ras2.account.address-entered': link,
  'ras2.account.registered': { user_id: 'R0123456789' },
  'ras2.account.id-requested': { user_id: 'R0123456789' },
  'ras2.account.password-reset-requested': { url: link.url },
  'ras2.account.password-changed': { changed_at: '2025-11-20T09:59:00+09:00' },
  'ras2.account.locked': { unlocks_at: '2025-11-21T10:00:00+09:00' },
  'ras2.account.email-change-requested': { url: link.url },
  'ras2.account.profile-changed': { items: ['phone'] },
  'ras2.account.password-expires': { expires_on: '2026-03-31' },
  'ras2.application.submitted': {
    procedure: 'residence.change',
    submitted_at: '2025-11-20T09:59:58+09:00',
    reference: '123456789012',
    inquiry_password: 'xK7-pQ2',
  },
  'ras2.bulk.submitted': {
    bulk_number: 'B-0042',
    procedure: 'residence.extension',
    submitted_at: '2025-11-20T09:59:58+09:00',
    applications: [{ subject: 'bulk-member-1', reference: '123456789012' }],
  },
  'ras2.application.provisional-number': { number: 'K-20251120-000123' },
  'ras2.application.receipt-number': { number: '20251121-000123', provisional_number: 'K-20251120-000123' },
  'ras2.bulk.finished': { bulk_number: 'B-0042', counts: { accepted: 298, failed: 2 } },
  'ras2.report.receipt-number': { number: 'T-20251120-000123' },
  'ras2.declaration.approved': { valid_until: '2028-11-19' },
  'ras2.application.returned': { procedure: 'residence.change', kind: 'documents', items: [words], limit_mb: 25 },
  'ras2.application.status-changed': { status: words },
  'ras2.application.staff-message': { text: words },
  'ras2.delivery-method.changed': { method: 'post' },
  'ras2.delivery-method.refused': { status: words },
  'ras2.coe.issued': coe,
  'ras2.report.due': { expires_on: '2026-06-30' },
  'ras2.report.decided': { result: words, valid_until: '2028-11-19' },
  'ras2.maintenance.planned': { from: '2025-11-30T22:00:00+09:00', to: '2025-12-01T06:00:00+09:00' },
  'ras1.account.registered': { user_id: 'A012345678', ...link },
  'ras1.account.password-reset-requested': { url: link.url },
  'ras1.account.id-confirmed': { user_id: 'A012345678' },
  'ras1.coe.issued': coe,
  'ras1.delivery-method.changed': { method: 'counter' },
  'ens.account.registered': { holder_kind: 'resident', user_id: 'sample-ID01' },
  'ens.account.id-renotice': { user_id: 'sample-ID01' },
  'ens.account.password-changed': { holder_kind: 'resident' },
  'ens.notice.accepted': { ...notice, kind: words, count: 12 },
  'ens.notice.accept-failed': { errors: words },
  'ens.notice.registered': notice,
  'ens.notice.registration-failed': { error_count: 2, status_url: 'https://www.ens-immi.moj.go.jp/notices' },
  'ens.office-confirmation.decided': { result: words },
  'ras2.case.closed': { reason: 'done' },
  'ras1.case.closed': { reason: 'done' },
  'ens.case.closed': { reason: 'done' },
  'ras2.recipient.address-corrected': { role: 'filer', old: 'filer@example.co.jp', new: 'right@example.co.jp' },
  'ras1.recipient.address-corrected': { role: 'holder', old: 'holder@example.org', new: 'right@example.co.jp' },
  'ens.recipient.address-corrected': { role: 'holder', old: 'holder@example.org', new: 'right@example.co.jp' },
};

export const people: Readonly<Record<string, { email: string; name: string }>> = {
  holder: { email: 'holder@example.org', name: 'SAMPLE TARO' },
  filer: { email: 'filer@example.co.jp', name: '見本 花子' },
  applicant: { email: 'applicant@example.org', name: 'SAMPLE TARO' },
  old: { email: 'old@example.org', name: 'SAMPLE TARO' },
  new: { email: 'new@example.org', name: 'SAMPLE TARO' },
};

let counter = 0;

/** Recipients that a type needs, and the applicant where he may be named. */
const recipientsOf = (type: string, language?: string): Json => {
  const shape = eventShapes[type]!;
  const roles = [...shape.needs, ...shape.takes.filter((role) => role === 'applicant' && shape.needs.length > 0)];
  return Object.fromEntries(roles.map((role) => [role, { ...people[role], ...(language ? { language } : {}) }]));
};

/** An event of a type with sample data; `data` is laid over it (undefined removes a field). */
export const event = (type: string, over: Json & { data?: Json; language?: string } = {}): Event => {
  const { data, language, ...envelope } = over;
  const merged: Json = { recipients: recipientsOf(type, language), ...sampleData[type], ...data };
  for (const [name, value] of Object.entries(merged)) if (value === undefined) delete merged[name];
  counter++;
  return {
    specversion: '1.0',
    id: `e-${counter}`,
    source: '/test',
    type,
    subject: `case-${counter}`,
    data: merged,
    ...envelope,
  };
};

const parse = async (response: Response): Promise<Reply> => {
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Json), headers: response.headers };
};

export type System = {
  key: string;
  id: string;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  get(path: string): Promise<Reply>;
  report(body: unknown, query?: string, headers?: Record<string, string>): Promise<Reply>;
};

/** The id of an address for answers, entered and proven by the code of its mail. */
export const provenReplyAddress = async (app: Pick<TestApp, 'running' | 'letters'>, email: string, system = 'ras2') => {
  const { replyAddresses } = app.running.parts;
  const id = await replyAddresses.add(system, email, 'test');
  const mail = (await app.letters()).findLast((one) => one.type === 'staff-reply-address' && one.to === email);
  await replyAddresses.confirm(id, String(mail!.variables.code), 'test');
  return id;
};

/** A system with a key of its own. */
export const systemOf = async (
  app: Pick<TestApp, 'url' | 'running'>,
  p: { system?: string; type?: KeyType; allow?: string[] } = {},
): Promise<System> => {
  const { id, key } = await app.running.parts.keys.create({
    name: 'test key',
    type: p.type ?? 'live',
    system: p.system ?? 'ras2',
    actor: 'test',
    ...(p.allow ? { allow: p.allow } : {}),
  });
  const authorization = { Authorization: `Bearer ${key}` };
  const merged = (given: Record<string, string>) => {
    const headers = new Headers({ 'Content-Type': 'application/json', ...authorization });
    for (const [name, value] of Object.entries(given)) headers.set(name, value);
    return headers;
  };
  const post = async (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    parse(
      await fetch(`${app.url}${path}`, {
        method: 'POST',
        headers: merged(headers),
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    );
  return {
    key,
    id,
    post,
    get: async (path) => parse(await fetch(`${app.url}${path}`, { headers: authorization })),
    report: (body, query = '', headers = {}) => post(`/api/v1/events${query}`, body, headers),
  };
};
