/** Rulebook of the newsletter (domain.md 1.1 and 1.7): what its own pages, its mail entry and staff cause. No key reports these events. */
import type { EventRule, LetterRule, Rulebook } from './shape.ts';

const letter = (type: string, to: LetterRule['to'] = 'reader'): LetterRule => ({
  type,
  to,
  timing: { at: 'once' },
  variables: {},
});

const row = (type: string, ja: string, en: string, ...letters: LetterRule[]): EventRule => ({
  type,
  says: { ja, en },
  letters,
  ...(letters.length === 0 ? { none: 'no-mail-by-rule' as const } : {}),
});

export const nl: Rulebook = {
  system: 'nl',
  reports: false,
  accountRole: 'reader',
  settings: {
    languages: { reader: 'ja' },
    letters: { 'nl-unsubscribe-complete': true },
    passwordMailInBulk: false,
    linkHosts: [],
    strict: true,
    reminderRepeatsCertificate: false,
    resultReadyToApplicant: false,
  },
  events: [
    row(
      'nl.entry.mailed',
      '空メールが届いた(1時間に1回だけ返信)',
      'An empty mail came (answered once an hour)',
      letter('nl-entry-reply'),
    ),
    row(
      'nl.reader.entered',
      '登録を確かめる必要がある(二重確認・停止中のアドレス)',
      'A registration must be confirmed (double opt-in, suspended address)',
      letter('nl-confirm-registration'),
    ),
    row('nl.reader.registered', '登録が完了した', 'A reader registered', letter('nl-registration-complete')),
    row(
      'nl.reader.registered-again',
      '登録済みのアドレスがもう一度登録された',
      'An active address was entered again',
      letter('nl-already-registered'),
    ),
    row('nl.reader.changed', '登録内容が変更された', 'A reader changed the registration', letter('nl-change-complete')),
    row(
      'nl.topic.ended',
      '選んだ配信情報が終わり、ほかの配信情報に移った(1回だけ)',
      'A chosen topic ended and its readers were led to another (told once)',
      letter('nl-topic-ended'),
    ),
    row(
      'nl.terms.announced',
      '利用規約が変わった(承諾していない読者に1回だけ)',
      'The terms changed (readers who have not accepted them, told once)',
      letter('nl-new-terms'),
    ),
    row(
      'nl.reader.address-entered',
      '変更後のアドレスが入力された',
      'A reader entered a new address',
      letter('nl-address-confirm', 'new'),
    ),
    row(
      'nl.reader.address-changed',
      '新しいアドレスが確認された',
      'The new address was confirmed',
      letter('nl-address-changed', 'old'),
      letter('nl-address-changed', 'new'),
    ),
    row('nl.links.requested', 'URLの再発行が求められた', 'New links were asked for', letter('nl-link-reissue')),
    row('nl.links.requested-unknown', '登録のないアドレスで再発行が求められた', 'New links for an unknown address'),
    row('nl.reader.left', '登録が解除された', 'A reader unsubscribed', {
      ...letter('nl-unsubscribe-complete'),
      switch: 'nl-unsubscribe-complete',
    }),
    row(
      'nl.leave.mailed-unknown',
      '登録のないアドレスから解除のメールが届いた(1回だけ返信)',
      'A mail asked to unsubscribe an address that is not registered (answered once)',
      letter('nl-not-registered'),
    ),
    row(
      'nl.no-reply.mailed',
      '送信専用のアドレスに人がメールを送った(1人に30日に1回だけ返信)',
      'A person wrote to the address that only sends (answered once in 30 days)',
      letter('nl-send-only'),
    ),
    row(
      'nl.data.requested',
      '保存している情報を求められた',
      'A reader asked for everything that is stored',
      letter('nl-own-data'),
    ),
    row('nl.data.erased', '保存している情報を消した', 'Everything about a reader was erased', letter('nl-erased')),
    row('nl.bulletin.sent', 'お知らせが配信された', 'A bulletin was sent', letter('nl-issue')),
    row('nl.digest.due', 'まとめ配信の時刻になった', 'A digest is due', letter('nl-digest')),
    row(
      'nl.stay.ends',
      '在留期限の約3か月前と2週間前になった',
      'A period of stay ends in about three months, in two weeks',
      letter('nl-period-of-stay-reminder'),
    ),
  ],
};
