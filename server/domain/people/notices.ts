/** Mails to the people of the console about their own account. */

import type { Trx } from '../../store/db.ts';
import type { OperatorRow } from '../../store/people.ts';
import { consoleUrl, type From, type OperatorParts, openPerson } from './parts.ts';

const events = {
  'sign-in': {
    ja: '新しい端末または場所からのサインイン',
    plja: '新(あたら)しい機械(きかい)または場所(ばしょ)からのサインイン',
    en: 'Sign-in from a new device or place',
  },
  'factor-set': {
    ja: '2段階の確認の設定',
    plja: '2つ目(め)の確認(かくにん)を決(き)めました',
    en: 'Two-step sign-in was set up',
  },
  'passkey-new': {
    ja: 'パスキーの登録',
    plja: '新(あたら)しいパスキーを登録(とうろく)しました',
    en: 'A passkey was added',
  },
  'passkey-gone': {
    ja: 'パスキーの削除',
    plja: 'パスキーを消(け)しました',
    en: 'A passkey was removed',
  },
  'passkey-copied': {
    ja: 'パスキーの写しが使われた疑い(サインインを断りました)',
    plja: 'パスキーが写(うつ)されたかもしれません。サインインを断(ことわ)りました',
    en: 'A passkey may have been copied; the sign-in was refused',
  },
  'factor-reset': {
    ja: '2段階の確認の解除(管理者による)',
    plja: '2つ目(め)の確認(かくにん)を管理者(かんりしゃ)が消(け)しました',
    en: 'Two-step sign-in was removed by an administrator',
  },
  'recovery-used': {
    ja: '予備コードでのサインイン',
    plja: '予備(よび)の番号(ばんごう)でのサインイン',
    en: 'Sign-in with a recovery code',
  },
  'recovery-new': {
    ja: '予備コードの作り直し',
    plja: '予備(よび)の番号(ばんごう)を新(あたら)しくしました',
    en: 'New recovery codes were made',
  },
  password: {
    ja: 'パスワードの変更',
    plja: 'パスワードが変(か)わりました',
    en: 'The password was changed',
  },
} as const;
export type SecurityEvent = keyof typeof events;

/** `key` names the effect, so that a repeated transaction posts once. */
export const tellSecurity = async (
  trx: Trx,
  p: OperatorParts,
  tell: { row: OperatorRow; event: SecurityEvent; from?: From; key: string },
): Promise<void> => {
  await p.outbox.post(trx, {
    type: 'staff-security-notice',
    system: 'staff',
    languages: [tell.row.language],
    role: 'operator',
    to: openPerson(p.ring, tell.row).email,
    variables: {
      event: events[tell.event],
      happened_at: p.clock.now(),
      ...(tell.from?.network ? { network: tell.from.network } : {}),
      console_url: consoleUrl(p),
    },
    lane: 'transactional',
    dedupeKey: `staff-security:${tell.row.public_id}:${tell.event}:${tell.key}`,
    actor: `operator:${tell.row.public_id}`,
    cause: 'form',
  });
};
