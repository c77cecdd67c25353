/** The words of the API's page in its two languages, and its first letter in four programming languages. */
import type { ProblemLanguage } from './problems.ts';

type Row = readonly [what: string, limit: string, beyond: string];

type Words = {
  other: string;
  about: string;
  program: string;
  first: { title: string; steps: readonly string[]; dry: string };
  calls: string;
  callNames: Readonly<Record<string, string>>;
  callbacks: string;
  notify: { title: string; about: string };
  limits: { title: string; head: Row; rows: readonly Row[] };
  kept: { title: string; rows: readonly (readonly [string, string])[] };
  reasons: { title: string; about: string };
  outcomes: { title: string; rows: readonly (readonly [string, string])[] };
  problems: { title: string; about: string };
  events: { title: string; about: string };
  letters: string;
  noLetter: string;
  followUps: string;
  to: string;
  when: string;
  off: string;
  ends: string;
  field: string;
  answer: string;
  answerField: string;
  type: string;
  contents: string;
};

const en: Words = {
  other: '日本語',
  about:
    'Application systems report what happened; the rulebook decides who gets which letter and when. 202 means the event is on disk. (`source`, `id`) is the identity of an event: the same again answers the same and sends nothing.',
  program: 'The same for programs:',
  first: {
    title: 'A first letter in five minutes',
    steps: [
      'Make a test key, on the hub’s machine: `npm run -s hub -- keys create --name first --type test --system ras2 --json`. It prints `key`, once.',
      'Report an event with it, in the language you like (below). The answer lists the letters that follow, with their time.',
      'Look at the letter: `GET /api/v1/letters/{id}`, or open `/mailbox` of a hub that is not in production. What a test key does never leaves, opens no task and counts in no figure.',
      'Play the case forward: `POST /api/v1/cases/ras2/FIRST-1/advance` with `{"to": "…"}` answers with every mail as it would have left, in all its languages.',
    ],
    dry: '`?dry_run=true` answers what would follow and stores nothing.',
  },
  calls: 'Calls',
  callNames: {},
  callbacks: 'Callbacks: what became of letters',
  notify: {
    title: 'Calls of GOV.UK Notify’s clients',
    about:
      'The e-mail part of Notify’s API under `/v2`: its official clients work with the address of this hub and a key of it. What is wrong is said in Notify’s own words (`status_code`, `errors`).',
  },
  limits: {
    title: 'Limits',
    head: ['what', 'limit', 'beyond it'],
    rows: [
      ['requests of a key in a minute, over all processes', '{rate}', '429 `rate.exceeded`, `Retry-After`'],
      ['body of `/api/v1`, packed and unpacked', '1 MB (1,048,576 bytes)', '413 `body.too-large`'],
      ['events of a batch', '1,000', '413 `batch.too-many`'],
      ['applications of a bulk', '300', '422 `field.too-long`'],
      ['`id`, `source`', '200 characters', '422 `field.too-long`'],
      ['`subject`', '100 characters', '422 `field.too-long`'],
      ['an attribute of others’ making', '1,000 characters', '422 `extension.value`'],
      ['an e-mail address', '60 characters', '422 `address.too-long`'],
      ['a certificate', '20,000 characters of printable ASCII', '422 `field.too-long`, `certificate.not-ascii`'],
      ['`Idempotency-Key`', '255 characters', '400 `query.invalid`'],
      ['a page of cases', '200', '400 `query.invalid`'],
      ['an answer to a callback', '10 seconds', 'it is told again'],
      ['callbacks under way to one target', '32', 'the rest waits'],
    ],
  },
  kept: {
    title: 'What is kept, and for how long',
    rows: [
      ['the identity of an event and its answer', '2 years: the same event again answers the same'],
      ['`Idempotency-Key`', '7 days'],
      ['a case with its letters, certificates and numbers', 'until it ends, and 90 days more'],
      ['passwords, codes and one-time links', 'until the next server has accepted the letter'],
      ['callbacks and the log of telling them', '90 days: `hub callbacks replay ID --since T` reaches as far back'],
    ],
  },
  reasons: { title: 'Reasons', about: 'Why an event was answered without letters (`reason`).' },
  outcomes: {
    title: 'States of a letter',
    rows: [
      ['planned, held, waiting, sending, deferred', 'not yet taken by the next server'],
      ['accepted', 'the next server took it; a bounce may still follow'],
      ['refused, bounced', 'it did not arrive: refused at once, or reported later or given up'],
      ['unknown', 'the connection died after the last byte, and the letter must not be repeated'],
      ['expired, cancelled, suppressed, failed, withdrawn', 'it never left; `reason` says why'],
    ],
  },
  problems: {
    title: 'Problems',
    about:
      'Refusals are `application/problem+json` (RFC 9457): `code` is stable, `type` is the address of the page about it, `errors` names row, field, value and how to mend each. `Accept-Language: ja` gives the sentences in Japanese.',
  },
  events: {
    title: 'Events',
    about:
      'CloudEvents 1.0, structured, binary or in batches. Fields of `data` are listed per event, required ones with *; unknown fields are refused by name, attributes of others’ making beside `data` are kept and given back.',
  },
  letters: 'Letters:',
  noLetter: 'No letter',
  followUps: 'Follow-ups:',
  to: 'to',
  when: 'when',
  off: 'switch, off by default',
  ends: 'ends with',
  field: 'field (* required)',
  answer: 'Fields of the answer',
  answerField: 'field (* always there)',
  type: 'type',
  contents: 'On this page',
};

const ja: Words = {
  other: 'English',
  about:
    '申請システムは「起きたこと」を知らせます。だれに、どのメールを、いつ送るかは、ルールブックが決めます。202 は、出来事を保存したという意味です。(`source`, `id`) が出来事の目印です。同じものをもう一度送ると、同じ答えを返し、何も送りません。',
  program: 'プログラム用の同じ内容:',
  first: {
    title: '5分で最初の1通',
    steps: [
      'このサーバーで、試験用のキーを作ります: `npm run -s hub -- keys create --name first --type test --system ras2 --json`。`key` は一度だけ表示します。',
      'そのキーで出来事を知らせます(下の例)。答えに、これから送るメールと時刻が並びます。',
      'メールを見ます: `GET /api/v1/letters/{id}`。本番でなければ `/mailbox` でも見られます。試験用のキーのメールは外に出ず、作業も作らず、数にも入りません。',
      '案件を先へ進めます: `POST /api/v1/cases/ras2/FIRST-1/advance` に `{"to": "…"}` を送ると、出るはずだったメールを、すべての言語の本文で返します。',
    ],
    dry: '`?dry_run=true` を付けると、何が起きるかだけを返し、何も保存しません。',
  },
  calls: '呼び出し',
  callNames: {
    reportEvents: '出来事を1件知らせます。どのメールを送るかはルールブックが決めます',
    reportBatch: '出来事を1,000件まで、まとめて知らせます。0件でも受け付けます',
    getEvent: '出来事から何が起きたかを見ます',
    listCases: 'キーのシステムの案件を、新しく変わった順に見ます',
    getCase: '案件のメール・催促・次の予定・止まった理由を見ます',
    advanceCase: '試験用のキー: 案件を先へ進め、出るはずのメールを、時刻と宛先と本文つきで見ます',
    getLetter: 'メールの状態を見ます',
    resendLetter: 'メールを同じ内容で、案件の今の宛先にもう一度送ります。答えは新しいメールです',
    cancelLetter: '待っているメールを取り消します',
    getRulebook: 'すべての出来事と、メール・時刻・催促・止める条件を見ます',
    sendEmail: 'テンプレートでメールを1通送ります',
    listNotifications: 'キーのサービスのメールを、新しい順に250件ずつ見ます',
    getNotification: 'メールとその状態を見ます',
    listTemplates: 'キーのサービスのテンプレートを見ます',
    getTemplate: 'テンプレートの最も新しい版を見ます',
    getTemplateVersion: 'テンプレートの1つの版を見ます',
    previewTemplate: '送らずに、メールがどうなるかを見ます',
  },
  callbacks: '結果の通知(コールバック)',
  notify: {
    title: 'GOV.UK Notify のクライアントの呼び出し',
    about:
      '`/v2` は Notify の API のうち、メールの部分です。公式のクライアントは、このハブのアドレスとキーでそのまま動きます。誤りは Notify の言葉で答えます(`status_code`、`errors`)。',
  },
  limits: {
    title: '上限',
    head: ['何の', '上限', '超えると'],
    rows: [
      ['1つのキーの1分間の依頼(すべてのプロセスの合計)', '{rate}', '429 `rate.exceeded` と `Retry-After`'],
      ['`/api/v1` の本文(圧縮前も後も)', '1 MB(1,048,576バイト)', '413 `body.too-large`'],
      ['まとめて送る出来事', '1,000件', '413 `batch.too-many`'],
      ['一括申請の申請', '300件', '422 `field.too-long`'],
      ['`id`、`source`', '200文字', '422 `field.too-long`'],
      ['`subject`', '100文字', '422 `field.too-long`'],
      ['ほかで決めた属性', '1,000文字', '422 `extension.value`'],
      ['メールアドレス', '60文字', '422 `address.too-long`'],
      ['認定証明書', '印字できるASCIIで20,000文字', '422 `field.too-long`、`certificate.not-ascii`'],
      ['`Idempotency-Key`', '255文字', '400 `query.invalid`'],
      ['案件の1ページ', '200件', '400 `query.invalid`'],
      ['通知への返事', '10秒', 'もう一度知らせます'],
      ['1つの宛先に同時に送る通知', '32件', '残りは待ちます'],
    ],
  },
  kept: {
    title: '保存する期間',
    rows: [
      ['出来事の目印と答え', '2年。同じ出来事には同じ答えを返します'],
      ['`Idempotency-Key`', '7日'],
      ['案件とそのメール・証明書・番号', '案件が終わるまでと、その後90日'],
      ['パスワード・番号・一回限りのリンク', '次のサーバーがメールを受け取るまで'],
      ['通知とその記録', '90日。`hub callbacks replay ID --since T` で、そこまで戻れます'],
    ],
  },
  reasons: { title: 'メールがない理由', about: 'メールのない答えの `reason` です。' },
  outcomes: {
    title: 'メールの状態',
    rows: [
      ['planned, held, waiting, sending, deferred', '次のサーバーがまだ受け取っていません'],
      ['accepted', '次のサーバーが受け取りました。後で戻ることもあります'],
      ['refused, bounced', '届きませんでした(その場で断られた、後で戻った、あきらめた)'],
      ['unknown', '最後まで送った後に接続が切れました。くり返してはいけないメールです'],
      ['expired, cancelled, suppressed, failed, withdrawn', '出ていません。理由は `reason` にあります'],
    ],
  },
  problems: {
    title: '問題',
    about:
      '断るときの答えは `application/problem+json`(RFC 9457)です。`code` は変わりません。`type` は説明のページです。`errors` に、行・項目・値・直し方があります。`Accept-Language: ja` を付けると日本語になります。',
  },
  events: {
    title: '出来事',
    about:
      'CloudEvents 1.0 の structured・binary・batch を受け付けます。`data` の項目は出来事ごとの表にあり、* は必須です(項目の説明は英語です)。知らない項目は名前を挙げて断り、`data` の外の、ほかで決めた属性は保存してそのまま返します。',
  },
  letters: 'メール:',
  noLetter: 'メールなし',
  followUps: '催促:',
  to: '宛先',
  when: '条件',
  off: '設定で送る(初めは送らない)',
  ends: '止めるもの',
  field: '項目(* 必須)',
  answer: '答えの項目(説明は英語です)',
  answerField: '項目(* いつもある)',
  type: '型',
  contents: 'このページの内容',
};

export const docsWords: Readonly<Record<ProblemLanguage, Words>> = { en, ja };

const event = (id: string) =>
  `{"specversion":"1.0","id":"${id}","source":"/first","type":"ras2.declaration.refused","subject":"FIRST-1",
   "data":{"recipients":{"filer":{"email":"a@example.jp","name":"見本 花子","language":"ja"}}}}`;

/** One event each, with nothing but what the language or the official SDK brings. */
export const firstLetter = (url: string): readonly (readonly [name: string, code: string])[] => [
  [
    'curl',
    `curl -H 'Authorization: Bearer KEY' -H 'Content-Type: application/cloudevents+json' --data \\
  '${event('first-curl')}' \\
  ${url}/api/v1/events`,
  ],
  [
    'JavaScript',
    `import { CloudEvent, emitterFor, httpTransport } from 'cloudevents';

const emit = emitterFor(httpTransport('${url}/api/v1/events'));
const answer = await emit(
  new CloudEvent({
    id: 'first-javascript', source: '/first', type: 'ras2.declaration.refused', subject: 'FIRST-1',
    data: { recipients: { filer: { email: 'a@example.jp', name: '見本 花子', language: 'ja' } } },
  }),
  { headers: { Authorization: 'Bearer KEY' } },
);
console.log(answer.body);`,
  ],
  [
    'Python',
    `import requests
from cloudevents.core.bindings.http import to_binary_event
from cloudevents.core.v1.event import CloudEvent

event = CloudEvent(
    attributes={"id": "first-python", "source": "/first", "specversion": "1.0",
                "type": "ras2.declaration.refused", "subject": "FIRST-1", "datacontenttype": "application/json"},
    data={"recipients": {"filer": {"email": "a@example.jp", "name": "見本 花子", "language": "ja"}}},
)
message = to_binary_event(event)
answer = requests.post("${url}/api/v1/events", data=message.body,
                       headers={**message.headers, "Authorization": "Bearer KEY"})
print(answer.json())`,
  ],
  [
    'Java',
    `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** From Java 15: java First.java */
class First {
  public static void main(String[] args) throws Exception {
    var body = """
        ${event('first-java').replaceAll('\n', '\n        ')}""";
    var request = HttpRequest.newBuilder(URI.create("${url}/api/v1/events"))
        .header("Authorization", "Bearer KEY")
        .header("Content-Type", "application/cloudevents+json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
    System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }
}`,
  ],
];
