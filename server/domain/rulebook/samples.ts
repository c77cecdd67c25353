/** Sample data of every event, by the names of its fields: true at any time, with links that letters of the system may carry. */
import type { RecipientRole } from '../../contract/codes.ts';
import { dataSchema, eventShapes } from '../../contract/events.ts';
import { addDays, DAY, isoJst, jstDate } from '../../lib/clock.ts';

type Data = Record<string, unknown>;

const words = { ja: '見本の文', plja: '見本(みほん)の文(ぶん)', en: 'A sample text' };
const certificate = ['CERTIFICATE OF ELIGIBILITY', 'No.  : SAMPLE-26-000123', 'Name : SAMPLE TARO'].join('\n');

/** One language each, so that a play shows all three. */
const people: Readonly<Record<string, Data>> = {
  holder: { email: 'holder@example.org', name: 'SAMPLE TARO', language: 'plja' },
  filer: { email: 'filer@example.co.jp', name: '見本 花子', language: 'ja' },
  applicant: { email: 'applicant@example.org', name: 'SAMPLE TARO', language: 'en' },
  old: { email: 'old@example.org', name: 'SAMPLE TARO', language: 'en' },
  new: { email: 'new@example.org', name: 'SAMPLE TARO', language: 'en' },
};

/** Fields that only some reporters send and that change what a letter says: a sample is the usual case. */
const unusual = ['expires_at', 'once', 'limit_mb', 'account', 'recipients'];

const byName = (now: number, link: string): Data => ({
  ...{ user_id: 'R0123456789', number: 'SAMPLE-26-000123', provisional_number: 'SAMPLE-26-000100' },
  ...{ reference: '123456789012', inquiry_password: 'xK7-pQ2', bulk_number: 'B-0042', count: 12, error_count: 2 },
  ...{ counts: { accepted: 298, failed: 2 }, certificate, method: 'mail', holder_kind: 'resident' },
  ...{ procedure: 'residence.change', status: 'examining', items: [words], text: words, result: words, errors: words },
  ...{ url: link, status_url: link, register_url: link, valid_hours: 24, reason: 'done' },
  ...{ submitted_at: isoJst(now), changed_at: isoJst(now), at: isoJst(now), unlocks_at: isoJst(now + DAY) },
  ...{ issued_on: jstDate(now), filed_on: jstDate(now), expires_on: addDays(jstDate(now), 120) },
  valid_until: addDays(jstDate(now), 1000),
  ...{ from: isoJst(now + 10 * DAY), to: isoJst(now + 10 * DAY + DAY / 3) },
  ...{ role: 'filer', old: people.filer!.email, new: 'right@example.co.jp' },
  applications: [1, 2].map((n) => ({
    subject: `SAMPLE-BULK-${n}`,
    applicant: { ...people.applicant, email: `applicant${n}@example.org` },
    reference: `12345678901${n}`,
    inquiry_password: 'xK7-pQ2',
  })),
});

/** Where the name of a field says other things for one event. */
const byType: Readonly<Record<string, Data>> = {
  'ras2.application.returned': { kind: 'correction' },
  'ens.account.registered': { holder_kind: 'organisation' },
  'ens.notice.accepted': { kind: 'resident.contract-organisation' },
  'ens.notice.accept-failed': { kind: 'resident.contract-organisation' },
  'ens.notice.registered': { kind: 'resident.contract-organisation' },
  'ras1.recipient.address-corrected': { role: 'holder', old: people.holder!.email },
  'ens.recipient.address-corrected': { role: 'holder', old: people.holder!.email },
};

/** Single applications have no number of a bulk, which would keep the password's letter back. */
const without: Readonly<Record<string, readonly string[]>> = { 'ras2.application.submitted': ['bulk_number'] };

const recipients = (roles: readonly RecipientRole[]): Data =>
  Object.fromEntries(roles.map((role) => [role, { ...people[role] }]));

/** Data of an event of this type, recipients first; undefined when there is no such event. `host`: where its links lead. */
export const sampleData = (type: string, p: { now: number; host: string }): Data | undefined => {
  const shape = Object.hasOwn(eventShapes, type) ? eventShapes[type] : undefined;
  const schema = dataSchema(type);
  if (!shape || !schema) return undefined;
  const values: Data = { ...byName(p.now, `https://${p.host}/sample`), ...byType[type] };
  const left = [...unusual, ...(without[type] ?? [])];
  const names = Object.keys(schema.shape).filter((name) => !left.includes(name) && name in values);
  const roles = shape.needs.length > 0 ? [...shape.needs, ...shape.takes] : [];
  const data = Object.fromEntries(names.map((name) => [name, values[name]]));
  return roles.length > 0 ? { recipients: recipients(roles), ...data } : data;
};
