/** A person at the console, over real HTTP: keeps the cookie, reads answers, makes the codes of the authenticator app. */
import { generateSync } from 'otplib';
import type { StaffRole } from '../../server/contract/rights.ts';
import type { TestApp } from './app.ts';

export type Reply = { status: number; body: Record<string, unknown> };

export const PASSWORD = 'correct horse battery staple';
let people = 0;

export const staff = (app: Pick<TestApp, 'url'>, agent = 'test browser') => {
  let cookie = '';
  const call = async (
    method: string,
    path: string,
    data?: object,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const response = await fetch(`${app.url}/console/api${path}`, {
      method,
      headers: {
        'user-agent': agent,
        ...(cookie ? { cookie } : {}),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: method === 'GET' ? null : JSON.stringify(data ?? {}),
    });
    const set = response.headers.getSetCookie().find((c) => c.startsWith('fumibako='));
    if (set) cookie = set.split(';')[0]!;
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  return {
    call,
    get: (path: string) => call('GET', path),
    post: (path: string, data?: object) => call('POST', path, data),
    put: (path: string, data?: object) => call('PUT', path, data),
    signIn: (email: string, code?: string) =>
      call('POST', '/session', { email, password: PASSWORD, ...(code ? { code } : {}) }),
    cookie: () => cookie,
  };
};
export type Staff = ReturnType<typeof staff>;

/** The code that the app shows at the hub's present time. */
export const codeNow = (app: TestApp, secret: string): string =>
  generateSync({ secret, epoch: Math.floor(app.clock.now() / 1000) });

/** The first administrator, signed in. */
export const firstPerson = async (app: TestApp, email = 'first@example.jp') => {
  const one = staff(app);
  const token = await app.running.parts.operators.firstLink();
  const reply = await one.post('/first-administrator', {
    token,
    name: '見本 管理',
    email,
    password: PASSWORD,
    language: 'ja',
  });
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  return one;
};

/** Somebody with these roles, invited by mail and signed in. */
export const personWith = async (
  app: TestApp,
  roles: readonly StaffRole[],
  given: { bureaus?: string[]; email?: string; name?: string } = {},
) => {
  const email = given.email ?? `person${++people}@example.jp`;
  const { people: register } = app.running.parts.operators;
  const { id, link } = await register.invite(
    { actor: 'test' },
    { name: given.name ?? '見本 職員', email, language: 'ja', roles, bureaus: given.bureaus ?? [] },
  );
  const one = staff(app);
  const reply = await one.post('/invitation/accept', {
    token: link.split('/').at(-1),
    password: PASSWORD,
    language: 'ja',
  });
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  return Object.assign(one, { id, email });
};
