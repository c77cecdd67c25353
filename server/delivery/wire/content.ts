/** Content as it goes over the wire: only CRLF line ends, every leading dot doubled, a line end before the final dot. */

/** A bare CR, a bare LF, or a dot that begins a line: what could end the data early (SMTP smuggling) or lose a dot. */
const notReady = /\r(?!\n)|(?<!\r)\n|\n\./;
const lineEnd = /\r\n|\r|\n/g;

/**
 * Bytes (one a sign) that may be followed by `.CRLF`. Base64 mails pass the one look and are not copied; anything else is
 * normalised first and stuffed after, so that a dot behind a bare CR or LF is doubled as well (RFC 5321, 4.5.2 and 2.3.8).
 */
export const wireContent = (content: Buffer | string): string => {
  const text = typeof content === 'string' ? content : content.toString('latin1');
  const ready = notReady.test(text) || text.charCodeAt(0) === 46 ? stuffed(text) : text;
  return ready.endsWith('\r\n') ? ready : `${ready}\r\n`;
};

const stuffed = (text: string): string => text.replace(lineEnd, '\r\n').replace(/^\./gm, '..');
