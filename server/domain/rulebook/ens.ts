/** Rulebook of the electronic notification system (domain.md 1.5, events.md "ENS"). Its list of mails is closed. */
import { caseRules } from './coe.ts';
import { ofEnsAccount, ofNotice } from './ends.ts';
import type { Condition, EventRule, FollowUpRule, LetterRule, Rulebook, Source } from './shape.ts';

const once = { at: 'once' } as const;
/** Of this event, or of an earlier one of the case: the case keeps it. */
const kind: Source = { words: 'kinds', of: 'case.kind' };
const residents: Condition = {
  tests: [{ path: 'case.holder_kind', isNot: ['organisation'] }],
  otherwise: 'residents-only',
};
const organisations: Condition = {
  tests: [{ path: 'data.holder_kind', is: ['organisation'] }],
  otherwise: 'organisations-only',
};

const registration: Omit<LetterRule, 'timing' | 'condition'> = {
  type: 'ens-registration-complete',
  to: 'holder',
  variables: { user_id: 'data.user_id', organisation: { holds: organisations.tests } },
};

const warning: FollowUpRule = {
  type: 'ens-password-expiry-warning',
  to: 'holder',
  schedule: { from: 'date', date: 'data.expires_on', before: [{ days: 30 }, { days: 7 }] },
  condition: {
    tests: [...organisations.tests, { path: 'data.expires_on', given: true }],
    otherwise: 'organisations-only',
  },
  variables: { expires_on: 'data.expires_on' },
};

const accounts: readonly EventRule[] = [
  {
    type: 'ens.account.registered',
    says: { ja: '利用者情報が登録された', en: 'An account was registered' },
    ends: [{ types: ['ens-password-expiry-warning'] }],
    keeps: ['holder_kind'],
    letters: [
      {
        ...registration,
        timing: once,
        condition: { tests: [{ path: 'data.holder_kind', is: ['resident'] }], otherwise: 'other-kind' },
      },
      {
        ...registration,
        timing: { at: 'next-day', after: 'event.now' },
        condition: { ...organisations, otherwise: 'other-kind' },
      },
    ],
    followUps: [warning],
  },
  {
    type: 'ens.account.id-renotice',
    says: { ja: '認証IDの再通知が求められた', en: 'The ID was asked for again' },
    keeps: ['holder_kind'],
    letters: [
      {
        type: 'ens-id-renotice',
        to: 'holder',
        timing: once,
        condition: residents,
        variables: { user_id: 'data.user_id' },
      },
    ],
  },
  {
    type: 'ens.account.email-changed',
    says: { ja: 'メールアドレスが変更された', en: 'The address was changed' },
    effect: 'changes-address',
    letters: [
      {
        type: 'ens-email-changed',
        to: 'old',
        timing: once,
        variables: { changed_at: { first: ['data.changed_at', 'event.time'] }, new_address: { masked: 'new.email' } },
      },
      {
        type: 'ens-email-changed',
        to: 'new',
        timing: once,
        variables: { changed_at: { first: ['data.changed_at', 'event.time'] }, new_address: 'new.email' },
      },
    ],
  },
  {
    type: 'ens.account.password-changed',
    says: { ja: 'パスワードが変更された', en: 'The password was changed' },
    ends: [{ types: ['ens-password-expiry-warning'] }],
    keeps: ['holder_kind'],
    letters: [
      {
        type: 'ens-password-changed',
        to: 'holder',
        timing: once,
        variables: {
          changed_at: { first: ['data.changed_at', 'event.time'] },
          organisation: { holds: organisations.tests },
        },
      },
    ],
    followUps: [warning],
  },
];

/** An account that is gone, or an ID that counts no more: nothing of it is told, until it is registered anew. */
const gone = [{ types: ofEnsAccount, until: ['ens.account.registered'] }] as const;

const closed = (
  [
    ['ens.notice.deleted', '届出が削除された', 'A notification was deleted', [{ types: ofNotice }]],
    ['ens.account.locked', 'アカウントがロックされた', 'The account was locked', []],
    ['ens.account.expired', '認証IDの期限が切れた', 'The ID has expired', gone],
    ['ens.account.invalidated', '認証IDが無効になった', 'The ID was made invalid', gone],
    ['ens.account.erased', '利用者情報が抹消された', 'The account was erased', gone],
  ] as const
).map(
  ([type, ja, en, ends]): EventRule => ({
    type,
    says: { ja, en },
    ...(ends.length > 0 ? { ends } : {}),
    letters: [],
    none: 'no-mail-by-rule',
  }),
);

const notices: readonly EventRule[] = [
  {
    type: 'ens.notice.accepted',
    says: { ja: '届出情報を受け付けた', en: 'A notification was taken in' },
    keeps: ['filed_on', 'kind'],
    letters: [
      {
        type: 'ens-notice-accepted',
        to: 'filer',
        timing: once,
        variables: { notice_no: 'data.number', filed_on: 'data.filed_on', kind, count: 'data.count' },
      },
    ],
  },
  {
    type: 'ens.notice.accept-failed',
    says: { ja: '届出情報を受け付けられなかった', en: 'A notification could not be taken in' },
    letters: [
      {
        type: 'ens-notice-accept-error',
        to: 'filer',
        timing: once,
        variables: { errors: 'data.errors', status_url: 'data.status_url' },
      },
    ],
  },
  {
    type: 'ens.notice.registered',
    says: { ja: '届出情報が本登録された', en: 'A notification was registered for good' },
    keeps: ['kind'],
    letters: [
      {
        type: 'ens-notice-registered',
        to: 'filer',
        timing: once,
        variables: { notice_no: 'data.number', filed_on: 'data.filed_on', kind },
      },
    ],
  },
  {
    type: 'ens.notice.registration-failed',
    says: { ja: '届出情報の本登録でエラーがあった', en: 'Registration of a notification failed for some persons' },
    letters: [
      {
        type: 'ens-notice-registration-error',
        to: 'filer',
        timing: once,
        variables: { error_count: 'data.error_count', status_url: 'data.status_url', notice_no: 'data.number' },
      },
    ],
  },
  {
    type: 'ens.office-confirmation.decided',
    says: { ja: '認証ID・パスワード確認等の申出の結果が出た', en: 'A request to confirm ID or password was decided' },
    letters: [
      {
        type: 'ens-office-confirmation',
        to: 'filer',
        timing: once,
        switch: 'ens-office-confirmation',
        variables: { result: 'data.result' },
      },
    ],
  },
];

export const ens: Rulebook = {
  system: 'ens',
  reports: true,
  accountRole: 'filer',
  settings: {
    languages: { filer: 'ja', holder: 'ja,en', old: 'ja,en', new: 'ja,en' },
    letters: { 'ens-office-confirmation': false },
    passwordMailInBulk: false,
    linkHosts: [],
    strict: true,
    reminderRepeatsCertificate: false,
    resultReadyToApplicant: false,
  },
  events: [...accounts, ...notices, ...closed, ...caseRules('ens')],
};
