/** Bytes to text whatever the sender claimed: unknown, missing and wrong charsets, Japanese ones above all. Never throws. */

const aliases: Record<string, string> = {
  cp932: 'shift_jis',
  'x-sjis': 'shift_jis',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
  ms_kanji: 'shift_jis',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp51932: 'euc-jp',
  eucjp: 'euc-jp',
  'x-euc-jp': 'euc-jp',
  'ks_c_5601-1987': 'euc-kr',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  'hz-gb-2312': 'gb18030',
  'big5-hkscs': 'big5',
  utf8: 'utf-8',
  'unicode-1-1-utf-7': 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'ansi_x3.4-1968': 'utf-8',
};

const decoderOf = (label: string, fatal = false): TextDecoder | null => {
  try {
    return new TextDecoder(aliases[label] ?? label, { fatal });
  } catch {
    return null;
  }
};

const strictly = (bytes: Uint8Array, label: string): string | null => {
  try {
    return decoderOf(label, true)!.decode(bytes);
  } catch {
    return null;
  }
};

/** ESC $ or ESC ( J: only ISO-2022-JP and its relatives write these. */
const escapesToKanji = (bytes: Uint8Array): boolean => {
  for (let i = bytes.indexOf(0x1b); i >= 0 && i < bytes.length - 2; i = bytes.indexOf(0x1b, i + 1))
    if (bytes[i + 1] === 0x24 || (bytes[i + 1] === 0x28 && bytes[i + 2] === 0x4a)) return true;
  return false;
};

const isAscii = (bytes: Uint8Array): boolean => bytes.every((b) => b < 0x80);

/** ISO-2022-JP whose escape characters were eaten on the way ("$B%(%i!<(B"): old gateways did this. */
const withEscapes = (text: string): string | null => {
  if (!/\([BJ]/.test(text) || !text.includes('$B')) return null;
  const mended = text.replace(/\$B((?:[\x21-\x7e]{2}){1,200}?)\(([BJ])/g, '\x1b$B$1\x1b($2');
  return mended === text ? null : decoderOf('iso-2022-jp')!.decode(Buffer.from(mended, 'latin1'));
};

const guessed = (bytes: Uint8Array): string => {
  if (escapesToKanji(bytes)) return decoderOf('iso-2022-jp')!.decode(bytes);
  if (isAscii(bytes)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    return withEscapes(text) ?? text;
  }
  return (
    strictly(bytes, 'utf-8') ??
    strictly(bytes, 'euc-jp') ??
    strictly(bytes, 'shift_jis') ??
    decoderOf('windows-1252')!.decode(bytes)
  );
};

/** `charset` as it stands in the mail, or null. What cannot be read becomes U+FFFD. */
export const decodeBytes = (bytes: Uint8Array, charset: string | null): string => {
  const label = (charset ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '');
  if (label === '' || label === 'us-ascii' || label === 'ascii' || isAscii(bytes)) {
    return label === 'utf-7' ? Buffer.from(bytes).toString('latin1') : guessed(bytes);
  }
  const decoder = decoderOf(label);
  if (!decoder) return guessed(bytes);
  const text = decoder.decode(bytes);
  if (!text.includes('\ufffd')) return text;
  // A charset that does not fit its own text was a wrong label more often than a broken mail.
  const japanese = /jp|jis|932/.test(label) ? (strictly(bytes, 'euc-jp') ?? strictly(bytes, 'shift_jis')) : null;
  return strictly(bytes, 'utf-8') ?? japanese ?? text;
};
