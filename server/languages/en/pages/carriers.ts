/** What to set at each carrier and mail service so that our mail arrives, in English. `{domains}` stands for our domains. Menus change: each step names what it is called today. */
import type { Carrier } from '../../../contract/paths.ts';

export const carrierSteps: Readonly<Record<Carrier, readonly string[]>> = {
  docomo: [
    'Open “My docomo” and go to “Mail settings”, then to the measures against spam.',
    'Add {domains} to the list of senders to receive (受信リスト設定).',
    'If you refuse emails with certain links (特定URL付きメール拒否設定), turn this off.',
  ],
  au: [
    'Open “My au” or the mail app and go to the spam filter (迷惑メールフィルター設定).',
    'Turn the list of senders to receive (受信リスト設定) on and add {domains}.',
    'If you restrict links (URLリンク規制), turn this off.',
  ],
  uq: [
    'Open “My UQ mobile” and go to the spam filter (迷惑メールフィルター設定).',
    'Add {domains} to the list of senders to receive (受信リスト設定).',
    'If you restrict links (URLリンク規制), turn this off.',
  ],
  softbank: [
    'Open “My SoftBank” and go to “Mail settings”, then to the measures against spam (迷惑メール対策).',
    'Add {domains} to the emails you allow (許可するメールの登録).',
    'If you refuse emails with links (URLリンク付きメールの拒否), turn this off.',
  ],
  ymobile: [
    'Open “My Y!mobile” and go to the mail settings.',
    'Add {domains} to the list of allowed senders (受信許可リスト).',
    'If you use Yahoo! Mail, look into the spam folder too and choose “not spam”.',
  ],
  rakuten: [
    'Open “my Rakuten Mobile” or “Rakuten Link” and go to the settings of “Raku Mail” (楽メール).',
    'Add {domains} to the list of allowed senders (受信許可リスト).',
    'Look into the spam folder too and choose “not spam”.',
  ],
  gmail: [
    'Search for {domains} in “All Mail”, “Spam” and “Promotions”.',
    'If you find our email, choose “Not spam”.',
    'On a computer, create a filter from the search box: write {domains} as sender and choose “Never send it to Spam”.',
  ],
  outlook: [
    'Look into “Junk Email”. If you find our email, choose “Not junk”.',
    'On a computer, open “Settings”, “Mail”, “Junk email” and add {domains} to “Safe senders and domains”.',
  ],
  icloud: [
    'Look into “Junk”. If you find our email, move it to the inbox.',
    'Add our address to your contacts.',
    'On a computer, open “Mail” on icloud.com and make a rule in its settings that moves emails from {domains} to the inbox.',
  ],
};
