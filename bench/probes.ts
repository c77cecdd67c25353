/** What residents and application systems notice meanwhile: the entry page and the API, asked steadily, and when each letter had left. */
import { Agent, request } from 'node:http';
import { paths } from '../server/contract/paths.ts';
import { typeTemplateId } from '../server/domain/notify/templates.ts';
import { token } from './api.ts';
import { pause, type Stage } from './stage.ts';

/** Milliseconds that 50, 95 and 99 of 100 took at most, of how many. */
export type Spread = { n: number; p50: number; p95: number; p99: number };
/** `letter`: from the API's answer until the sink had taken the mail. */
export type Noticed = { page: Spread; api: Spread; letter: Spread };

const spread = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1));
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99) };
};

const EVERY_MS = 50;
/** A letter that is not there by then counts as this late. */
const LATEST_MS = 60_000;

export const openProbes = async (stage: Stage, port: number) => {
  const names = ['--name', 'bench', '--type', 'live', '--system', 'ras2'];
  const { key } = await stage.hub<{ key: string }>('keys', 'create', ...names);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const template = typeTemplateId('use-declaration-refused', 'ja');
  const ask = (path: string, wanted: number, body: string | null, headers: Record<string, string>) =>
    new Promise<number>((done, fail) => {
      const began = performance.now();
      const method = body === null ? 'GET' : 'POST';
      const asked = request({ host: '127.0.0.1', port, path, method, agent, headers }, (answer) => {
        answer.resume();
        answer.once('end', () =>
          answer.statusCode === wanted
            ? done(performance.now() - began)
            : fail(new Error(`${path} answered ${answer.statusCode}`)),
        );
      });
      asked.on('error', fail);
      asked.end(body ?? undefined);
    });

  let round = 0;
  /** When each letter had left, told by the rows of what was tried. */
  const letterTimes = async (answered: ReadonlyMap<string, number>): Promise<number[]> => {
    const references = [...answered.keys()];
    const left = new Map<string, number>();
    for (let tries = 0; tries < 100 && left.size < references.length; tries++) {
      for (let from = 0; from < references.length; from += 500) {
        const rows: { reference: string; at: number }[] = await stage.db
          .knex('letter')
          .join('attempt', 'attempt.letter_id', 'letter.id')
          .where('attempt.result', 'accepted')
          .whereIn('letter.reference', references.slice(from, from + 500))
          .select('letter.reference as reference', 'attempt.tried_at as at');
        for (const row of rows) left.set(row.reference, row.at);
      }
      if (left.size < references.length) await pause(100);
    }
    return references.map((r) => Math.max(0, (left.get(r) ?? answered.get(r)! + LATEST_MS) - answered.get(r)!));
  };

  return {
    /** Asks until `during` is over. Requests leave at a fixed pace, whether or not the last one has been answered. */
    async while(during: Promise<unknown>): Promise<Noticed> {
      const page: number[] = [];
      const api: number[] = [];
      const answered = new Map<string, number>();
      const open = new Set<Promise<void>>();
      let failure: unknown = null;
      let over = false;
      const isOver = during.finally(() => {
        over = true;
      });
      const follow = (one: Promise<void>) => {
        const kept = one
          .catch((error: unknown) => {
            failure ??= error;
          })
          .finally(() => open.delete(kept));
        open.add(kept);
      };
      const mine = ++round;
      for (let n = 0; !over && failure === null; n++) {
        const reference = `probe-${mine}-${n}`;
        const body = JSON.stringify({
          template_id: template,
          email_address: `filer${n}@example.jp`,
          personalisation: {},
          reference,
        });
        const headers = { 'content-type': 'application/json', authorization: `Bearer ${token(key)}` };
        follow(ask(paths.entry('ja'), 200, null, {}).then((ms) => void page.push(ms)));
        follow(
          ask('/v2/notifications/email', 201, body, headers).then((ms) => {
            api.push(ms);
            answered.set(reference, Date.now());
          }),
        );
        await pause(EVERY_MS);
      }
      await isOver;
      await Promise.all(open);
      // The hub hangs up on what has been quiet for seconds, and the next question would run into that.
      agent.destroy();
      if (failure !== null) throw failure;
      return { page: spread(page), api: spread(api), letter: spread(await letterTimes(answered)) };
    },
  };
};
export type Probes = Awaited<ReturnType<typeof openProbes>>;

/** The bars of the issue: p95 within twice the idle figure or 50 ms, p99 within 250 ms; letters within a second. */
export const withinBars = (idle: Noticed, busy: Noticed): boolean =>
  [
    [idle.page, busy.page],
    [idle.api, busy.api],
  ].every(([i, b]) => b!.p95 <= Math.max(2 * i!.p95, 50) && b!.p99 <= 250) && busy.letter.p95 <= 1000;
