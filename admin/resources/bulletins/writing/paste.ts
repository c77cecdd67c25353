/** What is pasted from Word, Excel, web pages and mail, as the stored form; and what of it had to stay out. */
import { isWebUrl } from '../../../../server/letters/grammar.ts';
import { type Line, tableLines } from './pasteTable.ts';

/** What the form has no place for. */
export const leftOut = ['images', 'colours', 'styles', 'merged', 'tables', 'links', 'objects'] as const;
export type LeftOut = (typeof leftOut)[number];
export type Pasted = { text: string; left: LeftOut[] };

type Style = { bold: boolean; href: string };
type Piece = Style & { text: string };
type Work = { lines: Line[]; pieces: Piece[]; left: Set<LeftOut>; lead: string; apart: boolean };

const cjk = '\\u3000-\\u30ff\\u3400-\\u9fff\\uff00-\\uffef';
/** Line ends of the source are no blanks between Japanese words. */
const joinedBlanks = (text: string) =>
  text
    .replace(new RegExp(`([${cjk}])[ \\t]*[\\n\\r]+[ \\t\\n\\r]*(?=[${cjk}])`, 'g'), '$1')
    .replace(/[ \t\n\r\u00a0]+/g, ' ');
/** Signs that are meant as themselves. */
const itself = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('**', '\\*\\*')
    .replace(/\[(?=[^\]\n]*\]\()/g, '\\[');

const written = (pieces: readonly Piece[]): string => {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last && last.bold === piece.bold && last.href === piece.href) last.text += piece.text;
    else joined.push({ ...piece });
  }
  return joined
    .map(({ text, bold, href }) => {
      const [, before, words, after] = /^(\s*)(.*?)(\s*)$/s.exec(joinedBlanks(text))!;
      if (!words) return before! + after!;
      const label =
        href === '' || words === href ? itself(words) : `[${itself(words).replace(/[[\]]/g, '\\$&')}](${href})`;
      return `${before}${bold ? `**${label}**` : label}${after}`;
    })
    .join('');
};

/** Ends the line that is being read. `empty`: also one without words (two <br>). */
const endLine = (work: Work, empty = false) => {
  const text = joinedBlanks(written(work.pieces)).trim();
  work.pieces = [];
  if (text === '' && !empty) return;
  // Such a sign would make a heading or a quotation of a line that is none.
  work.lines.push({
    lead: work.lead,
    text: work.lead === '' ? text.replace(/^[#>]/, '\\$&') : text,
    apart: work.apart,
  });
  work.apart = false;
};

const styleOf = (element: Element) => (element.getAttribute('data-style') ?? '').toLowerCase();
const plainColour =
  /^(?:auto|inherit|initial|currentcolor|windowtext|black|#000(?:000)?|rgb\(0, ?0, ?0\)|transparent|white|#fff(?:fff)?|none)/;

const notice = (element: Element, { left }: Work) => {
  const style = styleOf(element);
  const colours = [...style.matchAll(/(?:^|[;\s])(?:color|background|background-color|mso-highlight)\s*:\s*([^;]+)/g)];
  if (
    colours.some(([, colour]) => !plainColour.test(colour!.trim())) ||
    element.hasAttribute('bgcolor') ||
    element.matches('font[color]')
  )
    left.add('colours');
  if (
    element.matches('u,i,em,s,strike,del,sup,sub') ||
    /font-style\s*:\s*italic|text-decoration[^;]*:\s*(?:underline|line-through)/.test(style)
  )
    if (!element.matches('a,a *')) left.add('styles');
};

const boldOf = (element: Element, inherited: boolean): boolean => {
  const weight = /font-weight\s*:\s*(\w+)/.exec(styleOf(element))?.[1];
  if (weight) return weight === 'bold' || Number(weight) >= 600;
  return inherited || element.matches('b,strong');
};

const linkOf = (element: Element, inherited: string, { left }: Work): string => {
  if (!element.matches('a[href]')) return inherited;
  const href = (element.getAttribute('href') ?? '').trim().replaceAll('(', '%28').replaceAll(')', '%29');
  if (isWebUrl(href)) return href;
  // A mail address stands in the text itself.
  if (!/^mailto:/i.test(href)) left.add('links');
  return '';
};

const skipped = 'script,style,head,title,meta,link,template,noscript,rp';
const objects = 'iframe,object,embed,video,audio,canvas,input,select,textarea,button,form > *:empty';
const blocks =
  'p,div,section,article,header,footer,main,nav,aside,address,pre,ul,ol,dl,dt,dd,li,h1,h2,h3,h4,h5,h6,blockquote,figure,figcaption';

const hidden = (element: Element) => /display\s*:\s*none|mso-list\s*:\s*ignore/.test(styleOf(element));

/** The mark of a block's line: a heading, an item, or nothing. Word writes its lists as paragraphs with a style. */
const leadOf = (element: Element, depth: number, inherited: string): string => {
  if (element.matches('h1')) return '# ';
  if (element.matches('h2,h3,h4,h5,h6')) return '## ';
  if (element.matches('blockquote')) return '> ';
  const word = /mso-list\s*:\s*\w+\s+level(\d)/.exec(styleOf(element));
  if (word) {
    const mark = element.querySelector('[data-style*="mso-list:Ignore" i]')?.textContent ?? '';
    return (Number(word[1]) > 1 ? '  ' : '') + (/^\s*[(（]?\d/.test(mark) ? '1. ' : '- ');
  }
  if (!element.matches('li')) return inherited;
  return (depth > 1 ? '  ' : '') + (element.parentElement?.matches('ol') ? '1. ' : '- ');
};

const readBlock = (element: Element, style: Style, depth: number, work: Work) => {
  const before = work.lead;
  endLine(work);
  if (element.matches('p,h1,h2,h3,h4,h5,h6,blockquote,section,article,ul,ol,dl')) work.apart = true;
  work.lead = leadOf(element, depth, before);
  const inner = element.matches('ul,ol') ? depth + 1 : depth;
  // An empty block is the blank line of a mail.
  if (element.matches('p,div') && element.textContent?.trim() === '' && !element.querySelector('img,table,hr'))
    work.apart = true;
  readAll(element, style, inner, work);
  endLine(work);
  work.lead = before;
  if (element.matches('p,ul,ol,dl,blockquote,h1,h2,h3,h4,h5,h6') && before === '') work.apart = true;
};

const readElement = (element: Element, style: Style, depth: number, work: Work): void => {
  if (element.matches(skipped) || hidden(element)) return;
  notice(element, work);
  const inner = {
    bold: boldOf(element, style.bold) && !element.matches('h1,h2,h3,h4,h5,h6'),
    href: linkOf(element, style.href, work),
  };
  if (element.matches('img,svg,picture')) work.left.add('images');
  else if (element.matches(objects)) work.left.add('objects');
  // The last <br> of a block is not seen.
  else if (element.matches('br')) endLine(work, element.nextSibling !== null);
  else if (element.matches('hr')) {
    endLine(work);
    work.lines.push({ lead: '', text: '---', apart: true });
    work.apart = true;
  } else if (element.matches('rt')) work.pieces.push({ ...style, text: `(${element.textContent?.trim() ?? ''})` });
  else if (element.matches('table')) readTable(element, work);
  else if (element.matches(blocks)) readBlock(element, inner, depth, work);
  else readAll(element, inner, depth, work);
};

function readAll(node: Node, style: Style, depth: number, work: Work): void {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) work.pieces.push({ ...style, text: child.textContent ?? '' });
    else if (child instanceof Element) readElement(child, style, depth, work);
  }
}

/** The words of a cell in one line. */
const cellOf = (cell: Element, left: Set<LeftOut>): string => {
  const work: Work = { lines: [], pieces: [], left, lead: '', apart: false };
  notice(cell, work);
  readAll(cell, { bold: false, href: '' }, 0, work);
  endLine(work);
  return work.lines
    .map(({ text }) => text)
    .join(' ')
    .trim();
};

const readTable = (table: Element, work: Work) => {
  endLine(work);
  const rows = [...table.querySelectorAll('tr')].filter((row) => row.closest('table') === table);
  // Mails are laid out with tables of one cell: no table to a reader.
  if (rows.every((row) => row.children.length < 2)) {
    for (const cell of rows.flatMap((row) => [...row.children])) readBlock(cell, { bold: false, href: '' }, 0, work);
    return;
  }
  work.left.add('tables');
  if (table.querySelector('[colspan]:not([colspan="1"]),[rowspan]:not([rowspan="1"])')) work.left.add('merged');
  const cells = rows.map((row) => [...row.children].map((cell) => cellOf(cell, work.left)));
  const headed = rows[0]?.querySelector('td') === null;
  work.lines.push(...tableLines(cells, headed));
  work.apart = true;
};

/**
 * The same without style sheets, and with the styles of elements under another name: they are read, never applied. The console's policy
 * refuses to apply them anyway, also in a document that is not shown, and reports each.
 */
export const styleless = (html: string): string =>
  html
    .replace(/<style\b[\s\S]*?(?:<\/style\s*>|$)/gi, '')
    .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/(\s)style(\s*=)/gi, '$1data-style$2'));

/** What is pasted is parsed into a document of its own, where nothing runs or loads; the console's policy knows this way by its name. */
const inert = globalThis.trustedTypes?.createPolicy('pasted', { createHTML: (html) => html });
const parsed = (html: string): Document =>
  new DOMParser().parseFromString(inert?.createHTML(html) ?? html, 'text/html');

/** HTML of the clipboard. A table becomes a list, one item for each row. */
export const fromHtml = (html: string): Pasted => {
  const page = parsed(styleless(html));
  const work: Work = { lines: [], pieces: [], left: new Set(), lead: '', apart: false };
  readAll(page.body, { bold: false, href: '' }, 0, work);
  endLine(work);
  /** Lines of one list, or of one quotation, stand together. */
  const isItem = ({ lead }: Line) => /[-.>] $/.test(lead);
  const text = work.lines
    .map((line, i) => {
      const before = work.lines[i - 1];
      const apart = before && line.apart && !before.lead.startsWith('#') && !(isItem(line) && isItem(before));
      return `${before ? (apart && before.text !== '' ? '\n\n' : '\n') : ''}${line.lead}${line.text}`;
    })
    .join('')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\n+$/g, '');
  return { text, left: leftOut.filter((one) => work.left.has(one)) };
};
