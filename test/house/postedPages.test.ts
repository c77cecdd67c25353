/**
 * No page of the residents is drawn as the answer to a form: Back and reload would ask whether to send it again. Every route that takes a form is
 * asked with every button that the pages have, with genuine links, made-up ones and damaged forms; it answers with a redirect, or it is
 * declared here.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { COOKIE } from '../../server/intake/http/public/browser.ts';
import type { PublicParts } from '../../server/intake/http/public/parts.ts';
import { publicRoutes } from '../../server/intake/http/public/routes.ts';
import { randomToken } from '../../server/lib/token.ts';
import { type TestApp, testApp } from '../support/app.ts';
import { pathOf, register, visitor } from '../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_FORMS_BROWSER_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
});
afterAll(() => app.stop());

/** Answered where they are posted: mail programs' one click (RFC 8058), and whatever no form of ours leads to. */
const declared = ['/m/one-click/:token', '/m{/*rest}'];
const posted = publicRoutes({} as PublicParts)
  .stack.filter((layer) => layer.methods.includes('POST'))
  .map((layer) => String(layer.path))
  .filter((path) => !declared.includes(path));
const buttons = [
  ...[
    '',
    'stay',
    'anew',
    'accept',
    'check',
    'check-meant',
    'edit',
    'register',
    'done',
    'all:life',
    'to:privacy',
    'to:back',
  ],
  ...[
    'save',
    'address',
    'address-meant',
    'enter',
    'reissue',
    'unsubscribe',
    'topic:law',
    'choices',
    'undo',
    'download',
  ],
  ...['again', 'found', 'send', 'ask', 'erase'],
];

/** One of each link, out of mails; those that nobody is mailed here stay made up. */
const genuine = async (): Promise<Record<string, string>> => {
  const email = 'posted@example.jp';
  await register(app.url, { email });
  await register(app.url, { email, topics: ['law'], language: 'en' });
  await app.settle();
  const links = Object.assign({}, ...(await app.letters()).map((l) => l.variables));
  const token = (name: string) => pathOf(links[name]).split('/').at(-1)!;
  return {
    change: token('change_url'),
    mine: token('change_url'),
    unsubscribe: token('unsubscribe_url'),
    choices: token('choices_url'),
  };
};

it('every form is answered by a redirect', async () => {
  expect(posted.length).toBeGreaterThanOrEqual(15);
  const tokens = await genuine();
  const cookie = { cookie: `${COOKIE}=${randomToken()}` };
  const v = visitor(app.url);
  const drawn: string[] = [];
  let asked = 0;
  for (const pattern of posted) {
    const kind = /^\/m\/([a-z-]+)\//.exec(pattern)?.[1] ?? '';
    const made = pattern.replace(':language', 'en');
    for (const token of new Set([tokens[kind] ?? randomToken(), randomToken()])) {
      const path = made.replace(':token', token);
      const page = await v.open(path, cookie);
      const hidden = page.status === 200 ? v.hidden() : {};
      for (const go of buttons)
        for (const state of page.status === 200 ? [hidden, { ...hidden, state: 'damaged' }] : [hidden]) {
          const answer = await v.post(path, { ...state, go, email: 'wrong@', reference: 'wrong' }, cookie);
          asked++;
          if (answer.status !== 303) drawn.push(`${pattern} ${go}: ${answer.status}`);
        }
    }
  }
  expect(asked).toBeGreaterThan(500);
  expect(drawn).toEqual([]);
});

it('a form that is too large or of another type, too', async () => {
  const cookie = { cookie: `${COOKIE}=${randomToken()}` };
  const statuses: number[] = [];
  for (const pattern of posted) {
    const path = app.url + pattern.replace(':language', 'en').replace(':token', randomToken());
    for (const body of [`go=save&email=${'a'.repeat(400_000)}`, '{"go":"save"}']) {
      const type = body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded';
      const headers = { ...cookie, 'content-type': type };
      statuses.push((await fetch(path, { method: 'POST', headers, body, redirect: 'manual' })).status);
    }
  }
  expect(new Set(statuses)).toEqual(new Set([303]));
});
