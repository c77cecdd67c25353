/** One call to the console's API: JSON in, JSON out, a problem as an error that keeps code and fields. */
import { HttpError } from 'react-admin';
import type { Method, Problem } from '../../server/contract/console/route.ts';
import type { AnswerOf, InputOf, PathOf } from '../../server/contract/console/table.ts';

/** Relative, so that the console works under whatever name people reach it. */
const BASE = '/console/api';

export type Query = Record<string, string | number | boolean | undefined>;

/** How somebody is asked again before an act that weighs; set by the dialog. False: they would rather not. */
export type Ways = { app: boolean; password: boolean; provider: boolean };
type AskAgain = (ways: Ways) => Promise<boolean>;
let askAgain: AskAgain | null = null;
export const setAskAgain = (ask: AskAgain | null): void => {
  askAgain = ask;
};

/** How somebody whose session ended signs in over the screen; set by the dialog. False: they would rather leave. */
type SignInAgain = () => Promise<boolean>;
let signInAgain: SignInAgain | null = null;
export const setSignInAgain = (ask: SignInAgain | null): void => {
  signInAgain = ask;
};

/** Whoever wants to know that the person did something; the idle watch does. */
let onSignOfLife: (() => void) | null = null;
export const setOnSignOfLife = (tell: (() => void) | null): void => {
  onSignOfLife = tell;
};

/** `quiet`: a question that a screen asks by itself; it does not keep the session alive. `bare`: an ended session is the answer. */
type How = { quiet?: boolean; bare?: boolean };

/** Whoever leaves is not asked to come in first. */
const isLeaving = (method: Method, path: string) => method === 'DELETE' && path === '/session';

const ask = async (method: Method, path: string, data: object, how: How): Promise<Answer> => {
  const query =
    method === 'GET'
      ? new URLSearchParams(Object.entries(data).filter(([, v]) => v !== undefined && v !== '') as [string, string][])
      : null;
  const response = await fetch(`${BASE}${path}${query && [...query].length > 0 ? `?${query}` : ''}`, {
    method,
    credentials: 'same-origin',
    headers: {
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
      ...(how.quiet ? { 'x-quiet': '1' } : {}),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(data) }),
  });
  if (response.ok && !how.quiet) onSignOfLife?.();
  return { ok: response.ok, status: response.status, body: await response.json().catch(() => null) };
};

type Answer = { ok: boolean; status: number; body: unknown };

/**
 * Sends, and sends again when somebody signed in in place or confirmed that it is them. `bare`: an ended session is the answer. Answers the
 * body; throws an `HttpError` with the problem.
 */
export const answered = async <T>(send: () => Promise<Answer>, bare = false): Promise<T> => {
  let answer = await send();
  const ended = (answer.body as Problem | null)?.code === 'session.none';
  if (!answer.ok && ended && !bare && signInAgain && (await signInAgain())) answer = await send();
  const problem = answer.body as Problem | null;
  const ways = {
    app: problem?.details?.factor === 'set',
    password: problem?.details?.password === true,
    provider: problem?.details?.provider === true,
  };
  if (!answer.ok && problem?.code === 'fresh.needed' && askAgain && (await askAgain(ways))) answer = await send();
  if (answer.ok) return answer.body as T;
  const told = (answer.body ?? { code: 'offline', status: answer.status, title: '', type: '' }) as Problem;
  throw new HttpError(`problem.${told.code}`, told.status, told);
};

/** A call that no type knows: react-admin names resources while it runs. Everything else says `call`. */
export const callNamed = <T>(method: Method, path: string, data: object = {}, how: How = {}): Promise<T> =>
  answered<T>(() => ask(method, path, data, how), how.bare || isLeaving(method, path));

/** What a call is given beside method and path: its input where it needs one, and how it is asked. */
export type Given<M extends Method, P extends string> = Record<never, never> extends InputOf<M, P>
  ? [data?: InputOf<M, P>, how?: How]
  : [data: InputOf<M, P>, how?: How];

/** Asks a route of the contract: its types come from the table. */
export const call = <M extends Method, const P extends PathOf<M>>(
  method: M,
  path: P,
  ...[data, how]: Given<M, P>
): Promise<AnswerOf<M, P>> => callNamed(method, path, data as object | undefined, how);

/** The problem behind an error, or null when it came from elsewhere. */
export const problemOf = (error: unknown): Problem | null =>
  error instanceof HttpError && error.body && typeof (error.body as Problem).code === 'string'
    ? (error.body as Problem)
    : null;

/** Key of the sentence for an error, with what it needs. */
export const wordsOf = (error: unknown): [string, Record<string, unknown>] => {
  const problem = problemOf(error);
  const field = problem?.code === 'input.invalid' ? problem.fields?.[0] : undefined;
  return [`problem.${field?.code ?? problem?.code ?? 'offline'}`, { ...problem?.details, ...field?.details }];
};
