/** Mounts the console's routes from their contract: session, origin, right, input and answer are checked in one place. */
import Router, { type RouterContext } from '@koa/router';
import { z } from 'zod';
import { nothing, type Problem, type RouteContract } from '../../../contract/console/route.ts';
import { hasRight } from '../../../contract/rights.ts';
import type { Operators, Who } from '../../../domain/people/people.ts';
import { type FieldError, HubError, invalid, isHubError, refused } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import { isPassing, RETRY_AFTER } from '../../../lib/passing.ts';
import { type DoorBudgets, isFull, secondsUntil, type TurnedAwayDesk } from '../budgets.ts';
import { statusOf } from '../statuses.ts';

/** Who asks, as far as the connection tells. `device`: the mark of a browser that has signed in before. */
export type AskedFrom = { agent: string; network: string; device?: string | undefined };

export type Call<I, W> = {
  input: I;
  id: string;
  who: W;
  from: AskedFrom;
  /** The browser runs on the machine of the hub itself. */
  local: boolean;
  /** `device`: the mark by which this browser is known at its next sign-in. */
  session: { set(token: string, device?: string): void; clear(): void };
  /** The body of a route that takes a file; of any other nothing is left in it. */
  file: AsyncIterable<Uint8Array>;
};

/** A route of the console with what it does. `right: 'open'` alone may be called by nobody in particular. */
export type ConsoleRoute = {
  contract: RouteContract;
  run: (call: Call<unknown, Who>) => Promise<unknown>;
  /** Throws when a stranger's request need not even be read. */
  first?: ((from: AskedFrom) => void) | undefined;
};

export const route = <I extends z.ZodType, A extends z.ZodType>(
  contract: RouteContract<I, A>,
  run: (call: Call<z.output<I>, Who>) => Promise<z.input<A>>,
  first?: ConsoleRoute['first'],
): ConsoleRoute => ({ contract, run: run as ConsoleRoute['run'], first });

/** The answer of an act that has nothing to show. */
export const done = { done: true } as const;

const BODY_LIMIT = 2_000_000;

/** Seconds until a refusal for haste ends. */
const waitOf = ({ details }: HubError, now: number): number =>
  typeof details.until === 'number' ? secondsUntil(details.until, now) : Number(details.seconds ?? RETRY_AFTER);

/** Codes never become sentences here: the console words them. */
const toProblem = (error: HubError): Problem => ({
  type: `about:blank#${error.code}`,
  title: error.code,
  status: statusOf(error.code) ?? 400,
  code: error.code,
  details: error.details,
  fields: error.fields.map((f) => ({ field: f.field, code: f.code, details: f.details })),
});

const readJson = async (ctx: RouterContext): Promise<unknown> => {
  if (!ctx.is('application/json')) throw refused('body.not-json');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of ctx.req) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) throw refused('body.too-large', { limit: BODY_LIMIT });
    chunks.push(chunk as Buffer);
  }
  try {
    return size === 0 ? {} : JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw refused('body.not-json');
  }
};

const fieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues.map((issue) => ({
    field: issue.path.join('.') || '(all)',
    code: `input.${issue.code}`,
    details: { expects: issue.message },
  }));

/** What the address asks beside what the route knows: `?dryrun=` must never be taken for `dry_run`. */
const unknownQuery = ({ input }: RouteContract, query: object): string[] =>
  input instanceof z.ZodObject ? Object.keys(query).filter((name) => !Object.hasOwn(input.shape, name)) : [];

/** Errors: `query.unknown` for a write; a read only warns. */
const warningsOf = (ctx: RouterContext, contract: RouteContract): FieldError[] => {
  const known = contract.method === 'GET' || contract.file ? contract : { ...contract, input: nothing };
  const fields = unknownQuery(known, ctx.query).map((field) => ({ field: field.slice(0, 50), code: 'query.unknown' }));
  if (contract.method !== 'GET' && fields.length > 0)
    throw new HubError('query.unknown', { field: fields[0]!.field }, fields);
  return fields;
};

/** A browser that another site drives must not act here: SameSite=Strict, and the origin named by the browser must be ours. */
const checkOrigin = (ctx: RouterContext) => {
  if (ctx.method === 'GET') return;
  const site = ctx.get('sec-fetch-site');
  if (site && site !== 'same-origin' && site !== 'none') throw refused('origin.foreign');
  const origin = ctx.get('origin');
  // `null` is what a frame without an origin of its own says, and a page that wants to hide where it is.
  if (origin && !(URL.canParse(origin) && new URL(origin).host === ctx.get('host'))) throw refused('origin.foreign');
};

/** Signed in, second factor in place, and the right in one of the roles. */
const checkRight = (contract: RouteContract, who: Who | null) => {
  if (!who) throw refused('session.none');
  if (contract.right === 'open' || contract.right === 'self') return;
  if (who.factor === 'needed') throw refused('factor.needed');
  if (!hasRight(who.roles, contract.right)) throw refused('right.missing', { right: contract.right });
};

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
/** From this machine, by a name of this machine, and brought by no proxy: behind one everybody would seem to be here. */
const isLocal = (ctx: RouterContext): boolean =>
  loopback.test(ctx.req.socket.remoteAddress ?? '') &&
  /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(ctx.get('host')) &&
  !Object.keys(ctx.headers).some((name) => name === 'forwarded' || name === 'via' || name.startsWith('x-forwarded-'));

/** The cookie of a session. `secure`: the browser speaks TLS with us or with the proxy in front. */
export const sessionCookie = (secure: boolean) => {
  const name = secure ? '__Host-fumibako' : 'fumibako';
  return {
    get: (ctx: RouterContext): string | undefined => ctx.cookies.get(name),
    set(ctx: RouterContext, value: string | null): void {
      // Koa refuses Secure cookies on a connection it sees as plain.
      ctx.cookies.secure = secure;
      ctx.cookies.set(name, value, { httpOnly: true, sameSite: 'strict', secure, path: '/', overwrite: true });
    },
  };
};
export type SessionCookie = ReturnType<typeof sessionCookie>;

const YEAR = 365 * 24 * 3_600_000;
/** The mark of a browser that has signed in: it gives no right, and stays when the session ends. */
const deviceCookie = (secure: boolean) => {
  const name = secure ? '__Host-fumibako-device' : 'fumibako-device';
  return {
    get: (ctx: RouterContext): string | undefined => ctx.cookies.get(name),
    set(ctx: RouterContext, value: string): void {
      ctx.cookies.secure = secure;
      ctx.cookies.set(name, value, {
        httpOnly: true,
        sameSite: 'strict',
        secure,
        path: '/',
        maxAge: YEAR,
        overwrite: true,
      });
    },
  };
};

/** What a stranger may get wrong so many times: passwords, codes, links. */
const missed = /^sign-in\.(wrong|wrong-code|wait|busy)$|^link\.ended$/;
const unheard = /^sign-in\.(wait|busy)$/;

/** Runs what strangers may call, against the budget of their network, which is looked at before anything is done. */
const forStrangers = async <T>(
  p: { budgets: DoorBudgets; turned: TurnedAwayDesk; now: () => number },
  network: string,
  run: () => Promise<T>,
): Promise<T> => {
  const taken = await p.budgets.signIn.take(network);
  if (isFull(taken)) {
    p.turned.note(network);
    throw refused('sign-in.wait', { until: taken.until });
  }
  try {
    const result = await run();
    taken.giveBack();
    return result;
  } catch (error) {
    if (!isHubError(error) || !missed.test(error.code)) taken.giveBack();
    // Nobody has judged it, so no line tells of it yet.
    else if (unheard.test(error.code)) p.turned.note(network);
    throw error;
  }
};

export const mountConsole = (p: {
  operators: Operators;
  log: Log;
  cookie: SessionCookie;
  /** The browser speaks TLS with us or with the proxy in front. */
  secure: boolean;
  /** Somebody may be asked again by the sign-in provider. */
  provider: boolean;
  budgets: DoorBudgets;
  turned: TurnedAwayDesk;
  now: () => number;
  routes: readonly ConsoleRoute[];
}): Router => {
  const device = deviceCookie(p.secure);
  const fromOf = (ctx: RouterContext): AskedFrom => ({
    agent: ctx.get('user-agent'),
    network: ctx.ip,
    device: device.get(ctx),
  });
  const askFirst = (ctx: RouterContext, first: ConsoleRoute['first']) => {
    try {
      first?.(fromOf(ctx));
    } catch (error) {
      p.turned.note(ctx.ip);
      throw error;
    }
  };
  const answer = async (ctx: RouterContext, { contract, run, first }: ConsoleRoute) => {
    checkOrigin(ctx);
    askFirst(ctx, first);
    const token = p.cookie.get(ctx);
    // A screen that refreshes itself says so: only what a person does keeps the session alive.
    const who = token ? await p.operators.whoIs(token, { quiet: ctx.get('x-quiet') !== '' }) : null;
    if (contract.right !== 'open') checkRight(contract, who);
    if (contract.fresh && who && !p.operators.isFresh(who))
      throw refused('fresh.needed', { factor: who.factor, password: who.hasPassword, provider: p.provider });
    const warnings = warningsOf(ctx, contract);
    const parsed = contract.input.safeParse(
      contract.method === 'GET' || contract.file ? ctx.query : await readJson(ctx),
    );
    if (!parsed.success) throw invalid(fieldErrors(parsed.error));
    const doIt = () =>
      run({
        input: parsed.data,
        id: String(ctx.params.id ?? ''),
        who: who as Who,
        from: fromOf(ctx),
        local: isLocal(ctx),
        file: ctx.req,
        session: {
          set(value, mark) {
            p.cookie.set(ctx, value);
            if (mark) device.set(ctx, mark);
          },
          clear: () => p.cookie.set(ctx, null),
        },
      });
    const open = contract.right === 'open' && contract.method !== 'GET';
    const result = await (open ? forStrangers(p, ctx.ip, doIt) : doIt());
    // The answer's schema strips what it does not name: nothing slips out by accident.
    const shown = contract.answer.parse(result);
    return warnings.length > 0 && typeof shown === 'object' ? { ...shown, warnings } : shown;
  };

  const router = new Router({ prefix: '/console/api' });
  for (const one of p.routes) {
    router.register(one.contract.path, [one.contract.method], async (ctx: RouterContext) => {
      ctx.set('cache-control', 'no-store');
      try {
        ctx.body = await answer(ctx, one);
      } catch (error) {
        const known = isHubError(error) ? error : new HubError('internal');
        if (known !== error)
          p.log.error(
            { error: (error as Error).message, stack: (error as Error).stack, path: one.contract.path },
            'console route failed',
          );
        const ours = isPassing(error) ? 503 : 500;
        const body = known === error ? toProblem(known) : { ...toProblem(known), status: ours };
        if (body.status === 503) ctx.set('retry-after', RETRY_AFTER);
        if (body.status === 429) ctx.set('retry-after', String(waitOf(known, p.now())));
        ctx.status = body.status;
        ctx.type = 'application/problem+json';
        ctx.body = JSON.stringify(body);
      }
    });
  }
  return router;
};
