/** Why an event was answered with no letters, in a sentence each. */
import type { NoLetterReason } from './shape.ts';

export const reasonSentences: Readonly<Record<NoLetterReason, { ja: string; en: string }>> = {
  'no-mail-by-rule': { ja: 'この出来事ではメールを送らない決まりです。', en: 'The rules send no mail for this event.' },
  'stops-follow-ups': { ja: '催促のメールを止めました。', en: 'It ends the follow-ups of the case.' },
  'starts-follow-ups': { ja: '後日のメールを予定しました。', en: 'It plans later letters only.' },
  'switched-off': { ja: 'このメールは設定で止めています。', en: 'The setting of the system switches this mail off.' },
  'not-a-residence-application': {
    ja: '番号のメールは在留申請だけに送ります。',
    en: 'Only residence applications have numbers.',
  },
  'delivered-by-post': { ja: '郵送なので、メールは送りません。', en: 'Delivered by post, so no mail is sent.' },
  'phone-unchanged': { ja: '電話番号の変更がないので送りません。', en: 'Only a changed phone number is told by mail.' },
  'residents-only': { ja: '中長期在留者だけに送ります。', en: 'Only residents get this mail.' },
  'organisations-only': { ja: '所属機関だけに送ります。', en: 'Only organisations get this mail.' },
  'other-kind': { ja: '種類が違います。', en: 'The kind of the event asks for another letter.' },
  'no-password': { ja: 'パスワードのメールはありません。', en: 'There is no inquiry password to send.' },
  'not-in-bulk': { ja: '一括申請では送らない設定です。', en: 'Not sent in bulk applications.' },
  'no-date': { ja: '期限がないので予定しません。', en: 'Without a date nothing is planned.' },
  'same-address': { ja: '同じアドレスなので1通だけ送ります。', en: 'The same address gets one copy.' },
  'no-recipient': { ja: '宛先がありません。', en: 'Nobody is named who would get it.' },
  'case-closed': { ja: '案件は終わっています。', en: 'The case is closed.' },
  'case-ends': {
    ja: '案件を終え、待っているメールを取り消しました。',
    en: 'The case ends; waiting letters were cancelled.',
  },
  'address-unchanged': { ja: 'アドレスは変えていません。', en: 'No address was changed.' },
  'address-changed': { ja: '待っているメールの宛先を変えました。', en: 'Waiting letters go to the new address.' },
  late: {
    ja: 'あとで起きたことを先に受け取っているため、送りません。',
    en: 'Something that happened later was reported before, so nothing is sent.',
  },
  'has-ended': {
    ja: 'すでに終わっているため、送りません。',
    en: 'What the letter is about has ended, so nothing is sent.',
  },
  'secrets-erased': {
    ja: '番号は消去済みです。元の出来事をもう一度知らせてください。',
    en: 'The secrets are erased: report the event of the letter again under a new id.',
  },
};

/** The sentence of an answer's reason; null where there is none. */
export const reasonSentence = (reason: string | null): { ja: string; en: string } | null =>
  reason !== null && Object.hasOwn(reasonSentences, reason) ? reasonSentences[reason as NoLetterReason] : null;
