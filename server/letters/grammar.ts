/** The signs of the Markdown subset, line by line, with their place in the source: the renderer reads them here, and the console's editor too. */

/** `bold`: **word** and > quotations (bulletins). `inset`: lines that begin with ^, every line end kept, `#` without blank (custom templates). */
export type MarkdownOptions = { bold?: boolean; inset?: boolean };

/** A piece of a line. `source` is how it is written; text is one sign at a time, `escaped` when a backslash stands before it. */
export type Sign =
  | { kind: 'text'; text: string; escaped: boolean }
  | { kind: 'strong'; source: string; content: Sign[] }
  /** `bare`: the address itself stands in the text. */
  | { kind: 'anchor'; source: string; url: string; bare: boolean; content: Sign[] };

/** True for an absolute http(s) URL that may stand in a mail. */
export const isWebUrl = (url: string) => /^https?:\/\/[!-~]+$/i.test(url) && !/["<>`\\]/.test(url) && URL.canParse(url);

/** Full stops and closing brackets after a bare URL belong to the sentence, not to the address. */
const trimUrl = (found: string): string => {
  let url = found;
  for (;;) {
    const last = url.at(-1) ?? '';
    const unopened = last === ')' && (url.match(/\(/g) ?? []).length < (url.match(/\)/g) ?? []).length;
    if (!unopened && !/[.,;:!?'"*\]]/.test(last)) return url;
    url = url.slice(0, -1);
  }
};

type Found = { length: number; sign: Sign };

const signAt = (source: string, at: number, options: MarkdownOptions): Found | undefined => {
  const rest = source.slice(at, at + 4000);
  if (rest[0] === '\\' && /^\\[!-/:-@[-`{-~]/.test(rest))
    return { length: 2, sign: { kind: 'text', text: rest[1] ?? '', escaped: true } };
  if (rest[0] === '[') {
    const link =
      /^\[((?:\\.|[^\]\\]){1,500})\]\(\s{0,9}([^\s()]{1,2000}(?:\([^\s()]{0,200}\)[^\s()]{0,200}){0,5})\s{0,9}\)/.exec(
        rest,
      );
    const url = link?.[2] ?? '';
    if (link && isWebUrl(url)) {
      const content = readSigns(link[1] ?? '', { ...options, bold: false }, false);
      return { length: link[0].length, sign: { kind: 'anchor', source: link[0], url, bare: false, content } };
    }
  }
  if (options.bold && rest.startsWith('**')) {
    const bold = /^\*\*(?=\S)((?:\\.|[^\\]){1,1000}?)\*\*/.exec(rest);
    if (bold) {
      const content = readSigns(bold[1] ?? '', { ...options, bold: false });
      return { length: bold[0].length, sign: { kind: 'strong', source: bold[0], content } };
    }
  }
  return undefined;
};

const bareUrl = (source: string, at: number): Found | undefined => {
  if (/[A-Za-z0-9]/.test(source[at - 1] ?? '')) return undefined;
  const found = /^https?:\/\/[!-~]{1,2000}/i.exec(source.slice(at, at + 2010))?.[0];
  const url = found ? trimUrl(found.replace(/[<>"`\\].*$/, '')) : '';
  return isWebUrl(url)
    ? {
        length: url.length,
        sign: { kind: 'anchor', source: url, url, bare: true, content: [{ kind: 'text', text: url, escaped: false }] },
      }
    : undefined;
};

/** What one line says, in order; joined again, the sources give the line. */
export const readSigns = (source: string, options: MarkdownOptions, links = true): Sign[] => {
  const signs: Sign[] = [];
  for (let at = 0; at < source.length; ) {
    const special = /[\\[*h]/i.test(source[at] ?? '');
    const found = special
      ? (signAt(source, at, links ? options : { ...options, bold: false }) ?? (links ? bareUrl(source, at) : undefined))
      : undefined;
    const kept = found?.sign.kind === 'anchor' && !links ? undefined : found;
    signs.push(kept?.sign ?? { kind: 'text', text: source[at] ?? '', escaped: false });
    at += kept?.length ?? 1;
  }
  return signs;
};

/** What a line is. `text` is what follows its mark, without blanks at either end. */
export type Row =
  | { kind: 'blank' | 'rule' }
  | { kind: 'heading'; level: 1 | 2; text: string }
  | { kind: 'item'; ordered: boolean; inner: boolean; text: string }
  | { kind: 'inset' | 'quote' | 'text'; text: string; indented?: boolean };

export const readRow = (line: string, options: MarkdownOptions): Row => {
  const text = line.trim();
  if (text === '') return { kind: 'blank' };
  if (/^(-{3,}|\*{3,}|_{3,})$/.test(text)) return { kind: 'rule' };
  const heading = (options.inset ? /^(#{1,2})\s*([^\s#].*)$/ : /^(#{1,2})\s+(\S.*)$/).exec(text);
  if (heading) return { kind: 'heading', level: heading[1] === '#' ? 1 : 2, text: heading[2] ?? '' };
  const item = /^([ \t\u3000]*)(?:([*•・-])(?:[ \t\u3000]+|(?<=[•・]))|(\d{1,3})[.．][ \t\u3000]+)(\S.*)$/.exec(line);
  if (item)
    return {
      kind: 'item',
      ordered: item[3] !== undefined,
      inner: (item[1] ?? '').length >= 2,
      text: (item[4] ?? '').trim(),
    };
  if (options.inset && text.startsWith('^')) return { kind: 'inset', text: text.slice(1).trim() };
  const quoted = options.bold ? /^>[ \t\u3000]+(\S.*)$/.exec(text) : null;
  if (quoted) return { kind: 'quote', text: quoted[1] ?? '' };
  return { kind: 'text', text, indented: /^[ \t\u3000]/.test(line) };
};
