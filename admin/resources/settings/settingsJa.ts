/** 設定の説明。What each setting does, in Japanese; the English words come with the setting itself (server/config.ts). Loaded with its screen only. */
export const settingsJa: Readonly<Record<string, string>> = {
  NODE_ENV: '動かし方の厳しさ。production では、内蔵の受信箱、動かした時計、自動で作った鍵を使えません。',
  HTTP_PORT: 'ページ、API、管理画面のポート。決めていないときに使用中なら、次の空きを使い、起動のときに知らせます。',
  HTTP_HOST: 'HTTP を待つアドレス。空なら、開発ではこの機械だけ、本番ではすべてのアドレスです。',
  SMTP_PORT:
    'メールの入口(空メール、届かない知らせ)のポート。決めていないときに使用中なら、次の空きを使い、起動のときに知らせます。',
  SMTP_HOST: 'SMTP を待つアドレス。空のときは HTTP_HOST と同じ決まりです。',
  MAIL_FRONT:
    'メールの入口の前に立つメールサーバー。だれが持ってきたメールかを伝えてよいもの(XCLIENT、XFORWARD)で、SPFを確かめるために使います。アドレスかネットワークを空白で区切ります。空なら、どこにも認めません。',
  BEAT_FILE:
    'このプロセスが動いている間、5秒ごとに書き直すファイル。コンテナーの健康確認のためのものです。空なら書きません。',
  PUBLIC_URL:
    '利用者がこの仕組みを開くアドレス(最後の / なし)。メールの中のリンクはすべてこれで始まります。空なら http://localhost とポートです。',
  MAIL_DOMAIN: 'こちらのアドレスのドメイン(entry@、no-reply@、bounce+…@、unsubscribe+…@)。',
  ENTRY_DOMAIN: '空メールのアドレスのドメイン(MAIL_DOMAIN と違うとき)。',
  MAIL_FROM: '配信サービスのメールの差出人。空なら no-reply@ と MAIL_DOMAIN です。',
  SENDER_FILE: '差出人についてのファイル: 名前、局、連絡先、ドメイン、リンクしてよい先。',
  DATA_DIR: 'データベースのファイル、自動で作った鍵、内蔵の受信箱を置くフォルダー。',
  DATABASE_URL: 'sqlite: とファイル名、1台で足りないときは postgres://…。空なら DATA_DIR の fumibako.db(SQLite)です。',
  DATABASE_OWNER_URL:
    'PostgreSQL の2つ目の役割。表の持ち主として、表の形の更新と監査ログの古い行の消去をします。DATABASE_URL の役割は監査ログに書き足すことしかできなくなります。`hub migrate` と `hub audit purge` が使い、動いているときは要りません。空なら1つの役割がすべてをします。',
  ERASURES_FILE:
    '消去の記録(鍵付きの索引だけ)を置くファイル。データベースとバックアップの外に置き、復元のあと `hub person replay` が使います。空なら DATA_DIR/erasures.jsonl。',
  AUDIT_HEADS_FILE:
    '監査ログの先頭(署名つき、1日1行)を残すファイル。データベースを扱う人が書けない場所がいちばん良い。空なら DATA_DIR/audit-heads.jsonl。',
  AUDIT_MAIL:
    '監査ログの先頭(署名つき)を毎日メールで受け取り、別の場所に残す人のアドレス(空白で並べる)。空ならファイルだけに残ります。',
  FILES_URL:
    'リンクで渡すファイルの置き場(S3互換): https://KEY:SECRET@host/bucket?region=…。封をしてから置く。空なら DATA_DIR/files(複数台なら共有のフォルダーにする)。',
  BACKUP_DAYS:
    'バックアップを残す日数。消去の記録も同じ日数だけ残します。BACKUP_DIR のものは自動で消えます。ほかの場所の写しは、消してください。',
  BACKUP_DIR:
    '毎晩のバックアップを置くフォルダー。別のディスクにあり、さらに別の場所へ写されるのがいちばん良い。空なら予定はなく、`hub backup --to` だけです。',
  BACKUP_RECIPIENT: 'バックアップを閉じる公開鍵(age1…)。`hub backup key --out FILE` で鍵の組を作ります。',
  BACKUP_IDENTITY_FILE:
    'バックアップの秘密鍵のファイル(毎週の訓練に使います)。空なら鍵は別の場所にあり、`hub restore --drill --identity FILE` を手で行います。',
  REDIS_URL: '複数の機械を起こすための Redis。空なら内蔵の時計を使います。なくなって困るものは置きません。',
  SMTP_URL:
    'メールを渡す中継サーバー: smtp(s)://利用者:パスワード@ホスト:ポート?tls=required。空白で並べると ?weight= の割合で分けます。空なら内蔵の受信箱です。',
  MASTER_KEY:
    '個人の情報に封をする鍵: 32バイトの base64、または id:base64 をコンマで並べたもの。空なら DATA_DIR/master.key を作ります。本番では必ず決めます。',
  ROLES: 'このプロセスの役割: web、intake(メールの受け取り)、delivery(配信)、clock(時計)。',
  DELIVERY_PROCESSES: '1つのコマンドが動かす配信プロセスの数。',
  DELIVERY_CONNECTIONS: 'このコマンドの配信プロセス全部を合わせた SMTP の接続の数。',
  NEWSLETTER_OPT_IN: 'double にすると、登録の前に確認のメールを送ります。',
  UNSUBSCRIBE_MAIL: '解除完了のメール(そのアドレスへの最後のメール)を送るかどうか。',
  INBOUND_AUTH: '空メールの送り主を SPF・DKIM で確かめるかどうか。空なら、開発では確かめず、本番では必ず確かめます。',
  SECOND_FACTOR:
    '管理画面: required では、だれにもパスキーか認証アプリを求めます。off は試すためのもので、本番では使えません。',
  OIDC_ISSUER:
    '管理画面: 組織のサインイン(OpenID Connect)のアドレス。空ならパスワードだけです。戻り先は PUBLIC_URL と /console/oidc/back です。',
  OIDC_CLIENT_ID: '組織のサインインでの、この仕組みの名前。',
  OIDC_CLIENT_SECRET: '組織のサインインから渡された秘密の値。',
  OIDC_LABEL: 'サインインの画面のボタンに出す名前。',
  OIDC_SECOND_FACTOR:
    '組織のサインインの2段階の確認で、こちらの認証アプリに代えるとき: own は代えない、claimed は ID トークンの amr に mfa があるとき、always はいつも。',
  LIMIT_FORMS_NETWORK_HOUR:
    '1つのネットワーク(IPv4 のアドレス、IPv6 の /64。/48 はその4倍)から1時間に受けるフォームの数。0 は上限なし。',
  LIMIT_FORMS_BROWSER_HOUR:
    '1つのブラウザー(画面の Cookie による)から1時間に受けるフォームの数。これか前の数を超えたフォームは順番を待つ。0 は上限なし。',
  LIMIT_MAILS_ADDRESS_DAY:
    'フォームと空メールで、1つのメールボックスに24時間に送るメールの数(大手の「+」や「.」の違いは同じメールボックスとして数えます)。0 は上限なし。',
  LIMIT_MAILS_HOUR:
    'フォーム、大手プロバイダーの空メール、その他の空メールのそれぞれで、1時間に送るメールの合計。0 は上限なし。',
  LIMIT_EMPTY_DOMAIN_HOUR:
    '1つのドメインの空メールに1時間に返事をする数。大手プロバイダーはメールボックスごとにだけ数えます。0 は上限なし。',
  LIMIT_EMPTY_NETWORK_HOUR:
    '1つのネットワーク(IPv4 のアドレス、IPv6 の /64。/24 と /48 はその4倍)のサーバーが届けた空メールに1時間に返事をする数。大手プロバイダーは数えません。0 は上限なし。',
  TRUST_PROXY: '手前で X-Forwarded-For を付けるプロキシの数。0 は信じません。',
  SMTP_TLS_KEY: 'メールの入口の STARTTLS に使う秘密鍵のファイル。',
  SMTP_TLS_CERT: 'メールの入口の STARTTLS に使う証明書のファイル。',
  SMTP_SIZE_LIMIT: '受け取るメールの最大の大きさ(バイト)。',
  MAILBOX_KEEP: '内蔵の受信箱に残すメールの数。',
  QUIET_FROM: 'お知らせと催促を送らない時間の始まり(JST)。',
  QUIET_TO: 'お知らせと催促を送らない時間の終わり(JST)。',
  NEXT_DAY_TIME: '「次の日に送る」メールが出る時刻(JST)。',
  API_RATE_MINUTE: 'API の鍵1つが1分に使える回数。0 は上限なし。',
  CALLBACK_ALLOW_PRIVATE: '結果の通知先に、内部のネットワークと暗号のない http を許すかどうか(試験だけ)。',
  DNS_SERVERS: 'hub doctor が尋ねる DNS サーバー(IP または IP:ポート、空白で並べる)。空ならこの機械のものです。',
  CLOCK_FILE: '時刻を書いたファイル。書き換えた時から進みます。試験のためのもので、本番では使えません。',
  LOG_LEVEL: '記録(ログ)の細かさ。',
  METRICS_PORT:
    'この処理が Prometheus に数値を渡すポート(/metrics)。アドレスは HTTP_HOST と同じです。0 なら開きません。',
  METRICS_TOKEN:
    'これを Bearer トークンとして送る人には、HTTP_PORT でも /metrics が答えます。16文字以上。空なら答えません。',
  ARRIVALS_MAIL:
    '組織の受信箱。postmaster@、abuse@、no-reply@ と返信先のアドレスに人が書いた手紙を、ここへ転送します。空なら、職員が管理画面で読み、閉じます。',
  ALERT_MAIL:
    '仕事が止まったとき、またはデータベースが書き込みを受け付けないときに、列を通さずメールで知らせる相手。アドレスを空白で区切ります。空なら作業だけが知らせます。',
  CANARY_MINUTES:
    'この分数ごとに、文箱が自分あてのメールを、すべてのレーンと言語で1通ずつ送り(中継サーバーから MAIL_DOMAIN へ)、入口に戻るのを待ちます。SMTP_URL が要ります。0 なら送りません。',
  CANARY_LATE_MINUTES: 'そのメールが戻るのに、かかってよい分数。過ぎると職員に知らせます。',
  OTEL_EXPORTER_OTLP_ENDPOINT:
    'OpenTelemetry の収集サーバー(OTLP/HTTP。例: http://127.0.0.1:4318)。できごと、そのメール、相手のサーバーの答えまでの流れを送ります。名前、アドレス、文面は入りません。空なら送りません。',
  ALERT_SMTP_URL: '警報のための別の中継サーバー。書き方は SMTP_URL と同じです。空なら SMTP_URL を使います。',
};
