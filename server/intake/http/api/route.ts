/** One way in for every call of the API: key, rate, and whatever goes wrong as a problem. */
import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import type { Caller } from '../../../domain/keys/keys.ts';
import { HubError, isHubError } from '../../../lib/errors.ts';
import { isPassing, RETRY_AFTER } from '../../../lib/passing.ts';
import { type Budgets, isFull, secondsUntil } from '../budgets.ts';
import { ENCODINGS } from './body.ts';
import type { ApiParts } from './parts.ts';
import { type ProblemBody, type ProblemLanguage, problemOf, problemOfError } from './problems.ts';
import { rateHeaders } from './rate.ts';

export type Call = { ctx: RouterContext; caller: Caller };
export type Answer = { status: number; body: unknown; headers?: Record<string, string> };

/** Japanese for who asks for it first; programs that ask for nothing get English. */
export const languageOf = (ctx: RouterContext): ProblemLanguage =>
  ctx.get('accept-language') !== '' && ctx.acceptsLanguages('en', 'ja') === 'ja' ? 'ja' : 'en';

export const sendProblem = (p: Pick<ApiParts, 'publicUrl'>, ctx: RouterContext, problem: ProblemBody): void => {
  ctx.vary('Accept-Language');
  ctx.status = problem.status;
  ctx.type = 'application/problem+json';
  if (problem.status === 401) ctx.set('WWW-Authenticate', 'Bearer realm="fumibako"');
  if (problem.status === 415) ctx.set('Accept-Encoding', ENCODINGS);
  if (problem.status === 503) ctx.set('Retry-After', RETRY_AFTER);
  ctx.body = JSON.stringify({ ...problem, type: `${p.publicUrl()}${problem.type}` });
};

const answerError = (p: ApiParts, ctx: RouterContext, error: unknown): void => {
  if (isHubError(error)) {
    const problem = problemOfError(error, languageOf(ctx));
    if (problem.status >= 500 && problem.code === 'internal')
      p.log.error({ code: error.code, stack: error.stack }, 'api call failed');
    sendProblem(p, ctx, problem);
    return;
  }
  const { message, stack } = error as Error;
  p.log.error({ error: message, stack }, 'api call failed');
  sendProblem(p, ctx, problemOf(isPassing(error) ? 'store.unavailable' : 'internal', { language: languageOf(ctx) }));
};

/** Keys that were right lately, by network: a neighbour's wrong ones do not keep them out. */
const lately = new WeakMap<Budgets, Set<string>>();
const MOST_LATELY = 10_000;

/** Asks who a key is, unless its network has shown too many wrong ones. Errors: `key.misses`. */
export const callerBehind = async <T>(
  p: Pick<ApiParts, 'budgets' | 'clock'>,
  ctx: RouterContext,
  ask: () => Promise<T>,
  name: string,
): Promise<T> => {
  const good = lately.get(p.budgets) ?? new Set<string>();
  lately.set(p.budgets, good);
  const mark = createHash('sha256').update(`${ctx.ip}|${name}`).digest('base64');
  const taken = p.budgets.keys.take(ctx.ip);
  if (isFull(taken) && !good.has(mark)) {
    ctx.set('Retry-After', String(secondsUntil(taken.until, p.clock.now())));
    throw new HubError('key.misses');
  }
  const caller = await ask();
  if (!caller || typeof caller === 'string') return caller;
  if (good.size >= MOST_LATELY) good.clear();
  good.add(mark);
  if (!isFull(taken)) taken.giveBack();
  return caller;
};

const callerOf = async (p: ApiParts, ctx: RouterContext): Promise<Caller> => {
  const given = /^bearer +(\S.*)$/i.exec(ctx.get('authorization'))?.[1]?.trim();
  if (!given) throw new HubError('key.missing');
  const caller = await callerBehind(p, ctx, () => p.keys.byWhole(given), given);
  if (!caller) throw new HubError('key.unknown');
  const allowance = await p.rate(caller.keyId);
  if (allowance) {
    ctx.set(rateHeaders(allowance));
    if (!allowance.allowed) throw new HubError('rate.exceeded');
  }
  return caller;
};

/** Registers a call; the answer is JSON unless the body is a string. */
export const call = (
  router: Router,
  p: ApiParts,
  r: { method: 'get' | 'post'; path: string; run: (call: Call) => Promise<Answer> },
): void => {
  router[r.method](r.path, async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    try {
      const answer = await r.run({ ctx, caller: await callerOf(p, ctx) });
      ctx.status = answer.status;
      ctx.set(answer.headers ?? {});
      ctx.body = answer.body;
    } catch (error) {
      answerError(p, ctx, error);
    }
  });
};

/** Path parameters arrive decoded; a broken escape is simply not there. */
export const param = (ctx: RouterContext, name: string): string => {
  const value = (ctx.params as Record<string, string | undefined>)[name];
  if (!value) throw new HubError('not.found', { what: name });
  return value;
};

/** Query parameters of a known list, each once. Errors: `query.invalid {parameter}`. */
export const query = <const N extends string>(ctx: RouterContext, names: readonly N[]): Partial<Record<N, string>> => {
  const read: Partial<Record<N, string>> = {};
  for (const [name, value] of Object.entries(ctx.query)) {
    if (!names.includes(name as N) || typeof value !== 'string')
      throw new HubError('query.invalid', { parameter: name.slice(0, 50) });
    read[name as N] = value;
  }
  return read;
};
