/** What a checker found: where, which rule, how grave; and its sentence in the words of the console's two languages. One table of all rules: longer than 250 lines, so that each stands once. */
export type Level = 'error' | 'warning';

/** `line` and `column` count from 1 (UTF-16 columns of the source line). `file` is '' for a text that is not a file. */
export type Finding = {
  file: string;
  line: number;
  column: number;
  rule: Rule;
  level: Level;
  /** English sentence; `findingWords` gives the Japanese one. */
  message: string;
  /** The offending words, or what is missing. */
  found: string;
  /** What could be written instead; never put in by itself. */
  proposal?: string;
};

type Words = { level: Level; en: string; ja: string };

/** Every rule: its level and its sentence. `%` stands for the offending words. */
export const rules = {
  'file.missing': { level: 'error', en: 'the file is missing', ja: 'ファイルがありません' },
  'file.unknown': { level: 'error', en: 'no mail type has this name', ja: 'この名前のメール種別はありません' },
  'file.broken': { level: 'error', en: 'the file cannot be read: %', ja: 'ファイルの書き方が正しくありません: %' },
  'type.double': { level: 'error', en: 'two mail types have this name', ja: '同じ名前のメール種別が2つあります' },
  'sender.invalid': { level: 'error', en: 'sender.json is wrong: %', ja: 'sender.json に誤りがあります: %' },
  'pages.invalid': { level: 'error', en: '_pages.json is wrong: %', ja: '_pages.json に誤りがあります: %' },
  'pages.differ': {
    level: 'error',
    en: 'the other languages have another number of sections: %',
    ja: '節の数がほかの言語と違います: %',
  },
  'wording.missing': {
    level: 'error',
    en: 'the sentence "%" is missing in _wording.json',
    ja: '_wording.json に「%」がありません',
  },
  'subject.missing': { level: 'error', en: 'the subject is missing', ja: '件名がありません' },
  'subject.long': {
    level: 'error',
    en: 'the subject with its prefix is too long: %',
    ja: '件名(接頭辞を含む)が長すぎます: %',
  },
  'subject.wide': {
    level: 'warning',
    en: 'the subject with its readings is wider than 40 full-width characters',
    ja: '読みがなを含む件名が全角40字を超えます',
  },
  'subject.prefix': {
    level: 'error',
    en: 'the prefix % belongs into sender.json',
    ja: '接頭辞 % は sender.json に書きます',
  },
  'subject.personal': {
    level: 'error',
    en: 'a sensitive mail must not name % in its subject',
    ja: '機微なメールの件名に % は書けません',
  },
  'body.missing': { level: 'error', en: 'the text is missing', ja: '本文がありません' },
  'variable.unknown': {
    level: 'error',
    en: 'the mail type has no variable %',
    ja: '変数 % はこのメール種別にありません',
  },
  'variable.unsaid': {
    level: 'error',
    en: 'the promised variable % is never said',
    ja: '変数 % が本文で使われていません',
  },
  'variable.malformed': {
    level: 'error',
    en: '% is not a placeholder of the form {{name}}',
    ja: '% は {{名前}} の形ではありません',
  },
  'variable.required': {
    level: 'error',
    en: 'the optional part % names a variable that is never missing',
    ja: '必須の変数 % が省略可能な部分になっています',
  },
  'links.differ': {
    level: 'error',
    en: 'the languages differ in their links: %',
    ja: '言語によってリンクの数が違います: %',
  },
  'url.shared': { level: 'error', en: 'the URL % shares its line', ja: 'URL % は1行に単独で書きます' },
  'url.long': { level: 'error', en: 'the URL is longer than 70 characters: %', ja: 'URL が70字を超えます: %' },
  'url.host': {
    level: 'error',
    en: 'the host of % is not in the allowed list',
    ja: '% は許可されたリンク先ではありません',
  },
  'url.insecure': { level: 'error', en: '% begins with http://, write https://', ja: '% は https:// で始めてください' },
  'line.long': {
    level: 'error',
    en: 'the line has more than 70 columns: %',
    ja: '1行が半角70字(全角35字)を超えます: %',
  },
  'sign.outside': { level: 'error', en: '% is outside ASCII and JIS X 0208', ja: '「%」は JIS X 0208 にない文字です' },
  'sign.mapped': {
    level: 'warning',
    en: '% will be sent as a similar sign',
    ja: '「%」は似た文字に置き換えて送ります',
  },
  'html.raw': { level: 'error', en: 'raw HTML is not allowed: %', ja: 'HTML は書けません: %' },
  'word.money': {
    level: 'error',
    en: '"%" asks for money; genuine mail never does',
    ja: '「%」は金銭を求める文面に見えます',
  },
  'date.none': { level: 'error', en: 'there is no such day: %', ja: 'この日付はありません: %' },
  'date.weekday': { level: 'error', en: 'the weekday does not fit the date: %', ja: '日付と曜日が合いません: %' },
  'date.past': { level: 'warning', en: 'the day is over: %', ja: 'もう過ぎた日付です: %' },
  'phone.unknown': {
    level: 'warning',
    en: 'the telephone number % is none of the agency; look at it again',
    ja: '電話番号 % は、この組織の番号として登録されていません。もう一度確かめてください',
  },
  'address.unknown': {
    level: 'warning',
    en: 'the address % is not of the agency',
    ja: 'メールアドレス % は、この組織のものではありません',
  },
  'host.unknown': {
    level: 'warning',
    en: '% is no site of the agency; write links with https://',
    ja: '% は、この組織のサイトではありません。リンクは https:// から書きます',
  },
  'languages.lack': {
    level: 'warning',
    en: 'another language says this, too: %',
    ja: 'ほかの言語にあって、ここにないもの: %',
  },
  'languages.more': {
    level: 'warning',
    en: 'the other language does not say this: %',
    ja: 'ここにあって、ほかの言語にないもの: %',
  },
  'languages.headings': {
    level: 'warning',
    en: 'the languages have another number of headings: %',
    ja: '見出しの数が言語によって違います: %',
  },
  'ja.style': { level: 'warning', en: 'offices write this otherwise: %', ja: '公用文の書き方に直しませんか: %' },
  'ja.long': {
    level: 'warning',
    en: 'the sentence has % characters',
    ja: '1文が%字あります。分けると読みやすくなります',
  },
  'en.style': { level: 'warning', en: 'plainer English: %', ja: 'もっとやさしい英語にできます: %' },
  'en.passive': {
    level: 'warning',
    en: 'passive; say who does it: %',
    ja: '受け身です。だれがするかを書いてください: %',
  },
  'en.long': { level: 'warning', en: 'the sentence has % words, at most 25', ja: '1文が%語あります(25語まで)' },
  'link.unclear': {
    level: 'warning',
    en: 'the link text "%" does not say where it leads',
    ja: 'リンクの文字「%」では行き先が分かりません',
  },
  'form.table': {
    level: 'warning',
    en: 'a bulletin has no tables; write a list: %',
    ja: '表は使えません。箇条書きにしてください: %',
  },
  'form.image': {
    level: 'warning',
    en: 'a bulletin has no pictures; link to the page that shows it: %',
    ja: '画像は載せられません。画像のあるページへのリンクにしてください: %',
  },
  'form.placeholder': {
    level: 'warning',
    en: 'nothing is filled in here, everybody reads %',
    ja: 'ここには何も差し込まれません。全員に %と届きます',
  },
  'block.unknown': {
    level: 'error',
    en: 'there is no block of this name: %',
    ja: 'この名前のブロックはありません: %',
  },
  'block.retired': {
    level: 'error',
    en: 'this block is not used any more: %',
    ja: 'このブロックは使われなくなりました: %',
  },
  'block.language': {
    level: 'error',
    en: 'this block says nothing in this language: %',
    ja: 'このブロックにはこの言語の文がありません: %',
  },
  'block.wrong': {
    level: 'error',
    en: 'this block has mistakes; mend them where blocks are kept: %',
    ja: 'このブロックに誤りがあります。「ブロック」の画面で直してください: %',
  },
  'form.blank': {
    level: 'error',
    en: 'this is still to be filled in: %',
    ja: 'まだ埋めていないところがあります: %',
  },
  'form.quote': {
    level: 'warning',
    en: 'a quotation begins with one > and a blank; here the sign stays: %',
    ja: '引用は「> 」(記号1つと空白)で始めます。このままでは「>」が文字として届きます: %',
  },
  'way_out.missing': {
    level: 'error',
    en: 'a subscription mail must say {{unsubscribe_url}}',
    ja: '配信メールには {{unsubscribe_url}} が必要です',
  },
  'security.not_you': {
    level: 'error',
    en: 'a security mail must say what to do if it was not you',
    ja: '心当たりがない場合にどうするかを書いてください',
  },
  'sample.unfit': {
    level: 'error',
    en: 'the sample does not fit the variables: %',
    ja: '見本の値が変数に合いません: %',
  },
  'sample.unrendered': { level: 'error', en: 'the sample does not render: %', ja: '見本を表示できません: %' },
  E1: { level: 'error', en: 'the sentence is too long: % characters', ja: '文が長すぎます: %字' },
  E2: { level: 'error', en: '% needs its reading', ja: '「%」に読みがなが必要です' },
  E3: { level: 'error', en: 'the reading is wrong: %', ja: '読みがなが違います: %' },
  E4: { level: 'warning', en: 'the sentence has % kanji, at most 13', ja: '1文の漢字が%字あります(13字まで)' },
  E5: {
    level: 'error',
    en: 'the sentence does not end in です or ます: %',
    ja: '文の終わりを「です・ます」にしてください: %',
  },
  E6: { level: 'error', en: 'double negative: %', ja: '二重否定は使わないでください: %' },
  E7: { level: 'warning', en: 'passive or causative: %', ja: '受身・使役は避けてください: %' },
  E8: { level: 'error', en: 'honorific or humble word: %', ja: '敬語・謙譲語は使わないでください: %' },
  E9: { level: 'warning', en: 'loanword: %', ja: 'カタカナ語「%」は分かりにくいかもしれません' },
  E10: { level: 'warning', en: 'Latin word without explanation: %', ja: 'アルファベットの語「%」に説明がありません' },
  E11: {
    level: 'error',
    en: 'write the date as 2026年(ねん)4月(がつ)1日(ついたち): %',
    ja: '日付は西暦で「2026年(ねん)4月(がつ)1日(ついたち)」のように書きます: %',
  },
  E12: {
    level: 'error',
    en: 'write times as 午前/午後 and から/まで: %',
    ja: '時刻は午前・午後、範囲は「から・まで」で書きます: %',
  },
  E13: { level: 'warning', en: 'vague word: %', ja: 'あいまいな言葉です: %' },
  E14: { level: 'warning', en: 'long row of kanji: %', ja: '漢字が続きすぎます: %' },
  E15: { level: 'warning', en: 'explain the term once: %<＝…>', ja: '用語「%」に説明を付けてください: %<＝…>' },
  E16: { level: 'warning', en: 'the text is long: % characters, at most 1000', ja: '文章が長いです: %字(1,000字まで)' },
  E17: { level: 'warning', en: 'sound word or idiom: %', ja: '擬態語・慣用句です: %' },
  E18: {
    level: 'warning',
    en: 'some sentences have blanks between phrases, others not: %',
    ja: '分かち書きの文と、そうでない文が混ざっています: %',
  },
  'E1.facts': { level: 'warning', en: 'the sentence says % things', ja: '1つの文に%つのことがあります' },
  'E16.list': { level: 'warning', en: 'a list in a sentence: %', ja: '文の中に並べすぎています: %' },
  'phrase.about': { level: 'warning', en: 'a turn of offices: %', ja: 'お役所の言い回しです: %' },
  'word.here': { level: 'warning', en: '% does not say where', ja: '「%」では、どこか分かりません' },
  'sign.slash': { level: 'warning', en: 'a sign instead of a word: %', ja: '記号でつないでいます: %' },
  'word.hard': { level: 'warning', en: 'hard word: %', ja: 'むずかしいことばです: %' },
  'word.level': {
    level: 'warning',
    en: 'a word that learners meet late: %',
    ja: 'はじめのうちは習わないことばです: %',
  },
  'E3.unknown': { level: 'warning', en: 'no approved reading is known: %', ja: '読みがなの辞書にありません: %' },
  'E1.long': {
    level: 'warning',
    en: 'the sentence has % characters, better 40 at most',
    ja: '文が%字あります(40字までが目安)',
  },
} as const satisfies Record<string, Words>;

export type Rule = keyof typeof rules;

/** A finding of a rule at a place; its level is the rule's unless told otherwise. */
export const finding = (
  rule: Rule,
  at: { file?: string; line?: number; column?: number },
  found = '',
  level: Level = rules[rule].level,
): Finding => ({
  file: at.file ?? '',
  line: at.line ?? 1,
  column: at.column ?? 1,
  rule,
  level,
  message: rules[rule].en.replaceAll('%', found),
  found,
});

/** The sentence of a finding for the console. */
export const findingWords = ({ rule, found }: Finding, language: 'ja' | 'en'): string =>
  rules[rule][language].replaceAll('%', found);

/** In reading order. */
export const sortFindings = (findings: readonly Finding[]): Finding[] =>
  [...findings].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
