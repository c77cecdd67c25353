/** Headers of a stored mail: unfolded, in order. It reads only what this house wrote, so it need not be a parser. */

/** Name as written and value, folded lines joined (RFC 5322 2.2.3). */
export const listHeaders = (raw: Buffer): [name: string, value: string][] => {
  const end = raw.indexOf('\r\n\r\n');
  const head = raw.toString('utf8', 0, end < 0 ? raw.length : end);
  return head
    .replace(/\r\n(?=[ \t])/g, '')
    .split('\r\n')
    .flatMap((line) => {
      const colon = line.indexOf(':');
      return colon > 0 ? [[line.slice(0, colon), line.slice(colon + 1).trim()] as [string, string]] : [];
    });
};

/** The same by lower-case name, several values in order. */
export const headersByName = (raw: Buffer): Record<string, string[]> => {
  const byName: Record<string, string[]> = {};
  for (const [name, value] of listHeaders(raw)) {
    const key = name.toLowerCase();
    byName[key] = [...(byName[key] ?? []), value];
  }
  return byName;
};
