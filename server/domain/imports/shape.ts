/** How a file of readers is read: its encoding, its separator, whether it has a header, and what each column is. */
import type { ImportField, ImportForm } from '../../contract/console/imports.ts';
import { importFields, importSeparators } from '../../contract/console/imports.ts';

export type Encoding = ImportForm['encoding'];
export type Separator = ImportForm['separator'];

const isUtf8 = (sample: Uint8Array): boolean => {
  try {
    // A sample may end inside a character: `stream` forgives only that.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
};

/** Of UTF-16 without a mark: every other byte of plain signs is zero. */
const zeroes = (sample: Uint8Array, odd: 0 | 1): number => {
  let n = 0;
  for (let i = odd; i < sample.length; i += 2) if (sample[i] === 0) n += 1;
  return n;
};

/** The encoding of a file by its beginning; Excel in Japan writes CP932 (`shift_jis` of the Encoding standard). */
export const findEncoding = (sample: Uint8Array): Encoding => {
  if (sample[0] === 0x50 && sample[1] === 0x4b && sample[2] === 3 && sample[3] === 4) return 'xlsx';
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const half = sample.length / 2;
  if (half > 4 && zeroes(sample, 1) > half / 4) return 'utf-16le';
  if (half > 4 && zeroes(sample, 0) > half / 4) return 'utf-16be';
  return isUtf8(sample) ? 'utf-8' : 'shift_jis';
};

/** The sign that stands oftenest outside quotes in the first lines. */
export const findSeparator = (lines: readonly string[]): Separator => {
  const plain = lines.slice(0, 5).map((line) => line.replace(/"[^"]*"/g, ''));
  const count = (sign: string) => plain.reduce((all, line) => all + line.split(sign).length - 1, 0);
  // Topics are joined by semicolons: these separate columns only where no comma and no tab does.
  const [best] = [...importSeparators].sort((a, b) => heads(plain, b) - heads(plain, a) || count(b) - count(a));
  return best ?? ',';
};
const heads = (lines: readonly string[], sign: string): number => (lines[0] ?? '').split(sign).length - 1;

const names: Record<ImportField, readonly string[]> = {
  email: [
    'email',
    'e-mail',
    'mail',
    'mailaddress',
    'emailaddress',
    'address',
    'メール',
    'メールアドレス',
    'eメール',
    'アドレス',
    '電子メール',
    '電子メールアドレス',
  ],
  language: ['language', 'lang', '言語', '使用言語', '希望言語', 'ことば'],
  topics: ['topics', 'topic', '項目', '配信項目', '配信情報', '登録項目', '希望項目', '分野'],
  consented_at: ['consented_at', 'consentedat', 'consent', '同意日', '同意日時', '同意した日', '登録日', '登録日時'],
  source: ['source', '出所', '登録元', '経路', '受付', '入手元'],
};
const tidy = (cell: string): string =>
  cell
    .normalize('NFKC')
    .replace(/^\uFEFF/, '')
    .replace(/[\s_-]/g, '')
    .toLowerCase();

/** What a cell of a header is called in this house; null when nobody can tell. */
export const fieldOf = (cell: string): ImportField | null =>
  importFields.find((field) => names[field].some((name) => tidy(name) === tidy(cell))) ?? null;

/** What each column is by the first row; each field once. Without a header the addresses are found by their @. */
export const findColumns = (
  first: readonly string[],
  second: readonly string[],
): Pick<ImportForm, 'header' | 'columns'> => {
  const header = !first.some((cell) => cell.includes('@'));
  const used = new Set<ImportField>();
  const once = (field: ImportField | null) => {
    if (field === null || used.has(field)) return null;
    used.add(field);
    return field;
  };
  const cells = header ? first : first.map((cell) => (cell.includes('@') ? 'email' : ''));
  const columns = cells.map((cell) => once(fieldOf(cell)));
  // A header in words that nobody knows: the column of addresses shows itself in the first row of people.
  const at = second.findIndex((cell) => cell.includes('@'));
  if (header && !used.has('email') && at >= 0 && columns[at] === null) columns[at] = 'email';
  return { header, columns };
};
