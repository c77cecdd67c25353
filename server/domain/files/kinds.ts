/** Which files may be shared, and whether their bytes are what their name says. */

/** Endings that are taken, with the media type that a browser is told. Always as a download, never shown. */
export const kinds: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  odt: 'application/vnd.oasis.opendocument.text',
  pdf: 'application/pdf',
  png: 'image/png',
  rtf: 'application/rtf',
  txt: 'text/plain; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const zip = '504b0304';
/** How files of a kind begin, in hex. */
const beginnings: Readonly<Record<string, string>> = {
  doc: 'd0cf11e0a1b11ae1',
  docx: zip,
  jpeg: 'ffd8ff',
  jpg: 'ffd8ff',
  odt: zip,
  pdf: '255044462d',
  png: '89504e470d0a1a0a',
  rtf: '7b5c727466',
  xlsx: zip,
};

/** What a table or text must not hold: bytes that no text has, in any encoding that is used for one in Japan. */
const isText = (bytes: Buffer): boolean => !bytes.includes(0) && bytes.subarray(0, 4).toString('hex') !== zip;

const isJson = (bytes: Buffer): boolean => {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
};

/** True when the bytes can be of this kind. */
export const fits = (ending: string, bytes: Buffer): boolean => {
  const begin = beginnings[ending];
  if (begin !== undefined) return bytes.subarray(0, begin.length / 2).toString('hex') === begin;
  return ending === 'json' ? isJson(bytes) : isText(bytes);
};

/** The kind of bytes without a name: what they begin with, else text. */
export const kindOf = (bytes: Buffer): string =>
  ['pdf', 'png', 'jpg', 'rtf', 'doc', 'docx'].find((ending) => fits(ending, bytes)) ?? 'txt';
