/**
 * An example receiver of callbacks, without dependencies: SECRET=whsec_… PORT=8080 node receiver.mjs
 * It checks the signature (standardwebhooks.com), answers the same message only once, and prints what came of each letter.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/** Two while a secret is being rotated: SECRET=whsec_new,whsec_old. */
const secrets = (process.env.SECRET ?? '').split(',').map((s) => Buffer.from(s.replace(/^whsec_/, ''), 'base64'));
/** Longest age of a message in seconds: an old one may be a copy that somebody recorded. */
const TOLERANCE = 300;
/** A real system keeps these in its database, as long as it keeps what it did with them. */
const seen = new Set();

const isGenuine = (headers, body) => {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = headers;
  if (!id || !(Math.abs(Date.now() / 1000 - Number(timestamp)) <= TOLERANCE)) return false;
  const given = signatures.split(' ').map((one) => Buffer.from(one.replace(/^v1,/, ''), 'base64'));
  return secrets.some((secret) => {
    const right = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest();
    return given.some((one) => one.length === right.length && timingSafeEqual(one, right));
  });
};

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    if (!isGenuine(request.headers, body)) {
      response.writeHead(401).end();
      return;
    }
    const id = request.headers['webhook-id'];
    if (!seen.has(id)) {
      const { data } = JSON.parse(body);
      process.stdout.write(
        `${data.subject} ${data.type} to the ${data.role}: ${data.outcome}${data.reason ? ` (${data.reason})` : ''}\n`,
      );
      seen.add(id);
    }
    // Answer first, work later: whoever takes over ten seconds is told again.
    response.writeHead(204).end();
  });
}).listen(Number(process.env.PORT ?? 8080), '127.0.0.1', function () {
  process.stdout.write(`listening on ${this.address().port}\n`);
});
