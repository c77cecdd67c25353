/** パスキーのことば。Words of passkeys in both languages; loaded with the screens that need them only. */
import { useLocale } from 'react-admin';

const ja = {
  title: 'パスキー',
  intro:
    'パスワードのあと、数字の代わりに、この機器の指紋・顔・暗証番号や、セキュリティキーで確かめます。にせのサイトでは働きません。',
  notHere: 'このアドレスではパスキーを使えません。https で始まる、名前のあるアドレスで開いたときに使えます。',
  name: 'パスキーの名前',
  nameHelp: '例: 窓口のパソコン',
  add: 'パスキーを登録する',
  added: 'パスキーを登録しました',
  since: '登録した日時',
  used: '最後に使った日時',
  never: 'まだありません',
  rename: '名前を変える',
  renamed: '名前を変えました',
  remove: '削除する',
  removeAsk: '「%name」を削除しますか。この機器では、もうサインインできなくなります。',
  removed: 'パスキーを削除しました',
  use: 'パスキーで確かめる',
  or: 'または',
  stopped: '機器での確認が終わりませんでした。もう一度お試しください。',
};

const en: typeof ja = {
  title: 'Passkeys',
  intro:
    'After the password you show a fingerprint, your face or a PIN on this device, or touch a security key, instead of typing digits. It does not work at a false site.',
  notHere: 'Passkeys do not work at this address. They need https and an address that is a name.',
  name: 'Name of the passkey',
  nameHelp: 'For example: desk computer',
  add: 'Add a passkey',
  added: 'The passkey was added',
  since: 'Added',
  used: 'Last used',
  never: 'Never',
  rename: 'Rename',
  renamed: 'Renamed',
  remove: 'Remove',
  removeAsk: 'Remove “%name”? You can no longer sign in with this device.',
  removed: 'The passkey was removed',
  use: 'Use a passkey',
  or: 'or',
  stopped: 'The device did not finish. Please try again.',
};

export const usePasskeyWords = (): typeof ja => (useLocale() === 'en' ? en : ja);
