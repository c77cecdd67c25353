/**
 * Mail types of the electronic notification system (domain 1.5). The list is closed: lock, expiry, erasure and deletion have no mail.
 * `organisation` is 'yes' or absent and opens what only organisations must know. No mail of a notification names a person.
 */
import type { MailType } from '../types.ts';

const base = { systems: ['ens'], sensitive: true, deadline: 'standard' } as const;
const account = { ...base, category: 'security' } as const;
const notice = { ...base, category: 'service' } as const;
const instant = Date.UTC(2026, 10, 21, 0, 0);
const statusUrl = 'https://ens.example.jp/notices';
const sampleKind = {
  ja: '所属機関に関する届出',
  plja: '会社(かいしゃ)や学校(がっこう)が変(か)わったときの届(とど)け',
  en: 'Notification of the organisation',
};

export const ensTypes: readonly MailType[] = [
  {
    ...account,
    id: 'ens-registration-complete',
    // The ID was chosen by the user; a system may leave it out.
    variables: { user_id: 'code', organisation: 'text' },
    optional: ['user_id', 'organisation'],
    sample: { user_id: 'sample-ID01', organisation: 'yes' },
  },
  {
    ...account,
    id: 'ens-id-renotice',
    // Never a password, whatever the function is called.
    variables: { user_id: 'code' },
    sample: { user_id: 'sample-ID01' },
  },
  {
    ...account,
    id: 'ens-email-changed',
    // Masked in the copy to the old address.
    variables: { changed_at: 'instant', new_address: 'code' },
    sample: { changed_at: instant, new_address: 's***@example.jp' },
  },
  {
    ...account,
    id: 'ens-password-expiry-warning',
    category: 'service',
    variables: { expires_on: 'date' },
    sensitive: false,
    sample: { expires_on: '2026-12-21' },
  },
  {
    ...account,
    id: 'ens-password-changed',
    variables: { changed_at: 'instant', organisation: 'text' },
    optional: ['organisation'],
    sensitive: false,
    sample: { changed_at: instant, organisation: 'yes' },
  },
  {
    ...notice,
    id: 'ens-notice-accepted',
    variables: { notice_no: 'code', filed_on: 'date', kind: 'text', count: 'number' },
    sample: { notice_no: 'E2026-0001234', filed_on: '2026-11-21', kind: sampleKind, count: 12 },
  },
  {
    ...notice,
    id: 'ens-notice-accept-error',
    variables: { errors: 'paragraphs', status_url: 'url' },
    optional: ['status_url'],
    sample: {
      errors: {
        ja: '3行目：生年月日の形式が正しくありません。',
        plja: '3行目(ぎょうめ)：生(う)まれた日(ひ)が間違(まちが)っています。',
        en: 'Line 3: the date of birth has a wrong format.',
      },
      status_url: statusUrl,
    },
  },
  {
    ...notice,
    id: 'ens-notice-registered',
    variables: { notice_no: 'code', filed_on: 'date', kind: 'text' },
    optional: ['kind'],
    sample: { notice_no: 'E2026-0001234', filed_on: '2026-11-21', kind: sampleKind },
  },
  {
    ...notice,
    id: 'ens-notice-registration-error',
    variables: { error_count: 'number', status_url: 'url', notice_no: 'code' },
    optional: ['notice_no'],
    sample: { error_count: 2, status_url: statusUrl, notice_no: 'E2026-0001234' },
  },
  {
    ...notice,
    id: 'ens-office-confirmation',
    variables: { result: 'text' },
    sample: {
      result: { ja: '確認済', plja: '確認(かくにん)が終(お)わりました', en: 'Confirmed' },
    },
  },
];
