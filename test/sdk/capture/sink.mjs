/** Keeps what an SDK puts on the wire, byte for byte: `node sink.mjs PORT NAME` writes bytes/NAME-<mode>.http beside it and answers 202. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

const [port, name] = process.argv.slice(2);

const whole = (bytes) => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = bytes.subarray(0, end).toString('latin1').toLowerCase();
  if (/\ntransfer-encoding: *chunked/.test(head)) return bytes.subarray(-5).toString('latin1') === '0\r\n\r\n';
  const length = Number(/\ncontent-length: *(\d+)/.exec(head)?.[1] ?? 0);
  return bytes.length >= end + 4 + length;
};

const modeOf = (text) =>
  /cloudevents-batch\+json/i.test(text)
    ? 'batch'
    : /\ncontent-type: *application\/cloudevents/i.test(text)
      ? 'structured'
      : 'binary';

createServer((socket) => {
  let bytes = Buffer.alloc(0);
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (!whole(bytes)) return;
    const mode = modeOf(bytes.toString('latin1'));
    writeFileSync(new URL(`../bytes/${name}-${mode}.http`, import.meta.url), bytes);
    process.stdout.write(`${name} ${mode}: ${bytes.length} bytes\n`);
    bytes = Buffer.alloc(0);
    socket.write('HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}');
  });
}).listen(Number(port), '127.0.0.1');
