/** The base64 of a text that is the same for all readers but for a few spans: constant lines are encoded once. */

/** A piece is literal or the place of a reader's value. */
export type Piece<Span extends string = string> = string | { span: Span };

/** 57 bytes make one line of 76 base64 signs (RFC 2045, 6.8). */
const LINE_BYTES = 57;
const LINE_SIGNS = 76;

/** One byte a sign. */
const bytesOf = (text: string): string =>
  // Links are ASCII, whose bytes are themselves.
  /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');

const base64 = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('base64');

/** Whole lines; `bytes` is a multiple of 57 long. */
const linesOf = (bytes: string): string => {
  const signs = base64(bytes);
  let out = '';
  for (let at = 0; at < signs.length; at += LINE_SIGNS) out += `${signs.slice(at, at + LINE_SIGNS)}\r\n`;
  return out;
};

/** How a literal goes on behind `n` bytes of an unfinished line: what completes it, the whole lines after, what is left. */
type Run = { completes: string; lines: string; rest: string };

/** Encoded once for each place within a line where it may begin: values are mostly of one length, so mostly once. */
const literal = (text: string) => {
  const bytes = bytesOf(text);
  const runs: Run[] = [];
  return (begun: number): Run => {
    const known = runs[begun];
    if (known) return known;
    const missing = (LINE_BYTES - begun) % LINE_BYTES;
    const whole = Math.floor((bytes.length - missing) / LINE_BYTES) * LINE_BYTES;
    const run =
      bytes.length < missing
        ? { completes: '', lines: '', rest: bytes }
        : {
            completes: bytes.slice(0, missing),
            lines: linesOf(bytes.slice(missing, missing + whole)),
            rest: bytes.slice(missing + whole),
          };
    runs[begun] = run;
    return run;
  };
};

/** Compiles pieces; the answer gives the base64 lines of one reader's copy, each with CRLF. `safe` is applied to values. */
export const bodyText = <Span extends string>(pieces: readonly Piece<Span>[], safe: (value: string) => string) => {
  const parts = pieces.filter((piece) => piece !== '').map((p) => (typeof p === 'string' ? literal(p) : p));
  return (values: Readonly<Record<Span, string>>): string => {
    let out = '';
    let open = '';
    for (const part of parts) {
      if (typeof part === 'function') {
        const { completes, lines, rest } = part(open.length);
        if (open.length + completes.length === LINE_BYTES) {
          out += linesOf(open + completes) + lines;
          open = rest;
        } else if (open === '') {
          out += lines;
          open = rest;
        } else open += rest;
        continue;
      }
      open += bytesOf(safe(values[part.span]));
      const whole = open.length - (open.length % LINE_BYTES);
      if (whole === 0) continue;
      out += linesOf(open.slice(0, whole));
      open = open.slice(whole);
    }
    return open === '' ? out : `${out}${base64(open)}\r\n`;
  };
};
