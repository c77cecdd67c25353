/** One way in for every call of the API: key, rate, and whatever goes wrong as a problem. */
import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import type { z } from 'zod';
import type { ApiCall } from '../../../contract/apiCalls.ts';
import type { Caller } from '../../../domain/keys/keys.ts';
import { HubError, isHubError } from '../../../lib/errors.ts';
import { isPassing, RETRY_AFTER } from '../../../lib/passing.ts';
import { type DoorBudgets, isFull, secondsUntil } from '../budgets.ts';
import { ENCODINGS } from './body.ts';
import type { ApiParts } from './parts.ts';
import { fieldSentence, type ProblemBody, type ProblemLanguage, problemOf, problemOfError } from './problems.ts';
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
const lately = new WeakMap<DoorBudgets, Set<string>>();
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
  const taken = await p.budgets.keys.take(ctx.ip);
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

/** Names that an address asks for and the route does not know. */
const unheard = (ctx: RouterContext, route: ApiCall): string[] =>
  Object.keys(ctx.query).filter((name) => !Object.hasOwn(route.query.shape, name));

/**
 * The query of a route, checked. A write refuses what it does not know: `?dryrun=` must never be taken for `dry_run`.
 * Errors: `query.invalid {parameter}`.
 */
const readQuery = <Q extends z.ZodObject>(ctx: RouterContext, route: ApiCall<Q>): z.output<Q> => {
  const bad = (parameter: PropertyKey) => new HubError('query.invalid', { parameter: String(parameter).slice(0, 50) });
  const [stranger] = unheard(ctx, route);
  if (route.method === 'post' && stranger !== undefined) throw bad(stranger);
  const read = route.query.safeParse(ctx.query);
  if (!read.success) throw bad(read.error.issues[0]!.path[0]!);
  return read.data as z.output<Q>;
};

/** What a read answers to names that it does not know; added to the warnings that the answer has already. */
const withWarnings = (ctx: RouterContext, route: ApiCall, body: unknown): unknown => {
  const names = route.method === 'get' ? unheard(ctx, route) : [];
  if (names.length === 0) return body;
  const told = names.map((name) => {
    const error = { field: name.slice(0, 50), code: 'query.unknown' };
    return { ...error, detail: fieldSentence(error, languageOf(ctx)) };
  });
  const answer = body as { warnings?: readonly object[] };
  return { ...answer, warnings: [...(answer.warnings ?? []), ...told] };
};

export type Run<Q extends z.ZodObject> = (call: Call, query: z.output<Q>) => Promise<Answer>;

/** Registers a route of the contract. */
export const call = <Q extends z.ZodObject>(router: Router, p: ApiParts, route: ApiCall<Q>, run: Run<Q>): void => {
  router[route.method](route.path, async (ctx) => {
    ctx.set('Cache-Control', 'no-store');
    try {
      const caller = await callerOf(p, ctx);
      const answer = await run({ ctx, caller }, readQuery(ctx, route));
      ctx.status = answer.status;
      ctx.set(answer.headers ?? {});
      ctx.body = withWarnings(ctx, route, answer.body);
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
