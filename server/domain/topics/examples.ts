/** The shipped example of topics (domain.md 3.8, decision 9): what an empty database begins with. Staff change it in the console. */

const when = {
  changes: {
    ja: '変更があるときにお送りします。',
    plja: '変(か)わるときに送(おく)ります。',
    en: 'Sent when something changes.',
  },
  monthly: {
    ja: '月に1回程度お送りします。',
    plja: '1か月(げつ)に1回(かい)くらい送(おく)ります。',
    en: 'About once a month.',
  },
  needed: { ja: '必要なときにお送りします。', plja: '必要(ひつよう)なときに送(おく)ります。', en: 'Sent when needed.' },
} as const;

const topic = (
  code: string,
  name: { ja: string; plja: string; en: string },
  about: { ja: string; plja: string; en: string },
  rhythm: keyof typeof when,
) => ({
  code,
  name,
  description: {
    ja: `${about.ja}${when[rhythm].ja}`,
    plja: `${about.plja}${when[rhythm].plja}`,
    en: `${about.en} ${when[rhythm].en}`,
  },
});

const bureau = (code: string, ja: string, plja: string, en: string) =>
  topic(
    `bureau-${code}`,
    { ja: `${ja}局`, plja: `${plja}の入管(にゅうかん)`, en: `${en} Regional Bureau` },
    {
      ja: `${ja}局とその支局・出張所の窓口、混雑、休みのお知らせ。`,
      plja: `${plja}の入管(にゅうかん)の窓口(まどぐち)と休(やす)みのお知(し)らせです。`,
      en: `Counters, waiting times and closing days of the ${en} bureau and its branches.`,
    },
    'needed',
  );

export const exampleTopics = [
  {
    code: 'residence',
    name: {
      ja: '在留手続',
      plja: '日本(にほん)に住(す)むための手続(てつづ)き',
      en: 'Residence procedures',
    },
    topics: [
      topic(
        'renewal-change',
        {
          ja: '在留期間の更新・在留資格の変更',
          plja: '在留期間(ざいりゅうきかん)の更新(こうしん)・在留資格(ざいりゅうしかく)の変更(へんこう)',
          en: 'Extending your stay or changing your status',
        },
        {
          ja: '必要な書類、手数料、審査の期間のお知らせ。',
          plja: '必要(ひつよう)な書類(しょるい)とお金(かね)のお知(し)らせです。',
          en: 'Documents, fees and processing times.',
        },
        'changes',
      ),
      topic(
        'permanent',
        { ja: '永住許可', plja: '永住(えいじゅう)', en: 'Permanent residence' },
        {
          ja: '永住許可の条件と申請のしかたのお知らせ。',
          plja: '日本(にほん)にずっと住(す)むための手続(てつづ)きのお知(し)らせです。',
          en: 'Conditions and how to apply.',
        },
        'changes',
      ),
      topic(
        'residence-card',
        { ja: '在留カード', plja: '在留(ざいりゅう)カード', en: 'Residence card' },
        {
          ja: '在留カードの受取り、再発行、記載の変更のお知らせ。',
          plja: '在留(ざいりゅう)カードをもらう・直(なお)すときのお知(し)らせです。',
          en: 'Receiving, replacing and correcting the card.',
        },
        'changes',
      ),
      topic(
        're-entry',
        { ja: '再入国', plja: '日本(にほん)を出(で)て、また日本(にほん)に入(はい)るとき', en: 'Re-entry' },
        {
          ja: '一時帰国と再入国許可のお知らせ。',
          plja: '国(くに)に帰(かえ)って、また日本(にほん)に来(く)る人(ひと)へのお知(し)らせです。',
          en: 'Leaving Japan for a while and coming back.',
        },
        'changes',
      ),
    ],
  },
  {
    code: 'online',
    name: {
      ja: 'オンライン手続',
      plja: 'インターネットの手続(てつづ)き',
      en: 'Online procedures',
    },
    topics: [
      topic(
        'online-application',
        {
          ja: '在留申請オンラインシステム',
          plja: 'インターネットの申請(しんせい)',
          en: 'Online residence applications',
        },
        {
          ja: 'オンラインでできる申請と使い方のお知らせ。',
          plja: 'インターネットでできる申請(しんせい)と使(つか)い方(かた)のお知(し)らせです。',
          en: 'What can be applied for online, and how.',
        },
        'changes',
      ),
      topic(
        'online-notification',
        { ja: '電子届出システム', plja: 'インターネットの届出(とどけで)', en: 'Electronic notifications' },
        {
          ja: '所属機関などの届出のしかたのお知らせ。',
          plja: '会社(かいしゃ)や学校(がっこう)が変(か)わったときの届出(とどけで)のお知(し)らせです。',
          en: 'Notifying us of a new employer, school or address.',
        },
        'changes',
      ),
      topic(
        'online-maintenance',
        {
          ja: 'システムの保守・障害',
          plja: 'システムが止(と)まるとき',
          en: 'Maintenance and faults',
        },
        {
          ja: 'システムが使えない日時と復旧のお知らせ。',
          plja: 'システムを使(つか)うことができない日(ひ)と時間(じかん)のお知(し)らせです。',
          en: 'When the systems stop and when they are back.',
        },
        'needed',
      ),
    ],
  },
  {
    code: 'acceptance',
    name: {
      ja: '受入れ',
      plja: '働(はたら)く人(ひと)・学(まな)ぶ人(ひと)・家族(かぞく)',
      en: 'Work, study and family',
    },
    topics: [
      topic(
        'specified-skilled',
        { ja: '特定技能', plja: '特定技能(とくていぎのう)', en: 'Specified Skilled Worker' },
        {
          ja: '特定技能の制度、試験、届出のお知らせ。',
          plja: '特定技能(とくていぎのう)の試験(しけん)と手続(てつづ)きのお知(し)らせです。',
          en: 'Rules, tests and notifications.',
        },
        'changes',
      ),
      topic(
        'skill-development',
        {
          ja: '技能実習・育成就労',
          plja: '技能実習(ぎのうじっしゅう)・育成就労(いくせいしゅうろう)',
          en: 'Technical intern training and employment for skill development',
        },
        {
          ja: '技能実習と育成就労の制度のお知らせ。',
          plja: '技能実習(ぎのうじっしゅう)と育成就労(いくせいしゅうろう)のお知(し)らせです。',
          en: 'News of both programmes.',
        },
        'changes',
      ),
      topic(
        'student',
        { ja: '留学', plja: '留学(りゅうがく)', en: 'Students' },
        {
          ja: '留学生の手続とアルバイトの許可のお知らせ。',
          plja: '留学生(りゅうがくせい)の手続(てつづ)きとアルバイトのお知(し)らせです。',
          en: 'Procedures for students and permission to work part-time.',
        },
        'changes',
      ),
      topic(
        'highly-skilled',
        { ja: '高度専門職', plja: '高度専門職(こうどせんもんしょく)', en: 'Highly Skilled Professional' },
        {
          ja: 'ポイント制と優遇措置のお知らせ。',
          plja: 'ポイントの計算(けいさん)と手続(てつづ)きのお知(し)らせです。',
          en: 'The points system and its benefits.',
        },
        'changes',
      ),
      topic(
        'family',
        { ja: '家族', plja: '家族(かぞく)', en: 'Family' },
        {
          ja: '家族を呼ぶ手続、出産・結婚のときの手続のお知らせ。',
          plja: '家族(かぞく)を日本(にほん)に呼(よ)ぶときの手続(てつづ)きのお知(し)らせです。',
          en: 'Bringing family to Japan, births and marriages.',
        },
        'changes',
      ),
    ],
  },
  {
    code: 'landing',
    name: { ja: '入国・上陸', plja: '日本(にほん)に来(く)るとき', en: 'Coming to Japan' },
    topics: [
      topic(
        'visa-coe',
        {
          ja: '査証・在留資格認定証明書',
          plja: 'ビザ・在留資格認定証明書(ざいりゅうしかくにんていしょうめいしょ)',
          en: 'Visas and certificates of eligibility',
        },
        {
          ja: '来日前に必要な手続のお知らせ。',
          plja: '日本(にほん)に来(く)る前(まえ)の手続(てつづ)きのお知(し)らせです。',
          en: 'What is needed before you come.',
        },
        'changes',
      ),
      topic(
        'airport',
        { ja: '空港・海港での手続', plja: '空港(くうこう)の手続(てつづ)き', en: 'At the airport or port' },
        {
          ja: '上陸審査と空港での在留カードの交付のお知らせ。',
          plja: '空港(くうこう)でする手続(てつづ)きのお知(し)らせです。',
          en: 'Landing examination and cards issued at airports.',
        },
        'changes',
      ),
    ],
  },
  {
    code: 'life',
    name: { ja: '生活支援', plja: '生活(せいかつ)', en: 'Living in Japan' },
    topics: [
      topic(
        'consultation',
        { ja: '相談窓口', plja: '相談(そうだん)するところ', en: 'Where to get advice' },
        {
          ja: '外国語で相談できる窓口と相談会のお知らせ。',
          plja: 'いろいろな言葉(ことば)で相談(そうだん)できるところのお知(し)らせです。',
          en: 'Counters and events where you can ask in your language.',
        },
        'monthly',
      ),
      topic(
        'fresc',
        {
          ja: '外国人在留支援センター(FRESC)',
          plja: '外国人在留支援(がいこくじんざいりゅうしえん)センター(FRESC)',
          en: 'Foreign Residents Support Center (FRESC)',
        },
        {
          ja: 'FRESCの相談、研修、休みのお知らせ。',
          plja: 'FRESCの相談(そうだん)と休(やす)みのお知(し)らせです。',
          en: 'Advice, training and closing days of FRESC.',
        },
        'monthly',
      ),
      topic(
        'japanese',
        { ja: '日本語の学習', plja: '日本語(にほんご)の勉強(べんきょう)', en: 'Learning Japanese' },
        {
          ja: '日本語教室と教材のお知らせ。',
          plja: '日本語(にほんご)を勉強(べんきょう)するところのお知(し)らせです。',
          en: 'Courses and material.',
        },
        'monthly',
      ),
      topic(
        'guidebook',
        { ja: '生活・就労ガイドブック', plja: '生活(せいかつ)の本(ほん)', en: 'Guidebook on living and working' },
        {
          ja: 'ガイドブックの改訂と新しい言語のお知らせ。',
          plja: '日本(にほん)の生活(せいかつ)がわかる本(ほん)のお知(し)らせです。',
          en: 'New editions and languages.',
        },
        'changes',
      ),
    ],
  },
  {
    code: 'disaster',
    name: { ja: '災害・緊急', plja: '災害(さいがい)・急(いそ)ぐお知(し)らせ', en: 'Disasters and emergencies' },
    topics: [
      topic(
        'disaster',
        { ja: '災害のときの手続', plja: '災害(さいがい)のときの手続(てつづ)き', en: 'Procedures after a disaster' },
        {
          ja: '災害で来庁できないときの手続の特例のお知らせ。',
          plja: '地震(じしん)や台風(たいふう)のときの手続(てつづ)きのお知(し)らせです。',
          en: 'Special rules when you cannot come to an office.',
        },
        'needed',
      ),
      topic(
        'emergency',
        { ja: '緊急のお知らせ', plja: '急(いそ)ぐお知(し)らせ', en: 'Urgent news' },
        {
          ja: '窓口の臨時休業など、急ぎのお知らせ。',
          plja: '窓口(まどぐち)が急(きゅう)に休(やす)むときのお知(し)らせです。',
          en: 'Sudden closures and other urgent news.',
        },
        'needed',
      ),
    ],
  },
  {
    code: 'reform',
    name: {
      ja: '制度改正・統計・報道発表',
      plja: '新(あたら)しいルール・ニュース',
      en: 'New rules, figures and press releases',
    },
    topics: [
      topic(
        'law',
        { ja: '制度改正', plja: '新(あたら)しいルール', en: 'Changes of the law' },
        {
          ja: '法令と制度の改正のお知らせ。',
          plja: '法律(ほうりつ)が変(か)わるときのお知(し)らせです。',
          en: 'New laws and rules.',
        },
        'changes',
      ),
      topic(
        'statistics',
        { ja: '統計', plja: '数字(すうじ)のお知(し)らせ', en: 'Statistics' },
        {
          ja: '在留外国人数などの統計の公表のお知らせ。',
          plja: '日本(にほん)に住(す)む外国人(がいこくじん)の数(かず)のお知(し)らせです。',
          en: 'Figures on foreign residents and entries.',
        },
        'monthly',
      ),
      topic(
        'press',
        { ja: '報道発表', plja: 'ニュース', en: 'Press releases' },
        {
          ja: '報道機関に発表した内容のお知らせ。',
          plja: '入管(にゅうかん)のニュースのお知(し)らせです。',
          en: 'What we have announced to the press.',
        },
        'monthly',
      ),
    ],
  },
  {
    code: 'regional',
    name: { ja: '地方局別', plja: '近(ちか)くの入管(にゅうかん)', en: 'Regional bureaus' },
    topics: [
      bureau('sapporo', '札幌', '札幌(さっぽろ)', 'Sapporo'),
      bureau('sendai', '仙台', '仙台(せんだい)', 'Sendai'),
      bureau('tokyo', '東京', '東京(とうきょう)', 'Tokyo'),
      bureau('nagoya', '名古屋', '名古屋(なごや)', 'Nagoya'),
      bureau('osaka', '大阪', '大阪(おおさか)', 'Osaka'),
      bureau('hiroshima', '広島', '広島(ひろしま)', 'Hiroshima'),
      bureau('takamatsu', '高松', '高松(たかまつ)', 'Takamatsu'),
      bureau('fukuoka', '福岡', '福岡(ふくおか)', 'Fukuoka'),
    ],
  },
  {
    code: 'stay',
    name: {
      ja: '在留期限のお知らせ',
      plja: 'あなたの在留期限(ざいりゅうきげん)のお知(し)らせ',
      en: 'Reminder of your period of stay',
    },
    topics: [
      {
        code: 'stay-expiry',
        needsDate: true,
        name: {
          ja: '在留期限が近づいたときのお知らせ',
          plja: '在留期限(ざいりゅうきげん)が近(ちか)いときのお知(し)らせ',
          en: 'When your period of stay ends',
        },
        description: {
          ja: '在留期限の約3か月前と2週間前の2回お送りします。',
          plja: '在留期限(ざいりゅうきげん)の3か月前(げつまえ)と2週間前(しゅうかんまえ)に、2回(かい)送(おく)ります。',
          en: 'Two emails: about 3 months and 2 weeks before the date.',
        },
      },
    ],
  },
];
