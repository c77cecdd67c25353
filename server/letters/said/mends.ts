/** How a finding is mended, in the words of the console: an advice for each rule, or what to write instead. A person decides. */
import type { Finding, Rule } from '../findings.ts';

type Mend = { ja: string; en: string };

const mends: Partial<Record<Rule, Mend>> = {
  E1: {
    ja: '1つの文に1つのことだけを書き、「。」で分けてください。',
    en: 'Say one thing in a sentence; end it and begin another.',
  },
  'E1.long': { ja: '2つの文に分けられませんか。', en: 'Can it become two sentences?' },
  'E1.facts': { ja: '「、」のところで文を分けてください。', en: 'Split the sentence at its commas.' },
  E2: { ja: '「読みがなを全部付ける」で付けられます。', en: '"Put all readings in" adds it.' },
  E3: {
    ja: '読みがなを直すか、この組織の語に加えてください。',
    en: 'Mend the reading, or add it to the words of the agency.',
  },
  'E3.unknown': {
    ja: '正しければ、この組織の語に加えてください。',
    en: 'If it is right, add it to the words of the agency.',
  },
  E4: {
    ja: '文を分けるか、ひらがなで言えることばにしてください。',
    en: 'Split the sentence, or use words without kanji.',
  },
  E5: { ja: '「です」「ます」「ください」で終えてください。', en: 'End with です, ます or ください.' },
  E6: { ja: '「〜してください」「〜できます」のように言い切ってください。', en: 'Say 〜してください or 〜できます.' },
  E7: { ja: '「だれが〜します」の形にしてください。', en: 'Say who does it: 〜が〜します.' },
  E8: {
    ja: '「ご」「お」「いただく」を取り、「〜してください」にしてください。',
    en: 'Leave ご, お and いただく out; say 〜してください.',
  },
  E9: { ja: '日本語のことばに変えるか、説明を付けてください。', en: 'Use a Japanese word, or explain it.' },
  E10: {
    ja: '日本語のことばに変えるか、後ろに <＝説明> を付けてください。',
    en: 'Use a Japanese word, or put <＝…> after it.',
  },
  E11: {
    ja: '「2026年(ねん)4月(がつ)1日(ついたち)」の形にしてください。',
    en: 'Write 2026年(ねん)4月(がつ)1日(ついたち).',
  },
  E12: {
    ja: '「午後(ごご)5時(じ)から午後(ごご)6時(じ)まで」の形にしてください。',
    en: 'Write 午後(ごご)5時(じ)から午後(ごご)6時(じ)まで.',
  },
  E13: { ja: '数や名前で、はっきり書いてください。', en: 'Say it exactly, with numbers or names.' },
  E14: {
    ja: '「の」を入れるか、動詞にしてください(使用禁止→使わないでください)。',
    en: 'Put の between, or use a verb.',
  },
  E15: { ja: '最初に出るところで説明してください。', en: 'Explain it where it first stands.' },
  E16: { ja: '大事なことだけを残し、ほかはリンクにしてください。', en: 'Keep what matters; link to the rest.' },
  'E16.list': {
    ja: '3つ以上並べるときは、「・」の箇条書きにしてください。',
    en: 'Make a list of three things and more.',
  },
  E17: { ja: '見て分かることばに変えてください。', en: 'Say what can be seen.' },
  E18: {
    ja: '分かち書きを全部の文に使うか、全部の文でやめてください。',
    en: 'Put blanks between phrases in all sentences or in none.',
  },
  'phrase.about': {
    ja: '「〜の」「〜で」「〜から」など、短いことばにしてください。',
    en: 'Use a short word: の, で, から.',
  },
  'word.here': { ja: '何のページか、どこかを書いてください。', en: 'Say which page or place it is.' },
  'sign.slash': { ja: '「か」「と」で書いてください。', en: 'Write か or と.' },
  'word.level': {
    ja: 'やさしいことばに変えるか、後ろに <＝説明> を付けてください。',
    en: 'Use an easier word, or put <＝…> after it.',
  },
};

/** What to do about a finding; `proposal` of the finding goes before the advice of its rule. */
export const mendOf = ({ rule, proposal }: Pick<Finding, 'rule' | 'proposal'>): Mend | null =>
  proposal ? { ja: `「${proposal}」にしませんか。`, en: `Say "${proposal}"?` } : (mends[rule] ?? null);
