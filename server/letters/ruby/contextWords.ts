/** Nouns that are read by what stands around them: which words before or after decide which reading. */

export type Rule = readonly [before: RegExp | null, after: RegExp | null, reading: string];
export type Entry = {
  /** How the whole word is read. */
  rules: readonly Rule[];
  usual: string;
  /** Other readings that a person is asked about when no rule fits; none: the usual reading is safe. */
  or?: readonly string[];
};

export const kanjiBefore = /[\u4E00-\u9FFF々]$/;
/** The end of a verb or adjective that describes what follows. */
const described = /(?:[うくすつぬむるぐぶたいなの]|この|その|あの|どの|だった)$/;
/** Words after which 人 is にん; after names of places and most others it is じん. */
const ninStems =
  /(?:申請|代理|保証|案内|管理|世話|料理|使用|相続|貸|借|依頼|届出|参考|支配|仕事|保|病|役|通行|通訳|受取|差出|受信|相談|付添|後見|保佐|補助|求職|選挙|管財|同居|仲介|職|犯|怪我|苦労|請求|申立|引受|発起|賃借|賃貸|証|鑑定|立会|納税管理|看護|身元引受|申出|監督|同行|介添|代弁|監護|引率|死亡|弁護|利害関係|使者|世帯)$/;

export const contextWords: Readonly<Record<string, Entry>> = {
  方: {
    rules: [
      [
        /(?:使い|書き|読み|やり|作り|し|出し|払い|乗り|調べ|送り|覚え|選び|開き|見|食べ|話し|考え|行き|教え|捨て|飲み|取り|貼り|押し|入れ|持ち|働き|休み|受け|渡し|守り|扱い|避け|防ぎ|増やし|減らし|直し|登録の?し|連絡の?し|申し込み|申請の?し)$/,
        null,
        'かた',
      ],
      [null, /^が(?:いい|良|よ|早|安|便利|簡単|高|多|少|安全|確実|長|短|大き|小さ)/, 'ほう'],
      [
        /(?:より|右の|左の|東の|西の|南の|北の|上の|下の|前の|後ろの|海の|山の|多い|少ない|大きい|小さい|高い|低い|両)$/,
        null,
        'ほう',
      ],
      [null, /^(?:へ|に(?:向|行|進|曲|歩|逃))/, 'ほう'],
      [described, null, 'かた'],
    ],
    usual: 'かた',
    or: ['ほう'],
  },
  人: {
    rules: [
      [ninStems, null, 'にん'],
      [kanjiBefore, null, 'じん'],
      [/[ァ-ヶー]$/, null, 'じん'],
    ],
    usual: 'ひと',
  },
  紙: { rules: [[/(?:新聞|印画|感熱|再生|上質|色画用|画用|普通)$/, null, 'し']], usual: 'かみ' },
  他: {
    rules: [
      [/その$/, null, 'ほか'],
      [null, /^(?:方|者|国|社|県|市|区|町|村|人|店|院)/, 'た'],
    ],
    usual: 'ほか',
  },
  新: {
    rules: [
      [null, /^し/, 'あたら'],
      [null, /^た(?!な?番)/, 'あら'],
    ],
    usual: 'しん',
  },
  中: {
    rules: [
      [/(?:今日|明日|今年|一日|世界|日本|国|町|家|体|年|部屋|一晩|夏|冬)$/, null, 'じゅう'],
      [kanjiBefore, null, 'ちゅう'],
      [/[ァ-ヶー]$/, null, 'ちゅう'],
    ],
    usual: 'なか',
  },
  日: {
    rules: [
      [/(?:土|休|平|祝|期|当|翌|前|後|毎|連|本|先|全|元|初|終)$/, null, 'じつ'],
      [kanjiBefore, null, 'び'],
      [/[ァ-ヶー]の?$/, null, 'ひ'],
    ],
    usual: 'ひ',
  },
  時: { rules: [[kanjiBefore, null, 'じ']], usual: 'とき' },
  間: {
    rules: [
      [/(?:時|年|月|週|日|分|秒|期|空|区|世|仲|昼|夜|民|行政|国|地域|都市|店舗|機関|関係者|夫婦|親子)$/, null, 'かん'],
      [null, /^(?:違|に合)/, 'ま'],
    ],
    usual: 'あいだ',
  },
  後: {
    rules: [
      [/その$/, null, 'あと'],
      [null, /^ろ/, 'うし'],
      [/[たの]$/, null, 'あと'],
      [kanjiBefore, null, 'ご'],
      [/[ァ-ヶー]$/, null, 'ご'],
    ],
    usual: 'あと',
  },
  前: { rules: [[null, /^(?:年度|回|職|住所|日|週|月)/, 'ぜん']], usual: 'まえ' },
  上: {
    rules: [
      [/[右左真]$/, null, 'うえ'],
      [kanjiBefore, null, 'じょう'],
    ],
    usual: 'うえ',
  },
  下: {
    rules: [
      [/[右左真]$/, null, 'した'],
      [kanjiBefore, /^(?!さ)/, 'か'],
    ],
    usual: 'した',
  },
  外: {
    rules: [
      [kanjiBefore, null, 'がい'],
      [/[ァ-ヶー]$/, null, 'がい'],
    ],
    usual: 'そと',
  },
  内: {
    rules: [
      [kanjiBefore, null, 'ない'],
      [/[ァ-ヶー]$/, null, 'ない'],
    ],
    usual: 'うち',
  },
  所: {
    rules: [
      [
        /(?:避難|案内|出張|停留|派出|休憩|相談|近|給水|救護|詰|集会|便|刑務|区|市|役|事務|保健|研究|登記|裁判|営業|派遣|製作|発電|印刷)$/,
        null,
        '',
      ],
      [kanjiBefore, null, 'しょ'],
    ],
    usual: 'ところ',
  },
  月: {
    rules: [
      [/(?:毎)$/, null, 'つき'],
      [kanjiBefore, null, 'げつ'],
    ],
    usual: 'つき',
  },
  年: {
    rules: [
      [null, /^(?:を取|をと|の(?:初|暮|終|始))/, 'とし'],
      [/(?:その|同じ|次の|前の)$/, null, 'とし'],
    ],
    usual: 'ねん',
  },
  何: {
    rules: [
      [
        null,
        /^(?:の|で(?!も)|と|だ|です|なら|曜日|度|回|日|時|人|分|年|月|階|枚|番|歳|個|本|件|通|語|歳|種類|か月|週|倍|名)/,
        'なん',
      ],
    ],
    usual: 'なに',
  },
  家: {
    rules: [
      [null, /^(?:賃|主)/, 'や'],
      [kanjiBefore, null, 'か'],
    ],
    usual: 'いえ',
  },
  金: {
    rules: [
      [/お$/, null, 'かね'],
      [kanjiBefore, null, 'きん'],
    ],
    usual: 'かね',
  },
  等: { rules: [], usual: 'とう' },
  表: {
    rules: [
      [null, /^(?:に出|れ|側|と裏)/, 'おもて'],
      [/裏と$/, null, 'おもて'],
    ],
    usual: 'ひょう',
  },
  角: {
    rules: [
      [/(?:道|町|次|交差点|通り)の$/, null, 'かど'],
      [kanjiBefore, null, 'かく'],
    ],
    usual: 'かど',
  },
  側: { rules: [], usual: 'がわ' },
  係: { rules: [[kanjiBefore, null, 'がかり']], usual: 'かかり' },
  課: { rules: [], usual: 'か' },
  物: {
    rules: [
      [
        /(?:廃棄|危険|郵便|建築|刊行|出版|印刷|農作|農産|水産|掲示|貴重|収集|配布|遺失|拾得|製造|薬|毒|動|植|私|異|有害|添加|堆積)$/,
        null,
        'ぶつ',
      ],
    ],
    usual: 'もの',
  },
  者: {
    rules: [
      [kanjiBefore, null, 'しゃ'],
      [/[ァ-ヶー]$/, null, 'しゃ'],
    ],
    usual: 'もの',
  },
  用: { rules: [], usual: 'よう' },
  用紙: { rules: [], usual: 'ようし' },
  風: { rules: [[kanjiBefore, null, 'ふう']], usual: 'かぜ' },
  頃: { rules: [[/(?:その|この|あの|子供の|若い|[たる])$/, null, 'ころ']], usual: 'ごろ' },
  本: {
    rules: [
      [null, /^(?:制度|市|県|サービス|システム|手続|通知|メール|お知らせ|事業|年度|法|申請|窓口|人|日|件)/, 'ほん'],
    ],
    usual: 'ほん',
  },
  様: { rules: [[/の$/, /^(?:に|な)/, 'よう']], usual: 'さま' },
  空: {
    rules: [
      [null, /^(?:[ァ-ヶー]|の(?:容器|箱|瓶|缶|ペット|袋|メール))/, 'から'],
      [null, /^(?:き|い|け|く)/, 'あ'],
    ],
    usual: 'そら',
    or: ['から'],
  },
  今: { rules: [], usual: 'いま' },
  私: { rules: [], usual: 'わたし' },
  明日: { rules: [], usual: 'あした' },
  一日: { rules: [[/月の?$/, null, 'ついたち']], usual: 'いちにち' },
  日本: { rules: [], usual: 'にほん' },
  重複: { rules: [], usual: 'ちょうふく' },
  早急: { rules: [], usual: 'さっきゅう' },
  市: { rules: [], usual: 'し' },
  町: { rules: [[kanjiBefore, null, 'ちょう']], usual: 'まち' },
  数: { rules: [[kanjiBefore, null, 'すう']], usual: 'かず' },
  形: { rules: [[kanjiBefore, null, 'けい']], usual: 'かたち' },
  度: { rules: [[/(?:この|その)$/, null, 'たび']], usual: 'ど' },
  際: { rules: [], usual: 'さい' },
  額: { rules: [], usual: 'がく' },
  口: { rules: [[/(?:入り|出|入|降り|乗り|改札|東|西|南|北|中央|申込|受付|非常|玄関)$/, null, 'ぐち']], usual: 'くち' },
  先: { rules: [[null, /^(?:日|月|週|生)/, 'せん']], usual: 'さき' },
  車: { rules: [[kanjiBefore, null, 'しゃ']], usual: 'くるま' },
  国: { rules: [[kanjiBefore, null, 'こく']], usual: 'くに' },
  店: { rules: [[kanjiBefore, null, 'てん']], usual: 'みせ' },
  村: { rules: [[kanjiBefore, null, 'むら']], usual: 'むら' },
  分: { rules: [[null, /^(?:か|け|から)/, 'わ']], usual: 'ぶん' },
  次: { rules: [[kanjiBefore, null, 'じ']], usual: 'つぎ' },
  元: { rules: [[kanjiBefore, null, 'もと']], usual: 'もと' },
  証: { rules: [], usual: 'しょう' },
  書: { rules: [], usual: 'しょ' },
  届: { rules: [], usual: 'とどけ' },
  料: { rules: [], usual: 'りょう' },
  部: { rules: [], usual: 'ぶ' },
  館: { rules: [], usual: 'かん' },
  室: { rules: [], usual: 'しつ' },
  窓: { rules: [], usual: 'まど' },
  印: { rules: [[kanjiBefore, null, 'いん']], usual: 'しるし' },
  床: { rules: [[/お$/, null, 'とこ']], usual: 'ゆか' },
  裏: { rules: [], usual: 'うら' },
  隣: { rules: [], usual: 'となり' },
};
