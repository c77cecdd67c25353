/** Rulebook of RASENS, the online residence application system (domain.md 1.2 and 1.3, events.md "RAS2"). */
import { caseRules, coeRules, otherMethod } from './coe.ts';
import { ofApplication, ofProcedure, ofReturn } from './ends.ts';
import { usedOnce } from './links.ts';
import type { Condition, EventRule, LetterRule, Rulebook, Source } from './shape.ts';
import { phoneWords } from './words.ts';

const once = { at: 'once' } as const;
const procedure: Source = { words: 'procedures', of: 'case.procedure', otherwise: 'residence', unknown: 'unlisted' };
const applicant: Source = 'applicant.name';

/** Only residence applications have numbers (decision 11). An application whose procedure was never told is taken for one. */
const residence: Condition = {
  tests: [{ path: 'case.procedure', isNot: ['declaration', 'report', 'delivery-method'] }],
  otherwise: 'not-a-residence-application',
};

const completion: LetterRule = {
  type: 'app-complete',
  to: 'filer',
  timing: once,
  thread: 'numbers',
  variables: {
    procedure_name: procedure,
    applicant_name: applicant,
    applied_at: 'data.submitted_at',
    reference: 'data.reference',
  },
  keep: 'case',
};

const provisional = (to: 'filer' | 'applicant'): LetterRule => ({
  type: 'app-provisional-number',
  to,
  timing: once,
  condition: residence,
  thread: 'numbers',
  after: 'app-complete',
  waits: { event: 'ras2.application.submitted', hours: 24 },
  variables: { procedure_name: procedure, applicant_name: applicant, provisional_no: 'data.number' },
});

/** The applicant's copy of a number came back: the filer is asked to pass it on. */
const unreachable = (number: 'receipt_no' | 'provisional_no'): LetterRule['onBounce'] => ({
  type: 'app-applicant-unreachable',
  to: 'filer',
  variables: { procedure_name: procedure, applicant_name: applicant, [number]: `letter.${number}` },
});

const receipt = (to: 'filer' | 'applicant'): LetterRule => ({
  type: 'app-receipt-number',
  to,
  timing: { at: 'next-day', after: 'case.submitted_at' },
  condition: residence,
  thread: 'numbers',
  after: 'app-complete',
  variables: {
    procedure_name: procedure,
    applicant_name: applicant,
    applied_on: { day: 'case.submitted_at' },
    provisional_no: 'data.provisional_number',
    receipt_no: 'data.number',
    // The card is carried together with this mail only where there is a card (decision 11).
    carry_with_card: { holds: [{ path: 'case.procedure', is: ['residence.change', 'residence.extension'] }] },
  },
  keep: 'case',
});

const accounts: readonly EventRule[] = [
  {
    type: 'ras2.account.address-entered',
    says: { ja: '利用者登録のためアドレスが入力された', en: 'An address was entered to register' },
    letters: [
      {
        type: 'ras2-registration-url',
        to: 'holder',
        timing: once,
        // The one life of a link that the seeds give (001: 516).
        link: { hours: 24 },
        variables: { registration_url: 'data.url', expires_at: 'link.expires_at' },
      },
    ],
  },
  {
    type: 'ras2.account.registered',
    says: { ja: '利用者登録が終わった', en: 'An account was registered' },
    letters: [
      { type: 'ras2-registration-complete', to: 'holder', timing: once, variables: { user_id: 'data.user_id' } },
    ],
  },
  {
    type: 'ras2.account.id-requested',
    says: { ja: '利用者IDの通知が求められた', en: 'A forgotten user ID was asked for' },
    letters: [{ type: 'ras2-user-id-notice', to: 'holder', timing: once, variables: { user_id: 'data.user_id' } }],
  },
  {
    type: 'ras2.account.password-reset-requested',
    says: { ja: 'パスワードの再設定が求められた', en: 'A password reset was asked for' },
    letters: [
      {
        type: 'ras2-password-reset-url',
        to: 'holder',
        timing: once,
        link: true,
        variables: { reset_url: 'data.url', expires_at: 'link.expires_at', once: usedOnce },
      },
    ],
  },
  {
    type: 'ras2.account.password-changed',
    says: { ja: 'パスワードが変更された', en: 'The password was changed' },
    ends: [{ types: ['ras2-password-expiry-warning'] }],
    letters: [
      { type: 'ras2-password-changed', to: 'holder', timing: once, variables: { changed_at: 'data.changed_at' } },
    ],
  },
  {
    type: 'ras2.account.locked',
    says: { ja: 'アカウントがロックされた', en: 'The account was locked' },
    letters: [
      {
        type: 'ras2-account-locked',
        to: 'holder',
        timing: once,
        switch: 'ras2-account-locked',
        variables: { unlocks_at: 'data.unlocks_at' },
      },
    ],
  },
  {
    type: 'ras2.account.email-change-requested',
    says: { ja: 'メールアドレスの変更が申し込まれた', en: 'A change of address was asked for' },
    letters: [
      {
        type: 'ras2-email-change-confirm',
        to: 'new',
        timing: once,
        link: true,
        variables: { confirm_url: 'data.url', expires_at: 'link.expires_at', once: usedOnce },
      },
    ],
  },
  {
    type: 'ras2.account.email-changed',
    says: { ja: 'メールアドレスが変更された', en: 'The address was changed' },
    effect: 'changes-address',
    letters: [
      {
        type: 'ras2-email-changed',
        to: 'old',
        timing: once,
        variables: { changed_at: { first: ['data.changed_at', 'event.time'] }, new_address: { masked: 'new.email' } },
      },
      {
        type: 'ras2-email-changed',
        to: 'new',
        timing: once,
        variables: { changed_at: { first: ['data.changed_at', 'event.time'] }, new_address: 'new.email' },
      },
    ],
  },
  {
    type: 'ras2.account.profile-changed',
    says: { ja: '利用者情報が変更された', en: 'The profile was changed' },
    letters: [
      {
        type: 'ras2-profile-changed',
        to: 'holder',
        timing: once,
        condition: { tests: [{ path: 'data.items', has: phoneWords }], otherwise: 'phone-unchanged' },
        variables: { items: { words: 'items', of: 'data.items' } },
      },
    ],
  },
  {
    type: 'ras2.account.password-expires',
    says: { ja: 'パスワードの有効期限が知らされた', en: 'The end of the password is known' },
    ends: [{ types: ['ras2-password-expiry-warning'] }],
    letters: [],
    none: 'starts-follow-ups',
    followUps: [
      {
        type: 'ras2-password-expiry-warning',
        to: 'holder',
        schedule: { from: 'date', date: 'data.expires_on', before: [{ days: 30 }, { days: 7 }] },
        switch: 'ras2-password-expiry-warning',
        variables: { expires_on: 'data.expires_on' },
      },
    ],
  },
];

const applications: readonly EventRule[] = [
  {
    type: 'ras2.application.submitted',
    says: { ja: '申請・申出・報告が申し込まれた', en: 'An application, declaration or report was submitted' },
    keeps: ['procedure', 'submitted_at', 'bulk_number'],
    ends: [{ types: ['report-due-notice'], when: [{ path: 'data.procedure', is: ['report'] }] }],
    letters: [
      completion,
      {
        type: 'app-inquiry-password',
        to: 'filer',
        timing: once,
        condition: {
          tests: [
            { path: 'data.inquiry_password', given: true },
            { path: 'event.passwordAllowed', is: [true] },
          ],
          otherwise: 'no-password',
        },
        // Never in the thread of the reference number, yet after it.
        after: 'app-complete',
        variables: {
          procedure_name: procedure,
          applied_at: 'data.submitted_at',
          inquiry_password: 'data.inquiry_password',
        },
      },
    ],
  },
  {
    type: 'ras2.bulk.submitted',
    says: { ja: '一括申請が申し込まれた(1件ずつ申請として扱う)', en: 'A bulk was submitted: each as an application' },
    each: { list: 'applications', as: 'ras2.application.submitted' },
    letters: [],
  },
  {
    type: 'ras2.application.provisional-number',
    says: { ja: '受付仮番号が付いた', en: 'A provisional number was given' },
    ends: [{ types: ['app-provisional-number'] }],
    keeps: ['procedure'],
    letters: [provisional('filer'), { ...provisional('applicant'), onBounce: unreachable('provisional_no') }],
  },
  {
    type: 'ras2.application.receipt-number',
    says: { ja: '申請受付番号が付いた', en: 'An application number was given' },
    // Two numbers on one day: the last is sent.
    ends: [{ types: ['app-receipt-number'] }],
    keeps: ['procedure', 'submitted_at'],
    letters: [receipt('filer'), { ...receipt('applicant'), onBounce: unreachable('receipt_no') }],
  },
  {
    type: 'ras2.bulk.finished',
    says: { ja: '一括申請の受付が終わった', en: 'All of a bulk was taken' },
    letters: [
      {
        type: 'bulk-summary',
        to: 'filer',
        timing: once,
        switch: 'bulk-summary',
        variables: {
          bulk_no: 'data.bulk_number',
          accepted_count: 'data.counts.accepted',
          failed_count: 'data.counts.failed',
        },
      },
    ],
  },
  {
    type: 'ras2.report.receipt-number',
    says: { ja: '定期報告受付番号が付いた', en: 'A periodic report got its number' },
    letters: [
      {
        type: 'report-receipt-number',
        to: 'filer',
        timing: once,
        thread: 'numbers',
        after: 'app-complete',
        variables: { report_no: 'data.number' },
        keep: 'case',
      },
    ],
  },
  {
    type: 'ras2.declaration.approved',
    says: { ja: '利用申出が承認された', en: 'The declaration of use was approved' },
    letters: [
      { type: 'use-declaration-approved', to: 'filer', timing: once, variables: { valid_until: 'data.valid_until' } },
    ],
  },
  {
    type: 'ras2.declaration.refused',
    says: { ja: '利用申出が承認されなかった', en: 'The declaration of use was not approved' },
    letters: [{ type: 'use-declaration-refused', to: 'filer', timing: once, variables: {} }],
  },
  {
    type: 'ras2.application.returned',
    says: { ja: '修正又は追加資料を求めて返却された', en: 'Returned for correction or further documents' },
    ends: [{ types: ['correction-reminder'] }],
    keeps: ['procedure'],
    letters: [
      {
        type: 'correction-request',
        to: 'filer',
        timing: once,
        condition: { tests: [{ path: 'data.kind', is: ['correction'] }], otherwise: 'other-kind' },
        variables: {
          procedure_name: procedure,
          applicant_name: applicant,
          items: 'data.items',
          limit_mb: 'file.limit_mb',
          residence: { holds: [{ path: 'case.procedure', begins: 'residence.' }] },
        },
      },
      {
        type: 'additional-docs-request',
        to: 'filer',
        timing: once,
        condition: { tests: [{ path: 'data.kind', is: ['documents'] }], otherwise: 'other-kind' },
        variables: {
          procedure_name: procedure,
          applicant_name: applicant,
          items: 'data.items',
          limit_mb: 'file.limit_mb',
          residence: { holds: [{ path: 'case.procedure', begins: 'residence.' }] },
        },
      },
    ],
    followUps: [
      {
        type: 'correction-reminder',
        to: 'filer',
        afterLetter: ['correction-request', 'additional-docs-request'],
        schedule: { from: 'sending', everyDays: 7, times: 1 },
        variables: {
          procedure_name: procedure,
          applicant_name: applicant,
          items: 'data.items',
          sent_on: { day: 'chain.sent_at' },
          limit_mb: 'file.limit_mb',
        },
      },
    ],
  },
  ...(
    [
      ['resubmitted', '再提出された', 'Handed in again', [{ types: ofReturn }]],
      [
        'withdrawn',
        '取り下げられた',
        'Withdrawn',
        [{ types: ofApplication }, { types: ofProcedure, until: ['ras2.application.submitted'] }],
      ],
      ['status-changed', '処理状況が変わった', 'The status changed', [{ types: ['correction-reminder'] }]],
    ] as const
  ).map(
    ([name, ja, en, ends]): EventRule => ({
      type: `ras2.application.${name}`,
      says: { ja, en },
      ends,
      presumesCase: true,
      letters: [],
      none: 'stops-follow-ups',
    }),
  ),
  {
    type: 'ras2.application.staff-message',
    says: { ja: '職員から連絡がある', en: 'Staff have written to the filer' },
    letters: [{ type: 'staff-contact', to: 'filer', timing: once, variables: { text: 'data.text' } }],
  },
  {
    type: 'ras2.delivery-method.changed',
    says: { ja: '受領方法が変更された', en: 'The delivery method was changed' },
    ends: [otherMethod],
    keeps: ['method'],
    letters: [
      {
        type: 'delivery-method-changed',
        to: 'filer',
        timing: once,
        variables: { method: { words: 'methods', of: 'data.method' } },
      },
    ],
  },
  {
    type: 'ras2.delivery-method.refused',
    says: { ja: '受領方法を変更できなかった', en: 'The delivery method could not be changed' },
    letters: [
      {
        type: 'delivery-method-refused',
        to: 'filer',
        timing: once,
        variables: { status: { words: 'statuses', of: 'data.status' } },
      },
    ],
  },
  {
    type: 'ras2.application.result-ready',
    says: { ja: '審査が終わった(結果は書かない)', en: 'The examination has ended (the result is not told)' },
    letters: [
      {
        type: 'result-ready',
        to: 'filer',
        timing: once,
        variables: { procedure_name: procedure, applicant_name: applicant },
      },
      {
        type: 'result-ready',
        to: 'applicant',
        timing: once,
        condition: { tests: [{ path: 'setting.resultReadyToApplicant', is: [true] }], otherwise: 'switched-off' },
        variables: { procedure_name: procedure, applicant_name: applicant },
      },
    ],
  },
  {
    type: 'ras2.report.due',
    says: { ja: '定期報告の時期が近い', en: 'A periodic report will be due' },
    ends: [{ types: ['report-due-notice'] }],
    letters: [],
    none: 'starts-follow-ups',
    followUps: [
      {
        type: 'report-due-notice',
        to: 'filer',
        schedule: { from: 'date', date: 'data.expires_on', before: [{ months: 2 }] },
        switch: 'report-due-notice',
        variables: { expires_on: 'data.expires_on' },
      },
    ],
  },
  {
    type: 'ras2.report.decided',
    says: { ja: '定期報告の結果が出た', en: 'The periodic report was decided' },
    letters: [
      {
        type: 'report-result',
        to: 'filer',
        timing: once,
        switch: 'report-result',
        variables: { result: 'data.result', valid_until: 'data.valid_until' },
      },
    ],
  },
  {
    type: 'ras2.maintenance.planned',
    says: { ja: '保守のための停止が予定された', en: 'A maintenance stop is planned' },
    letters: [],
    none: 'no-mail-by-rule',
  },
];

export const ras2: Rulebook = {
  system: 'ras2',
  reports: true,
  accountRole: 'filer',
  settings: {
    languages: { filer: 'ja', applicant: 'ja,en', holder: 'ja,en', old: 'ja,en', new: 'ja,en' },
    letters: {
      'ras2-account-locked': false,
      'ras2-password-expiry-warning': false,
      'report-due-notice': false,
      'report-result': false,
      'bulk-summary': true,
    },
    passwordMailInBulk: false,
    linkHosts: [],
    strict: true,
    reminderRepeatsCertificate: false,
    resultReadyToApplicant: false,
  },
  events: [...accounts, ...applications, ...coeRules('ras2', 'filer'), ...caseRules('ras2')],
};
