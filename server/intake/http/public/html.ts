/** Pages as values: a tagged template that escapes everything it is not told to be HTML already. */

export type Html = { readonly html: string };
export type Piece = Html | string | number | null | undefined | false | readonly Piece[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);

/** Only for text that is HTML by construction. */
export const trusted = (text: string): Html => ({ html: text });

const write = (piece: Piece): string => {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escaped(piece);
  if (typeof piece === 'number') return String(piece);
  return 'html' in piece ? piece.html : piece.map(write).join('');
};

export const html = (strings: TemplateStringsArray, ...pieces: Piece[]): Html =>
  trusted(strings.reduce((text, part, n) => text + write(pieces[n - 1]) + part));

/** An attribute or a piece that stands only when something holds. */
export const when = (holds: boolean, piece: () => Piece): Piece => (holds ? piece() : null);
export const flag = (name: 'checked' | 'open' | 'autofocus' | 'hidden', holds: boolean): Html =>
  trusted(holds ? ` ${name}` : '');
