/** Words for codes that the systems report, in the three languages of the letters. A code that is not here is shown by its group's word. */
import type { Language } from '../../contract/codes.ts';
import type { NoticeKind, ProcedureCode, StatusCode } from '../../contract/eventCodes.ts';

export type Words = Readonly<Record<Language, string>>;

/** English as on the system's own screens, where they have it (seed 001: 694, 1121 to 1125, 1205); a misprint of theirs is left out. */
const procedures: Readonly<Record<ProcedureCode | 'residence' | 'unlisted', Words>> = {
  // A code of no list (a system that is not strict): whatever it is, this is true.
  unlisted: {
    ja: 'オンラインで行った手続',
    plja: 'インターネットでした手続(てつづ)き',
    en: 'Procedure that was done online',
  },
  residence: { ja: '在留申請', plja: '在留申請(ざいりゅうしんせい)', en: 'Residence application' },
  'residence.coe': {
    ja: '在留資格認定証明書交付申請',
    plja: '在留資格認定証明書(ざいりゅうしかくにんていしょうめいしょ)の申請(しんせい)',
    en: 'Application for a Certificate of Eligibility',
  },
  'residence.change': {
    ja: '在留資格変更許可申請',
    plja: '在留資格(ざいりゅうしかく)を変(か)える申請(しんせい)',
    en: 'Change of status of residence',
  },
  'residence.extension': {
    ja: '在留期間更新許可申請',
    plja: '日本(にほん)にいることができる期間(きかん)を長(なが)くする申請(しんせい)',
    en: 'Extension of period of stay',
  },
  'residence.acquisition': {
    ja: '在留資格取得許可申請',
    plja: '在留資格(ざいりゅうしかく)をもらう申請(しんせい)',
    en: 'Acquisition of status of residence',
  },
  'residence.permission': {
    ja: '資格外活動許可申請',
    plja: '在留資格(ざいりゅうしかく)と違(ちが)う仕事(しごと)をするための申請(しんせい)',
    en: 'Permit to engage in activity other than that permitted by the status of residence',
  },
  'residence.reentry': {
    ja: '再入国許可申請',
    plja: 'もう一度(いちど)日本(にほん)に入(はい)るための申請(しんせい)',
    en: 'Re-entry permit',
  },
  'residence.work-certificate': {
    ja: '就労資格証明書交付申請',
    plja: '仕事(しごと)ができることの証明書(しょうめいしょ)の申請(しんせい)',
    en: 'Certificate of authorized employment',
  },
  declaration: { ja: '利用申出', plja: '利用(りよう)の申(もう)し出(で)', en: 'Asking of usage (declaration of use)' },
  report: { ja: '定期報告', plja: '定期報告(ていきほうこく)', en: 'Periodic report' },
  'delivery-method': {
    ja: '受領方法変更申出',
    plja: '受(う)け取(と)り方(かた)を変(か)える申(もう)し出(で)',
    en: 'Change of delivery method',
  },
};

/** What stands among the procedures for letters alone and is no code of the contract. */
export const procedureGroups: ReadonlySet<string> = new Set(['residence', 'unlisted']);

/** How many megabytes a procedure takes at once, whatever is asked for (seed 001: 2422, 2423). */
export const fileLimitOf = (procedure: unknown): number | undefined => {
  if (typeof procedure !== 'string') return undefined;
  if (procedure.startsWith('residence.')) return 25;
  return ['declaration', 'report'].includes(procedure) ? 20 : undefined;
};

/** What a letter says: the smaller of the limit that was reported and that of the procedure, for what keeps to it is taken by either. */
export const limitToSay = (reported: unknown, procedure: unknown): number | undefined => {
  const own = fileLimitOf(procedure);
  if (typeof reported !== 'number') return own;
  return own === undefined ? reported : Math.min(reported, own);
};

const methods: Readonly<Record<string, Words>> = {
  mail: { ja: 'メール', plja: 'メール', en: 'E-mail' },
  post: { ja: '郵送', plja: '郵便(ゆうびん)', en: 'Mailing' },
  counter: { ja: '窓口', plja: '入管(にゅうかん)の窓口(まどぐち)', en: 'Counter of the office' },
};

/** How far a case is. A letter never tells the decision (decision 5), so both ends read alike. */
const statuses: Readonly<Record<StatusCode, Words>> = {
  waiting: { ja: '処理待ち', plja: '処理待(しょりま)ち', en: 'Waiting to be processed' },
  submitted: { ja: '申請完了', plja: '申請(しんせい)が終(お)わりました', en: 'Application submitted' },
  examining: { ja: '審査中', plja: '審査(しんさ)をしています', en: 'Under examination' },
  issuing: { ja: '発行待ち', plja: '発行(はっこう)を待(ま)っています', en: 'Waiting to be issued' },
  returned: { ja: '返却中', plja: '返却中(へんきゃくちゅう)', en: 'Returned to you' },
  completed: { ja: '完了', plja: '終(お)わりました', en: 'Completed' },
  'completed-refused': { ja: '完了', plja: '終(お)わりました', en: 'Completed' },
};

/** What a notification is about. */
const kinds: Readonly<Record<NoticeKind, Words>> = {
  'resident.activity-organisation': {
    ja: '活動機関に関する届出',
    plja: '活動機関(かつどうきかん)の届出(とどけで)',
    en: 'Notification of the organisation of activity',
  },
  'resident.contract-organisation': {
    ja: '契約機関に関する届出',
    plja: '契約機関(けいやくきかん)の届出(とどけで)',
    en: 'Notification of the contracting organisation',
  },
  'resident.spouse': {
    ja: '配偶者に関する届出',
    plja: '夫(おっと)や妻(つま)の届出(とどけで)',
    en: 'Notification of the spouse',
  },
  'organisation.acceptance': {
    ja: '中長期在留者の受入れに関する届出',
    plja: '会社(かいしゃ)や学校(がっこう)が外国人(がいこくじん)を受(う)け入(い)れた届出(とどけで)',
    en: 'Notification of acceptance of mid- to long-term residents',
  },
};

/** Items of a profile; what else comes is shown as given. */
const items: Readonly<Record<string, Words>> = {
  phone: { ja: '電話番号', plja: '電話番号(でんわばんごう)', en: 'Phone number' },
  name: { ja: '氏名', plja: '名前(なまえ)', en: 'Name' },
  address: { ja: '住所', plja: '住所(じゅうしょ)', en: 'Address' },
  department: { ja: '所属部署', plja: '仕事(しごと)の部署(ぶしょ)', en: 'Department' },
  nationality: { ja: '国籍・地域', plja: '国籍(こくせき)・地域(ちいき)', en: 'Nationality or region' },
};

const tables = { procedures, methods, items, statuses, kinds } as const;
export type WordTable = keyof typeof tables;

/** Words of a code: the code's own, those of what stands before its dot, or undefined. */
export const wordsOf = (table: WordTable, code: string): Words | undefined => {
  const own: Readonly<Record<string, Words>> = tables[table];
  if (Object.hasOwn(own, code)) return own[code];
  const group = code.split('.')[0] ?? '';
  return Object.hasOwn(own, group) ? own[group] : undefined;
};

/** How items of a profile name the telephone: by code, or in words. */
export const phoneWords = ['phone', 'telephone', '電話', 'でんわ'] as const;

/** Codes of a table with their words, for pages that list them. */
export const codesOf = (table: WordTable): readonly (readonly [string, Words])[] => Object.entries(tables[table]);

/** The code that a text is, or whose words it says in one of the languages; undefined when none. */
export const codeOf = (table: WordTable, text: string): string | undefined => {
  const own: Readonly<Record<string, Words>> = tables[table];
  if (Object.hasOwn(own, text)) return text;
  return Object.entries(own).find(([, says]) => Object.values(says).includes(text))?.[0];
};
