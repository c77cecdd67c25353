/** A word as the tokenizer sees it. Positions count UTF-16 units of the line that was given. */
import type { TokenizerBuilder as Builder } from 'lindera-wasm-nodejs-ipadic';

export type Token = {
  from: number;
  to: number;
  surface: string;
  /** In hiragana; '' when the dictionary does not know the word. */
  reading: string;
  /** Part of speech and its first division, as IPADIC names them: 名詞, 接尾. */
  pos: string;
  pos1: string;
  /** The form in the dictionary: 行っ → 行く. */
  base: string;
};

/** What the package answers of a token. */
type Raw = Readonly<Record<'surface' | 'reading' | 'partOfSpeech' | 'partOfSpeechSubcategory1' | 'baseForm', string>>;

/** ア → あ; other signs stay. */
export const hiragana = (text: string): string =>
  text.replace(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60));

/** Loads dictionary and machine (about a second and 200 MB): only the worker calls it, once. */
export const makeTokenizer = (TokenizerBuilder: new () => Builder): ((line: string) => Token[]) => {
  const builder = new TokenizerBuilder();
  builder.setDictionary('embedded://ipadic');
  builder.setMode('normal');
  const machine = builder.build();
  return (line) => {
    let at = 0;
    return (machine.tokenize(line) as Raw[]).map((raw) => {
      const from = line.indexOf(raw.surface, at);
      at = from + raw.surface.length;
      const known = raw.reading !== undefined && raw.reading !== '*' && raw.partOfSpeech !== 'UNK';
      return {
        from,
        to: at,
        surface: raw.surface,
        reading: known ? hiragana(raw.reading) : '',
        pos: raw.partOfSpeech ?? '',
        pos1: raw.partOfSpeechSubcategory1 ?? '',
        base: raw.baseForm ?? raw.surface,
      };
    });
  };
};
