/** Somebody with every right at the console, and how long each answer takes. */
import { Agent, request } from 'node:http';
import { seal, tokenHash } from '../../server/lib/seal.ts';
import { publicId, randomToken } from '../../server/lib/token.ts';
import type { Stage } from '../stage.ts';
import type { Question } from './questions.ts';

/** Signs the first person in as a made-up one of a demo is: without a password, and never asked again. Answers the cookie. */
export const openSession = async ({ db, ring }: Stage): Promise<string> => {
  const token = randomToken();
  const id = publicId();
  const now = Date.now();
  await db.write(async (trx) => {
    await trx.knex('operator_session').insert({
      public_id: id,
      hash: tokenHash(ring, 'session', token),
      operator_id: 1,
      created_at: now,
      seen_at: now,
      expires_at: now + 12 * 3_600_000,
      confirmed_at: now,
      network: seal(ring, `operator_session|network|${id}`, '127.0.0.1'),
      agent: 'bench',
      purge_after: now + 86_400_000,
      way: 'demo',
    });
  });
  return `fumibako=${token}`;
};

/** Milliseconds that one answer took, and the cursor of the next page, if it is a list that goes on. */
export type Answered = { ms: number; next: string | null };

export const openAsker = (port: number, cookie: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    ask: ({ path, body }: Question) =>
      new Promise<Answered>((done, fail) => {
        const began = performance.now();
        const headers = { cookie, host: `127.0.0.1:${port}`, ...(body ? { 'content-type': 'application/json' } : {}) };
        const method = body ? 'POST' : 'GET';
        const asked = request(
          { host: '127.0.0.1', port, path: `/console/api${path}`, method, agent, headers },
          (answer) => {
            const pieces: Buffer[] = [];
            answer.on('data', (piece: Buffer) => pieces.push(piece));
            answer.once('end', () => {
              const ms = performance.now() - began;
              const text = Buffer.concat(pieces).toString();
              if (answer.statusCode !== 200)
                return fail(new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`));
              done({ ms, next: (JSON.parse(text) as { next?: string | null }).next ?? null });
            });
          },
        );
        asked.on('error', fail);
        asked.end(body ? JSON.stringify(body) : undefined);
      }),
    close: () => agent.destroy(),
  };
};
export type Asker = ReturnType<typeof openAsker>;
