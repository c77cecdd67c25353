/** Words of what somebody without an account may cause. They stand beside their screen, which is loaded when it is opened. */

const en = {
  title: 'Limits for people without an account',
  intro:
    'How much one network, one mailbox or one domain may ask for before it waits. A change holds for every part of the hub at once. Only who is above a limit waits; leaving has none.',
  value: 'Limit',
  none: 'No limit',
  fallback: 'At first: %{value}',
  edit: 'Change',
  editTitle: 'Change “%{name}”',
  number: 'New limit',
  bounds: 'From %{least} to %{most}',
  go: 'Set this limit',
  done: 'The limit was changed. It stands in the audit log.',
  names: {
    'forms-network-hour': 'Forms of one network in an hour',
    'forms-browser-hour': 'Forms of one browser in an hour',
    'mails-address-day': 'Mails to one mailbox in 24 hours',
    'mails-hour': 'Mails of all forms, and of all empty mails, in an hour',
    'empty-domain-hour': 'Answered empty mails of one domain in an hour',
    'empty-network-hour': 'Answered empty mails of the servers of one network in an hour',
    'sign-in-network': 'Wrong sign-ins of one network in 10 minutes',
    'keys-network': 'Wrong API keys of one network in 10 minutes',
    'links-network': 'Made-up links of one network in 10 minutes',
    'references-network': 'Wrong mail references of one network in 10 minutes',
    'sign-in-free': 'Wrong passwords before one network waits',
    'sign-in-free-together': 'Wrong passwords before all strangers together wait',
  },
  says: {
    'forms-network-hour':
      'A network is an IPv4 address or an IPv6 /64; a /48 may have four times as many. Above it a form waits for its turn.',
    'forms-browser-hour': 'Above it a form waits for its turn.',
    'mails-address-day': 'Addresses with +something, and dots at Gmail, are one mailbox.',
    'mails-hour': 'Forms, empty mails of big providers, and all other empty mails have this number each.',
    'empty-domain-hour': 'Big providers are counted by mailbox only.',
    'empty-network-hour':
      'A network is an IPv4 address or an IPv6 /64; a /24 or a /48 may have four times as many. Big providers are not counted.',
    'sign-in-network': 'Above it the network is turned away unheard for up to 10 minutes.',
    'keys-network': 'Keys that are right go on working.',
    'links-network': 'Genuine links go on working.',
    'references-network': 'On the page “Is this mail real?”.',
    'sign-in-free': 'For one account. Then each wait is longer than the one before, up to 15 minutes.',
    'sign-in-free-together':
      'For one account. Known devices are counted apart; a stranger keeps nobody out for more than a minute.',
  },
};

const ja: typeof en = {
  title: 'アカウントのない人の上限',
  intro:
    '1つのネットワーク、メールボックス、ドメインが、待たずに頼める数です。変えると、すべての処理ですぐに効きます。待つのは上限を超えた人だけです。解除に上限はありません。',
  value: '上限',
  none: '上限なし',
  fallback: '初期値: %{value}',
  edit: '変える',
  editTitle: '「%{name}」を変える',
  number: '新しい上限',
  bounds: '%{least}から%{most}まで',
  go: 'この上限にする',
  done: '上限を変えました。監査ログに残ります。',
  names: {
    'forms-network-hour': '1つのネットワークからのフォーム(1時間)',
    'forms-browser-hour': '1つのブラウザーからのフォーム(1時間)',
    'mails-address-day': '1つのメールボックスへのメール(24時間)',
    'mails-hour': 'フォーム、空メールによるメールの合計(1時間)',
    'empty-domain-hour': '1つのドメインの空メールへの返事(1時間)',
    'empty-network-hour': '1つのネットワークのサーバーが届けた空メールへの返事(1時間)',
    'sign-in-network': '1つのネットワークからの誤ったサインイン(10分)',
    'keys-network': '1つのネットワークからの誤ったAPIの鍵(10分)',
    'links-network': '1つのネットワークからの偽のリンク(10分)',
    'references-network': '1つのネットワークからの誤ったメールの番号(10分)',
    'sign-in-free': '1つのネットワークが待つまでの、誤ったパスワード',
    'sign-in-free-together': '知らない人全部が待つまでの、誤ったパスワード',
  },
  says: {
    'forms-network-hour':
      'ネットワークは IPv4 のアドレスか IPv6 の /64。/48 はその4倍です。超えたフォームは順番を待ちます。',
    'forms-browser-hour': '超えたフォームは順番を待ちます。',
    'mails-address-day': '「+」の付いたアドレスと、Gmail の「.」の違いは、同じメールボックスとして数えます。',
    'mails-hour': 'フォーム、大手プロバイダーの空メール、その他の空メールのそれぞれの数です。',
    'empty-domain-hour': '大手プロバイダーはメールボックスごとにだけ数えます。',
    'empty-network-hour':
      'ネットワークは IPv4 のアドレスか IPv6 の /64。/24 と /48 はその4倍です。大手プロバイダーは数えません。',
    'sign-in-network': '超えたネットワークは、最大10分、話を聞かずに断ります。',
    'keys-network': '正しい鍵は使えます。',
    'links-network': '本物のリンクは使えます。',
    'references-network': '「このメールは本物ですか」のページです。',
    'sign-in-free': '1つのアカウントについての数です。そのあとは、待つ時間が15分まで長くなります。',
    'sign-in-free-together':
      '1つのアカウントについての数です。知っている端末は別に数えます。知らない人のせいで待つのは、長くて1分です。',
  },
};

export const budgetWords = { ja, en };
export type BudgetId = keyof typeof en.names;
