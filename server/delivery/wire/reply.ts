/** Reads replies of an SMTP server (RFC 5321, 4.2): whole lines, several to a reply, and nothing a hostile server can grow without end. */

/** `text` holds every line after its code, joined by line feeds; bytes, one a sign. */
export type Reply = { code: number; text: string };

const LONGEST_LINE = 1000;
const LONGEST_REST = 16_384;
const MOST_LINES = 500;
const KEPT_LINES = 60;

/** Takes what arrives in any pieces. Once `broken`, nothing more is read: what stands there is not SMTP. */
export const replyReader = () => {
  let rest = '';
  let lines: string[] = [];
  let count = 0;
  let broken = false;

  const line = (raw: string, out: Reply[]) => {
    const end = raw.endsWith('\r') ? raw.length - 1 : raw.length;
    const text = raw.slice(0, Math.min(end, LONGEST_LINE));
    if (raw.length > LONGEST_REST || !/^[2-5]\d\d(?:[ -]|$)/.test(text) || ++count > MOST_LINES) {
      broken = true;
      return;
    }
    if (lines.length < KEPT_LINES) lines.push(text.slice(4));
    if (text[3] === '-') return;
    out.push({ code: Number(text.slice(0, 3)), text: lines.length === 1 ? lines[0]! : lines.join('\n') });
    lines = [];
    count = 0;
  };

  return {
    /** The replies that are now whole. */
    feed(piece: string): Reply[] {
      const out: Reply[] = [];
      const text = rest === '' ? piece : rest + piece;
      let from = 0;
      for (let at = text.indexOf('\n'); at >= 0 && !broken; at = text.indexOf('\n', from)) {
        line(text.slice(from, at), out);
        from = at + 1;
      }
      rest = from === 0 ? text : text.slice(from);
      if (rest.length > LONGEST_REST) broken = true;
      return out;
    },
    /** A reply has begun and is not whole. */
    get begun(): boolean {
      return rest !== '' || count > 0;
    },
    get broken(): boolean {
      return broken;
    },
  };
};

const plain = /^[ -~]{0,400}$/;

/** One readable line for records: code and text, no control signs, at most 500 signs. */
export const replyLine = ({ code, text }: Reply): string =>
  plain.test(text) ? `${code} ${text}`.trim() : tidied({ code, text });

const tidied = ({ code, text }: Reply): string =>
  `${code} ${Buffer.from(text.slice(0, 2000), 'latin1').toString('utf8')}`
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
    .slice(0, 500);
