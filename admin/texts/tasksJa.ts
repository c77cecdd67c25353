/** 作業のことば。Words of tasks in Japanese: what each kind is, what to do next, and its facts told as sentences; tasksEn.ts has the same keys. */
import type { TaskKind } from '../../server/contract/codes.ts';

type Words = { name: string; next: string };

export const tasksJa = {
  intro: '人の判断が要ることです。自分でするものは「引き受ける」を押すと、ほかの人に分かります。',
  open: '未完了',
  closed: '完了',
  close: '完了にする',
  closeAsk: '「%{what}」で何をしたかを書いてください。もう知らせません。',
  done: '完了にしました',
  take: '引き受ける',
  putBack: '手放す',
  who: '担当',
  nobody: 'まだいません',
  me: 'あなた(%{at}から)',
  other: '%{name}(%{at}から)',
  somebody: 'もういない職員',
  byItself: '自動',
  object: '対象',
  next: 'すること',
  opened: '発生',
  finished: '完了',
  did: 'したこと',
  emptyTitle: '作業はありません',
  sendExpired: '今も正しいものを全部送る',
  sentExpired: '%{sent}通を送り直しました。%{left}通は、もう正しくないので送りません',
  emptyText: '人の判断が要ることが起きると、ここに並びます。',
  emptyClosed: '完了した作業はまだありません',
  itself: {
    exported: '本人の情報を書き出しました',
    erased: '登録を消しました',
    'sent again': '今も正しいものを送り直しました',
    'address-corrected': 'アドレスが直され、送り直されました',
    'reached again': 'またつながりました',
    over: '元に戻りました',
  },
  kinds: {
    'letter-bounced': {
      name: 'メールが届きませんでした',
      next: '電話など別の方法で本人に連絡し、正しいアドレスを申請システムに登録してもらってください。登録されると、この作業は自動で完了します。',
    },
    'letter-not-sent': {
      name: 'メールを送れませんでした',
      next: 'メールの記録で理由を確かめ、直せるときは送り直してください。直せないときは、別の方法で本人に知らせてください。',
    },
    'letters-expired': {
      name: '期限が過ぎて送れなかったメールがあります',
      next: '送れる期限の間に送られませんでした。ハブか中継サーバーが止まっていたときに多く起こります。1回押すと、今も正しいものを全部、今のアドレスに送ります。',
    },
    'letters-late': {
      name: '送る日が過ぎたメールを止めています',
      next: '日付を書いた知らせです。ハブが止まっている間に、送る日が過ぎました。文が今も正しければ、メールの一覧で「保留をやめて送る」を行い、正しくなければ取りやめてください。',
    },
    'letter-went-alone': {
      name: '前のメールを待たずに送ったメールがあります',
      next: 'この案件の申込完了のメールが、1日たっても来ませんでした。申請システムの担当に、申込みが知らされたかを確かめてください。',
    },
    'bulletin-paused': {
      name: 'お知らせが自動で止まりました',
      next: 'お知らせの画面で断られた理由を見てください。直したら再開し、送るべきでないときは取りやめてください。',
    },
    'relay-unreached': {
      name: '中継サーバーにつながらないか、答えがありません',
      next: '中継サーバーの担当に、動いているかを確かめてください。つながると、この作業は自動で完了します。待っているメールはなくなりません。',
    },
    'database-restored': {
      name: 'データベースがバックアップから戻されました',
      next: 'バックアップの後に送ったメールが、もう一度送られるおそれがあります。何が送り済みかを確かめてから、配信の様子で車線ごとに再開してください。',
    },
    'hub-trouble': {
      name: '配信の仕組みが止まっています',
      next: '運用の担当に知らせてください。直し方は docs/operate.md の「troubles」にあります。流れが戻ると、この作業は自動で完了します。待っているメールはなくなりません。',
    },
    'suspensions-held': {
      name: '登録の停止を保留しています',
      next: '下のリンクから保留の画面を開き、相手側の障害なら「保留を取り消す」、本当に宛先がないなら「停止する」で決めてください(コマンドは hub brakes release と hub brakes apply)。それまで、この宛先へのお知らせは待ちます。',
    },
    'sender-unsigned': {
      name: '差出人のドメインに署名の鍵がありません',
      next: 'これらのシステムのメールは署名されずに出るため、拒まれたり迷惑メールにされたりします。`hub dkim create` で鍵を作り、出たレコードを公開して、配信を始め直してください。そうするとこのタスクは自動で閉じます。`hub doctor` と「申請システム」の画面で確かめられます。',
    },
    'reference-copied': {
      name: '1つの照会番号が、多くの場所から確かめられています',
      next: 'そのメールが、偽のメールに写されているおそれがあります。寄せられた話と比べ、必要ならお知らせで注意を呼びかけてください。照会番号はそのまま使えます。',
    },
    'own-domain-refused': {
      name: '私たちのドメインが断られました',
      next: 'DNSの設定(SPF、DKIM、DMARC、MX)と、送信元の評判を確かめてください。読者の登録はそのままです。',
    },
    'letters-arrived': {
      name: '私たちあての手紙が届いています',
      next: '「私たちあての手紙」の画面で読み、返事などが済んだら閉じてください。すべて閉じると、この作業は自動で完了します。',
    },
    'access-request': {
      name: '自分の情報についての請求を受け付けました',
      next: '登録者の画面で、開示なら「本人の情報を書き出す」、消去なら「登録を消す」を行ってください(管理者)。行うと、この作業は自動で完了します。期限は受付の30日後です。',
    },
    'reports-unread': {
      name: '意味の分からない知らせが届いています',
      next: '「私たちあての手紙」の画面の下に並ぶ知らせを読み、届かない・一時的・届かない知らせではない、のどれかを選んでください。同じ言い方の知らせは、次から自動で分かります。',
    },
  } satisfies Record<TaskKind, Words>,
  fact: {
    'asks-access': '%{day}に、開示の請求がありました。',
    'asks-erasure': '%{day}に、消去の請求がありました。',
    letter: '%{system}から%{role}への「%{type}」です。',
    'letter-bounced': '相手のサーバーの答え: %{reason}',
    'letter-not-sent': '結果: %{outcome}',
    'letters-expired': '%{system}の「%{type}」です。',
    'letters-late': '%{system}の「%{type}」です。予定の日から%{days}日遅れています。',
    refused: '続けて送った%{of}通のうち%{refused}通が断られました。最後の理由: %{last}',
    crashed: '本文を作る処理が%{crashes}回止まりました。本文に処理できないものがあるかもしれません。',
    'flow-stands': '送れるメールが待っているのに、1分以上、1通も受け取られていません。',
    'clock-stands': '定期の仕事が%{minutes}分動いていません。',
    'follow-ups-late': '送るべき催促が%{due}件、15分以上書かれていません。',
    'audit-broken':
      '監査ログの%{line}行目がつながりません。まずデータベースの写しを取り、外に残した先頭の記録と比べてください(docs/incident.md)。',
    'backup-late': '良いバックアップが%{hours}時間ありません。%{why}',
    'drill-failed': 'バックアップ%{file}を開いて数える訓練が失敗しました: %{why}',
    'canary-late':
      '文箱が自分あてに送った確認のメールが戻ってきません(レーン %{lane}、言語 %{language}、%{minutes}分前に送信)。登録者へのメールも届いていないかもしれません。中継サーバーと、こちらへ届く経路を確かめてください。',
    'database-refuses': 'データベースが%{minutes}分ほど書き込みを受け付けませんでした。',
    why: '中継サーバー %{relay} の答え: %{why}',
    ages: 'このデータベースは、この機械が前に見たものより%{beats}回分古いものです。',
    fresh: 'この機械が前に見たものより古いデータベースです。',
    held: '%{at}の宛先%{tried}件のうち%{hards}件が「%{reason}」と言われました。',
    ownDomain: '%{at}の返答: %{reason}',
    unsigned: '%{domain}(%{systems})',
    copied: '30日のうちに、%{networks}のネットワークから確かめられました',
  },
};
