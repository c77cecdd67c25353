/** JSON as strict as a contract needs it: an object that names a field twice is refused, for readers differ in which of the two holds (RFC 8259, 4). */

/** Where the string that begins at `from` ends (the place of its closing quote). */
const endOfString = (text: string, from: number): number => {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return quote;
    at = quote + 1;
  }
};

/** An object (the keys seen so far, the last of them, and whether the next string is one) or a list (how far it has come). */
type Open = { keys: Set<string>; key: string; next: boolean } | { index: number };

const pathOf = (open: readonly Open[]): string =>
  open.map((one) => ('keys' in one ? one.key : String(one.index))).join('.');

/** The first field that stands twice in one object, as a path like `data.items.0.name`; null when there is none. `text` is valid JSON. */
export const findDuplicate = (text: string): string | null => {
  const open: Open[] = [];
  for (let i = 0; i < text.length; i++) {
    const sign = text[i];
    const inside = open.at(-1);
    if (sign === '"') {
      const end = endOfString(text, i);
      if (inside && 'keys' in inside && inside.next) {
        const raw = text.slice(i, end + 1);
        const key = raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1);
        inside.key = key;
        if (inside.keys.has(key)) return pathOf(open);
        inside.keys.add(key);
        inside.next = false;
      }
      i = end;
    } else if (sign === '{') open.push({ keys: new Set(), key: '', next: true });
    else if (sign === '[') open.push({ index: 0 });
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',' && inside) {
      if ('keys' in inside) inside.next = true;
      else inside.index++;
    }
  }
  return null;
};
