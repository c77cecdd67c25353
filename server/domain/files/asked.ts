/** Files in a personalisation, as GOV.UK Notify's clients send them (`prepare_upload`): what is wrong is said in its own words. */
import { HubError } from '../../lib/errors.ts';
import { fits, kindOf, kinds } from './kinds.ts';

/** 2 MB and one block, decoded. */
export const FILE_BYTES = 2 * 1024 * 1024 + 1024;
const LONGEST_NAME = 100;
const USUAL_WEEKS = 26;
const MOST_WEEKS = 78;

export type AskedFile = { bytes: Buffer; name: string; ending: string; confirm: boolean; weeks: number };

const bad = (message: string) => new HubError('notify.bad', { message, error: 'BadRequestError' });

export const isFileValue = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && 'file' in value;

const bytesOf = (name: string, file: unknown): Buffer => {
  const text = typeof file === 'string' ? file.replace(/\s/g, '') : null;
  if (text === '') throw bad(`personalisation ${name}: \`file\` is empty`);
  if (text === null || !/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 === 1)
    throw bad(`personalisation ${name}: \`file\` is not valid base64`);
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > FILE_BYTES) throw bad('File is bigger than the limit of 2MB');
  return bytes;
};

const weeksOf = (value: unknown): number => {
  if (value === undefined || value === null) return USUAL_WEEKS;
  const weeks = typeof value === 'string' ? Number(/^([1-9]\d?) weeks?$/.exec(value)?.[1]) : Number.NaN;
  if (!(weeks >= 1 && weeks <= MOST_WEEKS))
    throw bad(
      `Unsupported value for retention_period: ${String(value)}. Supported periods are from 1 to ${MOST_WEEKS} weeks.`,
    );
  return weeks;
};

const confirmOf = (value: unknown): boolean => {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'boolean')
    throw bad(
      `Unsupported value for confirm_email_before_download: ${String(value)}. Use a boolean true or false value.`,
    );
  return value;
};

const nameOf = (value: Record<string, unknown>, bytes: Buffer): { name: string; ending: string } => {
  const { filename, is_csv: isCsv } = value;
  if (filename === undefined || filename === null) {
    const ending = isCsv === true ? 'csv' : kindOf(bytes);
    return { name: `document.${ending}`, ending };
  }
  if (typeof isCsv === 'boolean') throw bad('Do not set a value for is_csv if filename is set.');
  if (typeof filename !== 'string' || /[\p{Cc}/\\]/u.test(filename)) throw bad('`filename` is not a file name');
  if (filename.length > LONGEST_NAME) throw bad(`\`filename\` cannot be longer than ${LONGEST_NAME} characters`);
  const ending = /[^.]\.([A-Za-z0-9]+)$/.exec(filename)?.[1]?.toLowerCase();
  if (!ending) throw bad('`filename` must end with a file extension. For example, filename.csv');
  return { name: filename, ending };
};

/** One value. Throws `notify.bad {message}`. */
export const readFileValue = (name: string, value: Record<string, unknown>): AskedFile => {
  const bytes = bytesOf(name, value.file);
  const named = nameOf(value, bytes);
  const weeks = weeksOf(value.retention_period);
  const confirm = confirmOf(value.confirm_email_before_download);
  if (Object.hasOwn(kinds, named.ending) && !fits(named.ending, bytes))
    throw bad(`Unsupported file type '${named.ending}'. The content is not that of a ${named.ending} file`);
  if (!Object.hasOwn(kinds, named.ending))
    throw bad(`Unsupported file type '${named.ending}'. Supported types are: ${Object.keys(kinds).join(', ')}`);
  return { bytes, ...named, confirm, weeks };
};
