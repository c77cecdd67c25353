/** A workbook of Excel as the text of its first sheet, so that everything behind reads one kind of file. */
import { refused } from '../../lib/errors.ts';

const cellText = (cell: unknown): string => {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell);
};
const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Throws `import.sheet` for a file that is no workbook, or a broken one. */
export const sheetAsCsv = async (file: Buffer): Promise<Buffer> => {
  // Loaded when the first workbook comes: few hubs ever see one.
  const { readSheet } = await import('read-excel-file/node');
  try {
    const rows = (await readSheet(file)) as unknown[][];
    return Buffer.from(rows.map((row) => row.map((cell) => quoted(cellText(cell))).join(',')).join('\n'), 'utf8');
  } catch {
    throw refused('import.sheet');
  }
};
