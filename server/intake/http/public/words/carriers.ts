/** What to set at each carrier and mail service so that our mail arrives. `{domains}` stands for our domains. Menus change: each step names what it is called today. */
import type { Language } from '../../../../contract/codes.ts';
import type { Carrier } from '../../../../contract/paths.ts';

export const carrierNames: Readonly<Record<Carrier, string>> = {
  docomo: 'docomo',
  au: 'au',
  uq: 'UQ mobile',
  softbank: 'SoftBank',
  ymobile: 'Y!mobile',
  rakuten: 'Rakuten Mobile',
  gmail: 'Gmail',
  outlook: 'Outlook / Hotmail',
  icloud: 'iCloud',
};

const ja: Readonly<Record<Carrier, readonly string[]>> = {
  docomo: [
    '「My docomo」を開き、「メール設定」から「迷惑メール／SMS対策」へ進みます。',
    '「受信リスト設定」に {domains} を登録します。',
    '「特定URL付きメール拒否設定」を使っている方は、設定を外します。',
  ],
  au: [
    '「My au」か「メール」アプリを開き、「迷惑メールフィルター設定」へ進みます。',
    '「受信リスト設定」を「有効」にし、{domains} を登録します。',
    '「URLリンク規制」を使っている方は、設定を外します。',
  ],
  uq: [
    '「My UQ mobile」を開き、「迷惑メールフィルター設定」へ進みます。',
    '「受信リスト設定」に {domains} を登録します。',
    '「URLリンク規制」を使っている方は、設定を外します。',
  ],
  softbank: [
    '「My SoftBank」を開き、「メール設定」の「迷惑メール対策」へ進みます。',
    '「許可するメールの登録」に {domains} を登録します。',
    '「URLリンク付きメールの拒否」を使っている方は、設定を外します。',
  ],
  ymobile: [
    '「My Y!mobile」を開き、メールの設定へ進みます。',
    '「受信許可リスト」に {domains} を登録します。',
    'Yahoo!メールで受け取っている方は、「迷惑メールフォルダー」も確かめ、見つけたら「迷惑メールではない」を選びます。',
  ],
  rakuten: [
    '「my 楽天モバイル」か「Rakuten Link」を開き、「楽メール」の設定へ進みます。',
    '「受信許可リスト」に {domains} を登録します。',
    '「迷惑メール」フォルダーも確かめ、見つけたら「迷惑メールではない」を選びます。',
  ],
  gmail: [
    '「すべてのメール」「迷惑メール」「プロモーション」で {domains} を検索します。',
    '見つけたら「迷惑メールではない」を選びます。',
    'パソコンでは、検索の「フィルタを作成」で、差出人に {domains} を書き、「迷惑メールにしない」を選びます。',
  ],
  outlook: [
    '「迷惑メール」フォルダーを確かめ、見つけたら「迷惑メールではない」を選びます。',
    'パソコンで「設定」「メール」「迷惑メール」へ進み、「信頼できる差出人とドメイン」に {domains} を加えます。',
  ],
  icloud: [
    '「迷惑メール」フォルダーを確かめ、見つけたら「受信」へ移します。',
    '差出人を「連絡先」に加えます。',
    'パソコンで icloud.com の「メール」を開き、「設定」の「ルール」に {domains} から届くものを「受信」へ入れるルールを作ります。',
  ],
};

const plja: Readonly<Record<Carrier, readonly string[]>> = {
  docomo: [
    '「My docomo」を開(ひら)きます。「メール設定(せってい)」を押(お)します。',
    '「受信(じゅしん)リスト設定(せってい)」に {domains} を書(か)きます。',
    '「特定(とくてい)URL付(つ)きメール拒否設定(きょひせってい)」は、使(つか)わないでください。',
  ],
  au: [
    '「My au」を開(ひら)きます。「迷惑(めいわく)メールフィルター設定(せってい)」を押(お)します。',
    '「受信(じゅしん)リスト設定(せってい)」に {domains} を書(か)きます。',
    '「URLリンク規制(きせい)」は、使(つか)わないでください。',
  ],
  uq: [
    '「My UQ mobile」を開(ひら)きます。「迷惑(めいわく)メールフィルター設定(せってい)」を押(お)します。',
    '「受信(じゅしん)リスト設定(せってい)」に {domains} を書(か)きます。',
    '「URLリンク規制(きせい)」は、使(つか)わないでください。',
  ],
  softbank: [
    '「My SoftBank」を開(ひら)きます。「メール設定(せってい)」を押(お)します。',
    '「許可(きょか)するメールの登録(とうろく)」に {domains} を書(か)きます。',
    '「URLリンク付(つ)きメールの拒否(きょひ)」は、使(つか)わないでください。',
  ],
  ymobile: [
    '「My Y!mobile」を開(ひら)きます。メールの設定(せってい)を押(お)します。',
    '「受信許可(じゅしんきょか)リスト」に {domains} を書(か)きます。',
    '「迷惑(めいわく)メールフォルダー」も見(み)てください。',
  ],
  rakuten: [
    '「my 楽天(らくてん)モバイル」を開(ひら)きます。「楽(らく)メール」の設定(せってい)を押(お)します。',
    '「受信許可(じゅしんきょか)リスト」に {domains} を書(か)きます。',
    '「迷惑(めいわく)メール」も見(み)てください。',
  ],
  gmail: [
    '「すべてのメール」と「迷惑(めいわく)メール」で {domains} を探(さが)します。',
    'メールがあったら、「迷惑(めいわく)メールではない」を押(お)します。',
  ],
  outlook: [
    '「迷惑(めいわく)メール」を見(み)ます。メールがあったら、「迷惑(めいわく)メールではない」を押(お)します。',
    '「設定(せってい)」の「迷惑(めいわく)メール」で、「信頼(しんらい)できる差出人(さしだしにん)とドメイン」に {domains} を書(か)きます。',
  ],
  icloud: [
    '「迷惑(めいわく)メール」を見(み)ます。メールがあったら、「受信(じゅしん)」に移(うつ)します。',
    '「@」の後(うし)ろが {domains} のアドレスを「連絡先(れんらくさき)」に入(い)れます。',
  ],
};

const en: Readonly<Record<Carrier, readonly string[]>> = {
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

export const carrierSteps: Readonly<Record<Language, Readonly<Record<Carrier, readonly string[]>>>> = { ja, plja, en };
