/** How a reader wants to see the pages: colours, size of text, readings. It travels in the address, for there are no cookies. */

export const schemes = ['standard', 'blue', 'yellow', 'black'] as const;
export const sizes = ['normal', 'large', 'largest'] as const;
export type View = { scheme: (typeof schemes)[number]; size: (typeof sizes)[number]; ruby: boolean };

const oneOf = <T extends string>(words: readonly T[], word: string | null): T =>
  words.find((w) => w === word) ?? words[0]!;

export const readView = (query: URLSearchParams): View => ({
  scheme: oneOf(schemes, query.get('scheme')),
  size: oneOf(sizes, query.get('size')),
  ruby: query.get('ruby') !== 'off',
});

/** A path with the view, and with what its own query says; what is usual is left out. */
export const withView = (path: string, view: View): string => {
  const [bare = '', hash] = path.split('#');
  const [where = '', own] = bare.split('?');
  const query = new URLSearchParams(own);
  if (view.scheme !== 'standard') query.set('scheme', view.scheme);
  if (view.size !== 'normal') query.set('size', view.size);
  if (!view.ruby) query.set('ruby', 'off');
  const text = query.toString();
  return where + (text && `?${text}`) + (hash === undefined ? '' : `#${hash}`);
};
