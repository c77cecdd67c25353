/** What the made-up agency writes to its readers, in three languages; `{date}` becomes a day in the words of the language. */
import type { BulletinTexts } from '../../domain/bulletins/draft.ts';
import { formatDate } from '../../letters/formatters.ts';

type Written = { topics: string[] } & Record<'ja' | 'plja' | 'en', { subject: string; body: string }>;

const written: readonly Written[] = [
  {
    topics: ['online-maintenance', 'online-application', 'online-notification'],
    ja: {
      subject: 'システム保守のお知らせ',
      body: '{date}の22時から翌日の6時まで、保守のためオンラインの申請を使えません。\n\nお急ぎの方は、前の日までに申請してください。',
    },
    plja: {
      subject: 'システムが止(と)まります',
      body: '{date}の午後(ごご)10時(じ)から次(つぎ)の日(ひ)の午前(ごぜん)6時(じ)まで、インターネットの申請(しんせい)を使(つか)うことができません。\n\n急(いそ)ぐ人(ひと)は、前(まえ)の日(ひ)までに申請(しんせい)してください。',
    },
    en: {
      subject: 'System maintenance',
      body: 'Online applications are not available from 22:00 on {date} until 06:00 the next day.\n\nIf you are in a hurry, please apply the day before.',
    },
  },
  {
    topics: ['bureau-tokyo', 'bureau-nagoya', 'bureau-osaka'],
    ja: {
      subject: '窓口の混雑のお知らせ',
      body: '{date}の前後は窓口が混み合います。午後は午前より待ち時間が短くなります。\n\n- 受付は16時までです。\n- オンラインの申請なら待たずに済みます。',
    },
    plja: {
      subject: '窓口(まどぐち)が混(こ)みます',
      body: '{date}のころ、窓口(まどぐち)が混(こ)みます。午後(ごご)は午前(ごぜん)より早(はや)いです。\n\n受付(うけつけ)は午後(ごご)4時(じ)までです。',
    },
    en: {
      subject: 'Long waits at the counters',
      body: 'The counters are busy around {date}. Waits are shorter in the afternoon.\n\n- Reception closes at 16:00.\n- Online applications need no waiting.',
    },
  },
  {
    topics: ['consultation', 'fresc', 'family'],
    ja: {
      subject: '無料の相談会のお知らせ',
      body: '{date}に、暮らしと手続についての無料の相談会を開きます。予約はいりません。\n\n通訳がいます。',
    },
    plja: {
      subject: '無料(むりょう)の相談会(そうだんかい)があります',
      body: '{date}に、生活(せいかつ)の相談(そうだん)ができます。お金(かね)はいりません。\n\n通訳(つうやく)がいます。',
    },
    en: {
      subject: 'Free advice in many languages',
      body: 'On {date} you can ask about life in Japan and about procedures, free of charge and without an appointment.\n\nInterpreters will be there.',
    },
  },
  {
    topics: ['residence-card', 're-entry', 'permanent'],
    ja: {
      subject: '在留カードの受取りについて',
      body: '{date}から、在留カードの受取りに予約ができます。予約のない方も、これまでどおり受け取れます。',
    },
    plja: {
      subject: '在留(ざいりゅう)カードの受(う)け取(と)り',
      body: '{date}から、在留(ざいりゅう)カードを受(う)け取(と)る時間(じかん)を予約(よやく)できます。予約(よやく)しないで来(き)てもいいです。',
    },
    en: {
      subject: 'Collecting your residence card',
      body: 'From {date} you can book a time for collecting your residence card. You can still come without one.',
    },
  },
  {
    topics: ['student', 'highly-skilled'],
    ja: {
      subject: '留学生の手続のご案内',
      body: '進学や就職が決まった方は、{date}までに届出をしてください。\n\n必要な書類は窓口とホームページでご案内しています。',
    },
    plja: {
      subject: '留学生(りゅうがくせい)の手続(てつづ)き',
      body: '学校(がっこう)や会社(かいしゃ)が決(き)まりましたか。{date}までに教(おし)えてください。',
    },
    en: {
      subject: 'Procedures for students',
      body: 'If you have found a new school or a job, please notify us by {date}.\n\nThe counters and our site say which documents are needed.',
    },
  },
  {
    topics: ['renewal-change', 'permanent', 'online-application'],
    ja: {
      subject: '在留期間の更新はお早めに',
      body: '在留期間の更新は、終わる日の3か月前から申請できます。{date}の前後は混み合います。早めの申請をお願いします。',
    },
    plja: {
      subject: '在留期間(ざいりゅうきかん)の更新(こうしん)',
      body: '更新(こうしん)の申請(しんせい)は、終(お)わる日(ひ)の3か月(げつ)前(まえ)からできます。{date}のころは混(こ)みます。早(はや)く申請(しんせい)してください。',
    },
    en: {
      subject: 'Extend your stay in good time',
      body: 'You can apply for an extension from three months before your stay ends. It will be busy around {date}, so please apply early.',
    },
  },
  {
    topics: ['specified-skilled', 'skill-development'],
    ja: {
      subject: '特定技能の試験の申込み',
      body: '次の試験の申込みは{date}に始まります。会場と日程は申込みのページにあります。',
    },
    plja: {
      subject: '特定技能(とくていぎのう)の試験(しけん)',
      body: '次(つぎ)の試験(しけん)の申込(もうしこ)みは、{date}に始(はじ)まります。',
    },
    en: {
      subject: 'Specified Skilled Worker tests',
      body: 'Applications for the next tests open on {date}. Places and times stand on the page for applications.',
    },
  },
  {
    topics: ['fresc', 'consultation'],
    ja: {
      subject: '相談窓口の休みのお知らせ',
      body: '{date}は、設備の点検のため相談窓口を休みます。電話での相談は受け付けます。',
    },
    plja: {
      subject: '相談(そうだん)の窓口(まどぐち)が休(やす)みます',
      body: '{date}は、相談(そうだん)の窓口(まどぐち)が休(やす)みです。電話(でんわ)で相談(そうだん)できます。',
    },
    en: {
      subject: 'The advice counter is closed',
      body: 'The advice counter is closed on {date} for an inspection of the building. Advice by telephone is open.',
    },
  },
];

/** The n-th bulletin of the story. `day`: 'YYYY-MM-DD' that its text names. */
export const demoBulletin = (n: number, day: string): { topics: string[]; texts: BulletinTexts } => {
  const { topics, ...texts } = written[n % written.length]!;
  const dated = (language: 'ja' | 'plja' | 'en') => {
    const { subject, body } = texts[language];
    const words = formatDate(language, day);
    return { subject, body: body.replaceAll('{date}', words) };
  };
  return { topics, texts: { ja: dated('ja'), plja: dated('plja'), en: dated('en') } };
};
