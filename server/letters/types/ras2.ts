/**
 * Mail types of RASENS, the online residence application system (domain 1.2, 1.3 and 1.7).
 *
 * Facts that the texts take from templates/sender.json and no caller gives: system_name, login_url, procedure_desk,
 * procedure_contact, operation_desk, agency_short. Who we are, help desk, hours, "no money" and "no replies" stand in the footer.
 * `{{certificate}}` stands in the file of every language; the engine prints the block in the first language of a letter only
 * and a sentence that points to it in the others.
 */
import type { MailType } from '../types.ts';

const base = { systems: ['ras2'], sensitive: true, deadline: 'standard' } as const;
const account = { ...base, category: 'security' } as const;
const procedure = { ...base, category: 'service' } as const;
const instant = Date.UTC(2026, 10, 21, 0, 0);
const nextDay = Date.UTC(2026, 10, 22, 0, 0);

const sampleProcedure = {
  ja: '在留期間更新許可申請',
  plja: '日本(にほん)にいる期間(きかん)を長(なが)くする申請(しんせい)',
  en: 'Extension of period of stay',
};
const sampleItems = {
  ja: ['契約書の写し', '顔写真'],
  plja: ['契約書(けいやくしょ)のコピー', '顔写真(かおじゃしん)'],
  en: ['Copy of the contract', 'Photograph'],
};

const accounts: readonly MailType[] = [
  {
    ...account,
    id: 'ras2-registration-url',
    variables: { registration_url: 'url', expires_at: 'instant' },
    secrets: ['registration_url'],
    deadline: 'link',
    sample: { registration_url: 'https://rasens.example.jp/r/p5r7t2v4x6z3b5d7', expires_at: nextDay },
  },
  {
    ...account,
    id: 'ras2-registration-complete',
    variables: { user_id: 'code' },
    sample: { user_id: 'R0123456789' },
  },
  {
    ...account,
    id: 'ras2-user-id-notice',
    variables: { user_id: 'code' },
    sample: { user_id: 'R0123456789' },
  },
  {
    ...account,
    id: 'ras2-password-reset-url',
    // Without the ID: whoever reads this mail alone cannot sign in.
    variables: { reset_url: 'url', expires_at: 'instant', once: 'text' },
    optional: ['expires_at', 'once'],
    secrets: ['reset_url'],
    deadline: 'link',
    sample: { reset_url: 'https://rasens.example.jp/p/p5r7t2v4x6z3b5d7', expires_at: nextDay, once: 'yes' },
  },
  {
    ...account,
    id: 'ras2-password-changed',
    variables: { changed_at: 'instant' },
    sensitive: false,
    sample: { changed_at: instant },
  },
  {
    ...account,
    id: 'ras2-account-locked',
    variables: { unlocks_at: 'instant' },
    sample: { unlocks_at: nextDay },
  },
  {
    ...account,
    id: 'ras2-email-change-confirm',
    variables: { confirm_url: 'url', expires_at: 'instant', once: 'text' },
    optional: ['expires_at', 'once'],
    secrets: ['confirm_url'],
    deadline: 'link',
    sample: { confirm_url: 'https://rasens.example.jp/e/p5r7t2v4x6z3b5d7', expires_at: nextDay, once: 'yes' },
  },
  {
    ...account,
    id: 'ras2-email-changed',
    // Masked in the copy to the old address.
    variables: { changed_at: 'instant', new_address: 'code' },
    sample: { changed_at: instant, new_address: 's***@example.jp' },
  },
  {
    ...account,
    id: 'ras2-profile-changed',
    // Names of the items only, never their values.
    variables: { items: 'items' },
    sample: { items: { ja: ['電話番号'], plja: ['電話番号(でんわばんごう)'], en: ['Phone number'] } },
  },
  {
    ...account,
    id: 'ras2-password-expiry-warning',
    category: 'service',
    variables: { expires_on: 'date' },
    sensitive: false,
    sample: { expires_on: '2026-12-21' },
  },
];

const numbers: readonly MailType[] = [
  {
    ...procedure,
    id: 'app-complete',
    // The reference and its password never meet in one letter (domain trap 12). Only the password is erased: a reference alone opens
    // nothing, and a letter that bounced must be sent again with it.
    variables: { procedure_name: 'text', applicant_name: 'text', applied_at: 'instant', reference: 'code' },
    optional: ['applicant_name'],
    sample: {
      procedure_name: sampleProcedure,
      applicant_name: 'SAMPLE TARO',
      applied_at: instant,
      reference: '123456789012',
    },
  },
  {
    ...procedure,
    id: 'app-inquiry-password',
    variables: { procedure_name: 'text', applied_at: 'instant', inquiry_password: 'code' },
    secrets: ['inquiry_password'],
    deadline: 'code',
    sample: { procedure_name: sampleProcedure, applied_at: instant, inquiry_password: 'xK7-pQ2' },
  },
  {
    ...procedure,
    id: 'app-provisional-number',
    variables: { procedure_name: 'text', applicant_name: 'text', provisional_no: 'code' },
    optional: ['applicant_name'],
    sample: { procedure_name: sampleProcedure, applicant_name: 'SAMPLE TARO', provisional_no: 'K-20261121-000123' },
  },
  {
    ...procedure,
    id: 'app-receipt-number',
    // `carry_with_card` opens the part for people who have a residence card: change and extension (decision 11).
    variables: {
      procedure_name: 'text',
      applicant_name: 'text',
      applied_on: 'date',
      provisional_no: 'code',
      receipt_no: 'code',
      carry_with_card: 'text',
    },
    optional: ['applicant_name', 'applied_on', 'carry_with_card'],
    sample: {
      procedure_name: sampleProcedure,
      applicant_name: 'SAMPLE TARO',
      applied_on: '2026-11-21',
      provisional_no: 'K-20261121-000123',
      receipt_no: '20261122-000123',
      carry_with_card: 'yes',
    },
  },
  {
    ...procedure,
    id: 'app-applicant-unreachable',
    // To the filer, without the address that failed.
    variables: { procedure_name: 'text', applicant_name: 'text', receipt_no: 'code', provisional_no: 'code' },
    optional: ['applicant_name', 'receipt_no', 'provisional_no'],
    sample: { procedure_name: sampleProcedure, applicant_name: 'SAMPLE TARO', receipt_no: '20261122-000123' },
  },
  {
    ...procedure,
    id: 'bulk-summary',
    variables: { bulk_no: 'code', accepted_count: 'number', failed_count: 'number' },
    sample: { bulk_no: 'B-0042', accepted_count: 298, failed_count: 2 },
  },
  {
    ...procedure,
    id: 'report-receipt-number',
    variables: { report_no: 'code' },
    sample: { report_no: 'T-20261121-000123' },
  },
];

/**
 * What both mails that ask for something say. `limit_mb`: only where the procedure has one or the event says one. `residence`: opens what
 * holds for residence applications alone (photograph, which counts towards the limit; period of stay; residence card).
 */
const somethingAsked = {
  variables: {
    procedure_name: 'text',
    applicant_name: 'text',
    items: 'items',
    limit_mb: 'number',
    residence: 'text',
  },
  optional: ['applicant_name', 'limit_mb', 'residence'],
  sample: {
    procedure_name: sampleProcedure,
    applicant_name: 'SAMPLE TARO',
    items: sampleItems,
    limit_mb: 25,
    residence: 'yes',
  },
} as const;

const requests: readonly MailType[] = [
  {
    ...procedure,
    id: 'use-declaration-approved',
    variables: { valid_until: 'date' },
    sample: { valid_until: '2029-11-20' },
  },
  // Neutral: the same words whatever was decided (decision 5).
  { ...procedure, id: 'use-declaration-refused', variables: {}, sample: {} },
  { ...procedure, ...somethingAsked, id: 'correction-request' },
  { ...procedure, ...somethingAsked, id: 'additional-docs-request' },
  {
    ...procedure,
    id: 'correction-reminder',
    variables: {
      procedure_name: 'text',
      applicant_name: 'text',
      items: 'items',
      sent_on: 'date',
      limit_mb: 'number',
    },
    optional: ['applicant_name', 'limit_mb'],
    sample: {
      procedure_name: sampleProcedure,
      applicant_name: 'SAMPLE TARO',
      items: sampleItems,
      sent_on: '2026-11-21',
      limit_mb: 25,
    },
  },
  {
    ...procedure,
    id: 'staff-contact',
    variables: { text: 'paragraphs' },
    sample: {
      text: {
        ja: '見本の連絡です。',
        plja: '見本(みほん)の連絡(れんらく)です。',
        en: 'This is a sample message.',
      },
    },
  },
  {
    ...procedure,
    id: 'delivery-method-changed',
    systems: ['ras2', 'ras1'],
    variables: { method: 'text' },
    sample: { method: { ja: '郵送', plja: '郵便(ゆうびん)', en: 'Mailing' } },
  },
  {
    ...procedure,
    id: 'delivery-method-refused',
    variables: { status: 'text' },
    sample: { status: { ja: '返却中', plja: '返却中(へんきゃくちゅう)', en: 'Returned to you' } },
  },
  {
    ...procedure,
    id: 'result-ready',
    // Neutral: grant or refusal is told on the screen only (decision 5).
    variables: { procedure_name: 'text', applicant_name: 'text' },
    optional: ['applicant_name'],
    sample: { procedure_name: sampleProcedure, applicant_name: 'SAMPLE TARO' },
  },
  {
    ...procedure,
    id: 'report-due-notice',
    variables: { expires_on: 'date' },
    sample: { expires_on: '2027-01-20' },
  },
  {
    ...procedure,
    id: 'report-result',
    variables: { result: 'text', valid_until: 'date' },
    optional: ['valid_until'],
    sample: {
      result: { ja: '確認済', plja: '確認(かくにん)が終(お)わりました', en: 'Confirmed' },
      valid_until: '2030-01-20',
    },
  },
];

const sampleCertificate = [
  'CERTIFICATE OF ELIGIBILITY',
  'No.            : SAMPLE-26-000123',
  'Name           : SAMPLE TARO',
  'Date of birth  : 2000-01-01',
  'Status         : Student',
  'Date of issue  : 2026-11-21',
].join('\n');
const register = 'https://rasens.example.jp/coe/receipts';

/** Certificates are plain text and sent by both residence systems. */
const certificates: readonly MailType[] = [
  {
    ...procedure,
    id: 'coe-delivery',
    systems: ['ras2', 'ras1'],
    plain: true,
    variables: { certificate: 'block', coe_no: 'code', issued_on: 'date', valid_until: 'date', register_url: 'url' },
    optional: ['valid_until'],
    sample: {
      certificate: sampleCertificate,
      coe_no: 'SAMPLE-26-000123',
      issued_on: '2026-11-21',
      valid_until: '2027-02-21',
      register_url: register,
    },
  },
  {
    ...procedure,
    id: 'coe-receipt-reminder',
    systems: ['ras2', 'ras1'],
    plain: true,
    // `certificate` only where the system's setting repeats it (decision 14).
    variables: {
      coe_no: 'code',
      issued_on: 'date',
      sent_on: 'date',
      stop_on: 'date',
      register_url: 'url',
      certificate: 'block',
    },
    optional: ['certificate'],
    sample: {
      coe_no: 'SAMPLE-26-000123',
      issued_on: '2026-11-21',
      sent_on: '2026-11-21',
      stop_on: '2027-02-21',
      register_url: register,
      certificate: sampleCertificate,
    },
  },
];

export const ras2Types: readonly MailType[] = [...accounts, ...numbers, ...requests, ...certificates];
