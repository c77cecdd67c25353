/** Words of the page on which somebody finds out whether a mail is real, in the three languages. */

const ja = {
  title: 'このメールは本物か',
  lead: '公的機関を名乗る偽のメールが見つかっています。次の点を確かめてください。',
  label: '照会番号',
  hint: 'メールの終わりのほうにある32文字の英数字です。空白や「-」がなくても、小文字でもかまいません。',
  check: '確かめる',
  found: {
    title: 'この番号のメールを送っています',
    lead: '届いたメールが次のとおりか、比べてください。1つでも違うときは、偽のメールです。',
    subject: '件名',
    at: '送った日',
    domain: '差出人のアドレスの「@」の後',
    copied: '番号は、ほかのメールに写すことができます。番号が合っていても、お金や暗証番号を求めるメールは偽物です。',
  },
  old: {
    title: '私たちの番号ですが、古いため内容を表示できません',
    lead: '番号は本物です。メールの内容は一定の期間が過ぎると消すため、件名を表示して比べることができません。',
  },
  unknown: {
    title: 'この番号のメールはありません',
    lead: '32文字がすべて合っているか、もう一度見てください。合っているときは、私たちのメールではありません。URLを開かず、返信もしないでください。',
  },
  again: '別の番号を確かめる',
  from: {
    h: '差出人',
    p: '本物のメールは、次のアドレスから届きます。表示名だけでなく、アドレスを確かめてください。',
  },
  hosts: {
    h: 'リンクの行き先',
    p: '登録の変更と解除のURLは、必ず {site} で始まります。ほかのURLは、次のサイトだけです。短縮したURLは使いません。',
  },
  never: {
    h: '求めないもの',
    p: [
      'お金の支払い、カード番号、パスワード、在留カードの写真をメールで求めることはありません。',
      '添付ファイルを付けることはありません。',
    ],
  },
  frauds: {
    h: '偽のメールによくある言葉',
    p: [
      '「24時間以内に手続をしないと、在留カードが無効になります」',
      '「アカウントを停止しました。本人確認をしてください」',
      '「未払いの料金があります。今すぐ払ってください」',
      '「還付金があります。口座番号とカード番号を入力してください」',
      '「逮捕状が出ています。この番号に電話してください」',
    ],
  },
  odd: {
    h: '怪しいメールが届いたとき',
    p: '返信せず、URLを開かず、添付ファイルも開かないでください。心配なときは、問合せ先に電話してください。',
  },
};
export type RealMailWords = typeof ja;

const plja: RealMailWords = {
  title: '本当(ほんとう)のメールですか',
  lead: 'うそのメールがあります。次(つぎ)のことを確(たし)かめてください。',
  label: 'メールの番号(ばんごう)',
  hint: 'メールの終(お)わりの近(ちか)くにあります。数字(すうじ)とアルファベットで、32文字(もじ)です。「-」がなくてもいいです。小(ちい)さい文字(もじ)でもいいです。',
  check: '確(たし)かめる',
  found: {
    title: 'この番号(ばんごう)のメールを送(おく)りました',
    lead: 'あなたに来(き)たメールと、下(した)のことを比(くら)べてください。1つでも違(ちが)ったら、うそのメールです。',
    subject: 'メールの題名(だいめい)',
    at: '送(おく)った日(ひ)',
    domain: 'メールを送(おく)る人(ひと)のアドレスの「@」の後(あと)',
    copied:
      'うそのメールに、同(おな)じ番号(ばんごう)を書(か)くことができます。番号(ばんごう)が正(ただ)しくても、「お金(かね)を払(はら)ってください」と書(か)いてあったら、うそのメールです。',
  },
  old: {
    title: '私(わたし)たちの番号(ばんごう)ですが、古(ふる)いメールです',
    lead: '番号(ばんごう)は本当(ほんとう)です。でも、古(ふる)いメールは消(け)しました。メールの題名(だいめい)を見(み)ることができません。',
  },
  unknown: {
    title: 'この番号(ばんごう)のメールはありません',
    lead: '32文字(もじ)が正(ただ)しいか、もう一度(いちど)見(み)てください。正(ただ)しいときは、私(わたし)たちのメールではありません。URLを開(ひら)かないでください。返事(へんじ)を書(か)かないでください。',
  },
  again: 'ほかの番号(ばんごう)を確(たし)かめる',
  from: {
    h: 'メールを送(おく)る人(ひと)',
    p: '本当(ほんとう)のメールは、下(した)のアドレスから来(き)ます。名前(なまえ)だけでなく、アドレスも見(み)てください。',
  },
  hosts: {
    h: 'URL',
    p: '登録(とうろく)を変(か)えるURLと、メールをやめるURLは、{site} で始(はじ)まります。ほかのURLは、下(した)のページだけです。短(みじか)くしたURLは使(つか)いません。',
  },
  never: {
    h: '私(わたし)たちが言(い)わないこと',
    p: [
      'メールで「お金(かね)を払(はら)ってください」と言(い)いません。',
      'カードの番号(ばんごう)、パスワード、在留(ざいりゅう)カードの写真(しゃしん)を送(おく)ってください、と言(い)いません。',
      'メールにファイルをつけません。',
    ],
  },
  frauds: {
    h: 'うそのメールの言葉(ことば)',
    p: [
      '「24時間(じかん)の間(あいだ)に手続(てつづ)きをしないと、在留(ざいりゅう)カードを使(つか)うことができません」',
      '「あなたの登録(とうろく)を止(と)めました。名前(なまえ)と番号(ばんごう)を書(か)いてください」',
      '「お金(かね)を払(はら)っていません。今(いま)すぐ払(はら)ってください」',
      '「お金(かね)を返(かえ)します。銀行(ぎんこう)の番号(ばんごう)を書(か)いてください」',
      '「警察(けいさつ)があなたを探(さが)しています。この番号(ばんごう)に電話(でんわ)してください」',
    ],
  },
  odd: {
    h: 'おかしなメールが来(き)たとき',
    p: '返事(へんじ)を書(か)かないでください。URLを開(ひら)かないでください。心配(しんぱい)なときは、電話(でんわ)してください。',
  },
};

const en: RealMailWords = {
  title: 'Is this email real?',
  lead: 'Fake emails are sent in the name of public offices. Check these points.',
  label: 'Reference of the email',
  hint: '32 letters and digits near the end of the email. Spaces, hyphens and small letters make no difference.',
  check: 'Check',
  found: {
    title: 'We sent an email with this reference',
    lead: 'Compare it with the email you got. If anything differs, yours is fake.',
    subject: 'Subject',
    at: 'Sent on',
    domain: 'Sender’s address after “@”',
    copied:
      'A reference can be copied into another email. Even with a correct reference, an email that asks for money or passwords is fake.',
  },
  old: {
    title: 'The reference is ours, but the email is too old to show',
    lead: 'The reference is genuine. We erase the text of an email after some time, so there is no subject left to compare.',
  },
  unknown: {
    title: 'We have sent no email with this reference',
    lead: 'Check that all 32 letters and digits are right. If they are, the email is not ours: do not open its links, and do not answer it.',
  },
  again: 'Check another reference',
  from: {
    h: 'The sender',
    p: 'Our emails come from these addresses. Look at the address, not only at the name.',
  },
  hosts: {
    h: 'Where links lead',
    p: 'Links to change or unsubscribe always begin with {site}. All other links lead to these sites. We never use short links.',
  },
  never: {
    h: 'What we never ask for',
    p: [
      'We never ask by email for money, card numbers, passwords or photos of your residence card.',
      'We never attach files.',
    ],
  },
  frauds: {
    h: 'What fake emails often say',
    p: [
      '“Your residence card becomes invalid unless you act within 24 hours.”',
      '“Your account has been suspended. Confirm who you are.”',
      '“You have an unpaid fee. Pay now.”',
      '“You will get a refund. Enter your bank account and card number.”',
      '“There is a warrant for your arrest. Call this number.”',
    ],
  },
  odd: {
    h: 'If an email seems fake',
    p: 'Do not answer it, and do not open its links or files. If you are worried, call us.',
  },
};

export const realMail = { ja, plja, en };
