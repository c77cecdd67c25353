/** What to set at each carrier and mail service so that our mail arrives, in Japanese. `{domains}` stands for our domains. Menus change: each step names what it is called today. */
import type { Carrier } from '../../../contract/paths.ts';

export const carrierSteps: Readonly<Record<Carrier, readonly string[]>> = {
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
