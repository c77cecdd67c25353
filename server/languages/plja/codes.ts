/** Words for codes that the systems report, in plain Japanese. */
import type { CodeWords } from '../languageWords.ts';

export const codes: CodeWords = {
  procedures: {
    unlisted: 'インターネットでした手続(てつづ)き',
    residence: '在留申請(ざいりゅうしんせい)',
    'residence.coe': '在留資格認定証明書(ざいりゅうしかくにんていしょうめいしょ)の申請(しんせい)',
    'residence.change': '在留資格(ざいりゅうしかく)を変(か)える申請(しんせい)',
    'residence.extension': '日本(にほん)にいることができる期間(きかん)を長(なが)くする申請(しんせい)',
    'residence.acquisition': '在留資格(ざいりゅうしかく)をもらう申請(しんせい)',
    'residence.permission': '在留資格(ざいりゅうしかく)と違(ちが)う仕事(しごと)をするための申請(しんせい)',
    'residence.reentry': 'もう一度(いちど)日本(にほん)に入(はい)るための申請(しんせい)',
    'residence.work-certificate': '仕事(しごと)ができることの証明書(しょうめいしょ)の申請(しんせい)',
    declaration: '利用(りよう)の申(もう)し出(で)',
    report: '定期報告(ていきほうこく)',
    'delivery-method': '受(う)け取(と)り方(かた)を変(か)える申(もう)し出(で)',
  },
  methods: {
    mail: 'メール',
    post: '郵便(ゆうびん)',
    counter: '入管(にゅうかん)の窓口(まどぐち)',
  },
  items: {
    phone: '電話番号(でんわばんごう)',
    name: '名前(なまえ)',
    address: '住所(じゅうしょ)',
    department: '仕事(しごと)の部署(ぶしょ)',
    nationality: '国籍(こくせき)・地域(ちいき)',
  },
  statuses: {
    waiting: '処理待(しょりま)ち',
    submitted: '申請(しんせい)が終(お)わりました',
    examining: '審査(しんさ)をしています',
    issuing: '発行(はっこう)を待(ま)っています',
    returned: '返却中(へんきゃくちゅう)',
    completed: '終(お)わりました',
    'completed-refused': '終(お)わりました',
  },
  kinds: {
    'resident.activity-organisation': '活動機関(かつどうきかん)の届出(とどけで)',
    'resident.contract-organisation': '契約機関(けいやくきかん)の届出(とどけで)',
    'resident.spouse': '夫(おっと)や妻(つま)の届出(とどけで)',
    'organisation.acceptance': '会社(かいしゃ)や学校(がっこう)が外国人(がいこくじん)を受(う)け入(い)れた届出(とどけで)',
  },
};
