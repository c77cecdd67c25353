/** Rulebook of the earlier system for people who apply for a certificate at the counter (domain.md 1.4, events.md "RAS1"). */
import { caseRules, coeRules, otherMethod } from './coe.ts';
import { usedOnce } from './links.ts';
import type { EventRule, Rulebook } from './shape.ts';

const once = { at: 'once' } as const;

const accounts: readonly EventRule[] = [
  {
    type: 'ras1.account.registered',
    says: { ja: '利用者情報が登録された', en: 'A user was registered' },
    letters: [
      {
        type: 'ras1-registration-notice',
        to: 'holder',
        timing: once,
        link: true,
        variables: { user_id: 'data.user_id', password_url: 'data.url', expires_at: 'link.expires_at', once: usedOnce },
      },
    ],
  },
  {
    type: 'ras1.account.password-reset-requested',
    says: { ja: 'パスワードの再設定が求められた', en: 'A password reset was asked for' },
    letters: [
      {
        type: 'ras1-password-reset',
        to: 'holder',
        timing: once,
        link: true,
        variables: { reset_url: 'data.url', expires_at: 'link.expires_at', once: usedOnce },
      },
    ],
  },
  {
    type: 'ras1.account.password-changed',
    says: { ja: 'パスワードが変更された', en: 'The password was changed' },
    letters: [
      {
        type: 'ras1-password-changed',
        to: 'holder',
        timing: once,
        variables: { changed_at: { first: ['data.changed_at', 'event.time'] } },
      },
    ],
  },
  {
    type: 'ras1.account.email-changed',
    says: { ja: 'メールアドレスが変更された', en: 'The address was changed' },
    effect: 'changes-address',
    letters: [
      {
        type: 'ras1-email-changed',
        to: 'new',
        timing: once,
        variables: { changed_at: { first: ['data.changed_at', 'event.time'] }, new_address: 'new.email' },
      },
      {
        type: 'ras1-email-changed',
        to: 'old',
        timing: once,
        variables: { changed_at: { first: ['data.changed_at', 'event.time'] }, new_address: { masked: 'new.email' } },
      },
    ],
  },
  {
    type: 'ras1.account.profile-changed',
    says: { ja: 'アドレス以外の利用者情報が変更された', en: 'The profile was changed, but not the address' },
    letters: [],
    none: 'no-mail-by-rule',
  },
  {
    type: 'ras1.account.id-confirmed',
    says: { ja: '書面の求めにより認証IDが確認された', en: 'The office confirmed the ID after a written request' },
    letters: [
      {
        type: 'ras1-id-confirmed',
        to: 'holder',
        timing: once,
        switch: 'ras1-id-confirmed',
        variables: { user_id: 'data.user_id' },
      },
    ],
  },
  {
    type: 'ras1.delivery-method.changed',
    says: { ja: '受領方法が変更された', en: 'The delivery method was changed' },
    ends: [otherMethod],
    keeps: ['method'],
    letters: [
      {
        type: 'delivery-method-changed',
        to: 'holder',
        timing: once,
        variables: { method: { words: 'methods', of: 'data.method' } },
      },
    ],
  },
];

export const ras1: Rulebook = {
  system: 'ras1',
  reports: true,
  accountRole: 'holder',
  settings: {
    languages: { holder: 'ja,en', old: 'ja,en', new: 'ja,en' },
    letters: { 'ras1-id-confirmed': false },
    passwordMailInBulk: false,
    linkHosts: [],
    strict: true,
    reminderRepeatsCertificate: false,
    resultReadyToApplicant: false,
  },
  events: [...accounts, ...coeRules('ras1', 'holder'), ...caseRules('ras1')],
};
