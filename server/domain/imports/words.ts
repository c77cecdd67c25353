/** What is wrong with a row of an import, in a sentence that says how to mend it: for the screen, the file of bad rows and the command line. */
import type { ImportField, ImportForm } from '../../contract/console/imports.ts';
import { type FieldError, refused } from '../../lib/errors.ts';

type Words = Readonly<Record<string, { ja: string; en: string }>>;

const words: Words = {
  'import.quote': {
    ja: '引用符(")が閉じていません。この行の " を2つずつにするか、消してください',
    en: 'A quotation mark (") does not close. Double the " in this line, or take it out',
  },
  'address.empty': { ja: 'メールアドレスがありません', en: 'There is no address' },
  'address.no-at': { ja: 'メールアドレスに@がありません', en: 'The address has no @' },
  'address.two-at': { ja: 'メールアドレスに@が2つあります', en: 'The address has two @' },
  'address.characters': {
    ja: 'メールアドレスに使えない文字があります',
    en: 'The address has a sign that no address can have',
  },
  'address.dots': {
    ja: 'メールアドレスの点(.)の位置が正しくありません',
    en: 'A dot of the address is in a wrong place',
  },
  'address.domain': { ja: 'メールアドレスの@より後ろが正しくありません', en: 'What stands behind the @ is not right' },
  'address.local': { ja: 'メールアドレスの@より前がありません', en: 'Nothing stands before the @' },
  'address.control': {
    ja: 'メールアドレスに見えない文字(改行など)があります',
    en: 'The address has an invisible sign, such as a line break',
  },
  'address.too-long': { ja: 'メールアドレスが長すぎます', en: 'The address is too long' },
  'language.unknown': {
    ja: '言語がわかりません。ja・plja・en か、日本語・やさしい日本語・英語と書いてください',
    en: 'The language is not known. Write ja, plja or en',
  },
  'topic.none': {
    ja: '配信情報がありません。コードか名前を書いてください',
    en: 'There is no topic. Write its code or its name',
  },
  'topic.unknown': {
    ja: '「%{topic}」という配信情報はありません',
    en: 'There is no topic called "%{topic}"',
  },
  'instant.malformed': {
    ja: '同意日が読めません。2025-04-01 のように書いてください',
    en: 'The day of consent cannot be read. Write it like 2025-04-01',
  },
};

/** A code without words stays a code: it is shown rather than hidden. */
export const faultWords = (error: FieldError, language: 'ja' | 'en'): string =>
  (words[error.code]?.[language] ?? error.code).replaceAll(/%\{(\w+)\}/g, (_all, name: string) =>
    String(error.details?.[name] ?? ''),
  );
export const faultsInWords = (errors: readonly FieldError[], language: 'ja' | 'en'): string =>
  errors.map((error) => faultWords(error, language)).join(language === 'ja' ? '。' : '. ');

/** What keeps a form from being used: columns that nothing is known of, and nothing that stands in for them. */
export const lacksOf = (form: ImportForm): ImportField[] => {
  const given: readonly [ImportField, boolean][] = [
    ['email', false],
    ['language', form.language !== null],
    ['topics', form.topics.length > 0],
  ];
  return given.filter(([field, otherwise]) => !form.columns.includes(field) && !otherwise).map(([field]) => field);
};
/** Throws `import.columns`. */
export const demandColumns = (form: ImportForm): void => {
  const lacks = lacksOf(form);
  if (lacks.length > 0) throw refused('import.columns', { lacks: lacks.join(', ') });
};
