/** An application system that posts letters over HTTP while the hub is struck: each is asked for again, with the same key, until it is answered. */
import { createHmac } from 'node:crypto';
import { typeTemplateId } from '../../server/domain/notify/templates.ts';
import { commandLine } from '../support/hub.ts';
import { copies, type FaultGround, letterTo, pause, sure } from './harness.ts';

/** What a dead connection may keep a client waiting. */
const PATIENCE_MS = 10_000;

/** The token of the official clients. */
const bearer = (key: string): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ iss: key.slice(-73, -37), iat: Math.floor(Date.now() / 1000) })}`;
  return `Bearer ${claims}.${createHmac('sha256', key.slice(-36)).update(claims).digest('base64url')}`;
};

export type LetterTally = {
  answered: number;
  repeated: number;
  lost: number;
  doubles: number;
  otherMessageIds: number;
};

export const openLetters = async (g: FaultGround) => {
  const words = ['keys', 'create', '--name', 'faults', '--type', 'live', '--system', 'ras2', '--json'];
  const said = await commandLine(g.settings)(...words);
  if (said.code !== 0) throw new Error(`no key: ${said.stderr}`);
  const { key } = JSON.parse(said.stdout) as { key: string };
  const template = typeTemplateId('use-declaration-refused', 'ja');
  const answered = new Set<string>();
  const open = new Set<Promise<void>>();
  let begun = 0;
  let repeated = 0;
  let refusal: Error | null = null;

  const post = async (n: number): Promise<void> => {
    const body = JSON.stringify({
      template_id: template,
      email_address: letterTo(n),
      personalisation: {},
      reference: `letter-${n}`,
    });
    for (;;) {
      const headers = { 'content-type': 'application/json', authorization: bearer(key), 'idempotency-key': `k-${n}` };
      const answer = await fetch(`${g.door}/v2/notifications/email`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(PATIENCE_MS),
        // An answer that breaks off is none.
      })
        .then(async (given) => ({ status: given.status, text: await given.text() }))
        .catch(() => null);
      if (answer?.status === 201) return void answered.add(letterTo(n));
      if (answer && answer.status < 500) throw new Error(`letter ${n}: ${answer.status} ${answer.text}`);
      repeated++;
      await pause(50);
    }
  };

  return {
    /** Posts so many at once and does not wait for them. */
    begin(count: number): void {
      for (let i = 0; i < count; i++) {
        const one = post(begun++).catch((error: Error) => {
          refusal = error;
        });
        open.add(one);
        one.finally(() => open.delete(one));
      }
    },
    get repeated() {
      return repeated;
    },
    /** Waits until each is answered and has an outcome. */
    async settled(): Promise<void> {
      await sure('letters answered', () => open.size === 0 || refusal !== null);
      if (refusal) throw refusal;
      await sure('letters carried', async () => {
        const rows = await g.db
          .knex('letter')
          .whereIn('state', ['waiting', 'sending', 'deferred'])
          .limit(1)
          .select('id');
        return rows.length === 0;
      });
    },
    tally(): LetterTally {
      const { ids, doubles, otherMessageIds } = copies(g.arrived.filter(({ to }) => answered.has(to)));
      return { answered: answered.size, repeated, lost: answered.size - ids.size, doubles, otherMessageIds };
    },
  };
};
export type Letters = Awaited<ReturnType<typeof openLetters>>;
