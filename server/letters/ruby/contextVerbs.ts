/** Verbs that share their writing: 行く and 行う, 開く (ひらく) and 開く (あく). What stands before tells them apart. */
import type { Rule } from './contextWords.ts';

/** Verbs that two words share in writing: what stands before tells them apart. `cut` is the kanji's own part. */
export type Verb = { form: RegExp; rules: readonly Rule[]; usual: string; or?: readonly string[] };
export const contextVerbs: readonly Verb[] = [
  {
    form: /^行(?:っ|い$|う$|わ$|え$|お$)/,
    rules: [
      [null, /^行[いうわえお]/, 'おこな'],
      [/(?:を|[\u4E00-\u9FFF]も)[\s\u3000]*$/, null, 'おこな'],
      [/(?:へ|に|で|まで|から)[\s\u3000]*$/, null, 'い'],
    ],
    usual: 'い',
    or: ['おこな'],
  },
  { form: /^行[かきくけこ]/, rules: [], usual: 'い' },
  {
    form: /^開(?:い|か|き|く|こ)/,
    rules: [
      [/を[\s\u3000]*$/, null, 'ひら'],
      [
        /(?:店|窓口|役所|図書館|病院|銀行|郵便局|ドア|戸|窓|門|鍵|席|センター|会館|事務所|プール|時)[\s\u3000]*(?:は|が|も|に|から)[\s\u3000]*(?:午[前後])?$|(?:まで|だけ|間)$/,
        null,
        'あ',
      ],
      [/(?:ページ|画面|ファイル|メール|リンク|アプリ)[\s\u3000]*(?:は|が|も)[\s\u3000]*$/, null, 'ひら'],
      [null, /^開か(?:れ|せ)/, 'ひら'],
    ],
    usual: 'ひら',
    or: ['あ'],
  },
  { form: /^開け/, rules: [], usual: 'あ' },
  {
    form: /^入れ$/,
    rules: [
      [/を[^、。]*$/, null, 'い'],
      [null, /^入れ(?!る|ます|ません|ない)/, 'い'],
    ],
    usual: 'はい',
    or: ['い'],
  },
  {
    form: /^入れる/,
    rules: [[/を[^、。]*$/, null, 'い']],
    usual: 'はい',
    or: ['い'],
  },
  { form: /^入(?:り|る|っ|ら|ろ)/, rules: [[/(?:気に|立ち|押し)$/, null, 'い']], usual: 'はい' },
  { form: /^正し/, rules: [], usual: 'ただ' },
  { form: /^止(?:め|ま)/, rules: [[/(?:仕事|会社|たばこ)を[\s\u3000]*$/, /^止め/, 'や']], usual: 'と' },
  { form: /^空[いきくけ]/, rules: [[/(?:お?腹|おなか)が?$/, null, 'す']], usual: 'あ' },
  {
    form: /^着(?:い|く|き|け|か|っ)/,
    rules: [
      [/(?:服|シャツ|上着|コート)を[\s\u3000]*$/, null, 'き'],
      [null, /^着(?:いた|いて|く|け)/, 'つ'],
    ],
    usual: 'つ',
  },
  { form: /^降り/, rules: [[/(?:雨|雪)(?:が|も|は)[\s\u3000]*$/, null, 'ふ']], usual: 'お' },
  { form: /^汚れ/, rules: [], usual: 'よご' },
  { form: /^避け/, rules: [], usual: 'さ' },
  {
    form: /^通っ/,
    rules: [[/(?:学校|病院|教室|会社|大学|日本語学校)(?:に|へ)[\s\u3000]*$/, null, 'かよ']],
    usual: 'とお',
  },
  { form: /^下さ/, rules: [], usual: 'くだ' },
];
