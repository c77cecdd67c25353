/** The characters that every terminal in Japan shows: ASCII and JIS X 0208, and what stands in for the others (domain 3.3). */

/**
 * The web's JIS table differs from the standard in six signs (it follows Windows). The standard is the one that old
 * terminals and ISO-2022-JP know: 〜 U+301C, − U+2212, ‖ U+2016, ¢ £ ¬.
 */
const windowsToStandard: Record<string, string> = {
  '～': '\u301C',
  '－': '\u2212',
  '∥': '\u2016',
  '￠': '\u00A2',
  '￡': '\u00A3',
  '￢': '\u00AC',
};

const LINE_FEED = 0x0a;

/** One call for all: a decoder that is asked 7,000 times costs a start 20 ms. */
const readTable = (): ReadonlySet<string> => {
  const cells: number[] = [];
  for (let row = 1; row <= 84; row += 1) {
    if (row > 8 && row < 16) continue; // rows 9 to 15 are vendors' own (①, ㈱, Ⅰ)
    for (let cell = 1; cell <= 94; cell += 1) cells.push(0xa0 + row, 0xa0 + cell, LINE_FEED);
  }
  const all = new TextDecoder('euc-jp').decode(Uint8Array.from(cells)).split('\n');
  const signs = all.filter((sign) => sign.length === 1 && sign !== '\uFFFD');
  return new Set(signs.map((sign) => windowsToStandard[sign] ?? sign));
};
const table = readTable();

/** True for ASCII 0x20 to 0x7E, a line feed, and JIS X 0208 levels 1 and 2. */
export const inRepertoire = (sign: string): boolean => sign === '\n' || (sign >= ' ' && sign <= '~') || table.has(sign);

export type Stranger = { sign: string; index: number; suggestion?: string };

const mapping = new Map<string, string>([
  ['～', '〜'],
  ['－', '−'],
  ['—', '―'],
  ['–', '−'],
  ['‐', '-'],
  ['‑', '-'],
  ['\u00A0', ' '],
  ['\u200B', ''],
  ['\uFEFF', ''],
  ['㈱', '株式会社'],
  ['㈲', '有限会社'],
  ['㈳', '社団法人'],
  ['㈶', '財団法人'],
  ['㈹', '代表'],
  ['№', 'No.'],
  ['℡', 'TEL'],
  ['㏍', 'K.K.'],
  ['㎡', '平方メートル'],
  ['㎥', '立方メートル'],
  ['㎝', 'cm'],
  ['㎞', 'km'],
  ['㎏', 'kg'],
  ['㎜', 'mm'],
  ['㍉', 'ミリ'],
  ['㌔', 'キロ'],
  ['㍻', '平成'],
  ['㍼', '昭和'],
  ['㍽', '大正'],
  ['㍾', '明治'],
  ['㋿', '令和'],
  ['∥', '‖'],
  ['￠', '¢'],
  ['￡', '£'],
  ['￢', '¬'],
  ['“', '"'],
  ['”', '"'],
  ['‘', "'"],
  ['’', "'"],
  ['•', '・'],
  ['·', '・'],
]);
// Quotation marks “ ” ‘ ’ belong to JIS X 0208; they only need no mapping.
for (const sign of [...mapping.keys()]) if (table.has(sign)) mapping.delete(sign);
for (let n = 1; n <= 20; n += 1) mapping.set(String.fromCodePoint(0x245f + n), `(${n})`);
for (const [index, roman] of ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'].entries()) {
  mapping.set(String.fromCodePoint(0x2160 + index), roman);
  mapping.set(String.fromCodePoint(0x2170 + index), roman.toLowerCase());
}

const halfWidthKana = /[\uFF61-\uFF9F]+/g;
const needsLook = /[^\n -~]/;

/** What stands in for a sign outside the repertoire, if anything does: ①→(1), ㈱→株式会社, ～→〜, half-width kana→full. */
export const standIn = (sign: string): string | undefined => {
  const known = mapping.get(sign);
  if (known !== undefined) return known;
  if (/[\uFF61-\uFF9F]/.test(sign)) return sign.normalize('NFKC');
  const composed = sign.normalize('NFC');
  return composed !== sign && [...composed].every(inRepertoire) ? composed : undefined;
};

/** Maps what has a stand-in and keeps everything else (髙, emoji, 简) in UTF-8: never refused, never "?" (decision 21). */
export const mapToRepertoire = (text: string): string => {
  if (!needsLook.test(text)) return text;
  const kana = text.normalize('NFC').replace(halfWidthKana, (run) => run.normalize('NFKC'));
  return Array.from(kana, (sign) => (inRepertoire(sign) ? sign : (standIn(sign) ?? sign))).join('');
};

/** Every sign outside the repertoire, with its place (UTF-16 index) and what could stand in its place. */
export const strangersIn = (text: string): Stranger[] => {
  const found: Stranger[] = [];
  let index = 0;
  for (const sign of text) {
    if (!inRepertoire(sign)) {
      const suggestion = standIn(sign);
      found.push(suggestion === undefined ? { sign, index } : { sign, index, suggestion });
    }
    index += sign.length;
  }
  return found;
};
