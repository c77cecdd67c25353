/** The way back without a browser: every answer to a form is an address of its own, errors too, and nothing typed is lost on any step, in any language. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, languages } from '../../../../../server/contract/codes.ts';
import { COOKIE } from '../../../../../server/intake/http/public/browser.ts';
import { randomToken } from '../../../../../server/lib/token.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { type Pressed, pathOf, register, type Seen, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_FORMS_BROWSER_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
});
afterAll(() => app.stop());

/** A browser that takes the cookie and follows redirects, and says so when an answer to a form was a page. */
const browser = () => {
  const cookie = { cookie: `${COOKIE}=${randomToken()}` };
  const v = visitor(app.url);
  let at = '';
  const open = async (path: string): Promise<Seen> => {
    at = path;
    return v.open(path, cookie);
  };
  const follow = async (answer: Seen): Promise<Seen> => {
    expect([answer.status, answer.html]).toEqual([303, '']);
    const where = answer.headers.get('location')!;
    expect(where).not.toMatch(/%40|@/);
    return open(where);
  };
  return {
    open,
    get at() {
      return at;
    },
    press: async (go: string, fields: Pressed = {}) =>
      follow(await v.post(at.split('?')[0]! + langOf(at), { ...v.hidden(), ...fields, go }, cookie)),
  };
};
const langOf = (path: string): string => {
  const lang = new URLSearchParams(path.split('?')[1] ?? '').get('lang');
  return lang ? `?lang=${lang}` : '';
};

/** Every link and every button to another page of a step leads somewhere, and the step is as it was afterwards. */
const lookAround = async (b: ReturnType<typeof browser>, page: Seen, holds: (page: Seen) => void) => {
  const here = b.at;
  const links = [...page.html.matchAll(/<a [^>]*?href="(\/[^"]*)"/g)].map((m) => m[1]!.replaceAll('&amp;', '&'));
  for (const link of new Set(links)) expect([link, (await b.open(link)).status]).toEqual([link, 200]);
  const again = await b.open(here);
  holds(again);
  const goals = [...page.html.matchAll(/name="go" value="(to:[a-z-]+)"/g)].map((m) => m[1]!);
  for (const goal of new Set(goals)) {
    await b.open(here);
    expect([goal, (await b.press(goal)).status]).toEqual([goal, 200]);
  }
  holds(await b.open(here));
};

const letterTo = async (email: string, type: string) =>
  (await app.letters()).filter((l) => l.to === email && l.type === type).at(-1)!.variables;

const reader = async (email: string, language: Language) => {
  await register(app.url, { email, language });
  await app.settle();
  const links = await letterTo(email, 'nl-registration-complete');
  return { change: pathOf(links.change_url), leave: pathOf(links.unsubscribe_url) };
};

describe.each([...languages])('Somebody who reads %s', (language) => {
  const typed = `typed-${language}@example.jp`;
  const filled = (page: Seen) => {
    expect(page.status).toBe(200);
    expect(page.html).toContain(`value="${typed}"`);
    expect(page.html).toMatch(/value="law"[^>]* checked/);
  };

  it('walks through a registration: each step, with all that it links to, stays as it was', async () => {
    const b = browser();
    await lookAround(b, await b.open(`/m/${language}_entry`), (page) => expect(page.status).toBe(200));
    await b.open(`/m/${language}_entry`);
    await b.press('accept');
    const wrong = await b.press('check', { email: typed });
    expect(wrong.status).toBe(422);
    expect((await b.open(b.at)).html).toContain(`value="${typed}"`);
    // All of a group, and back at it.
    const group = await b.press('all:life', { email: typed });
    expect(group.status).toBe(200);
    expect(group.html).toContain(`value="${typed}"`);
    expect(group.html.match(/value="(?:japanese|guidebook|advice|fresc)"[^>]* checked/g)!.length).toBeGreaterThan(1);
    const check = await b.press('check', { email: typed, topic: ['law'] });
    const checkAt = b.at;
    expect(check.text).toContain(typed);
    await b.open(`/m/${language}_entry?step=input`);
    const input = await b.open(`/m/${language}_entry?step=input`);
    filled(input);
    await b.open(checkAt);
    expect((await b.press('edit')).html).toContain(`value="${typed}"`);
    await b.open(checkAt);
    const done = await b.press('register');
    expect(done.status).toBe(200);
    expect(done.text).toContain(typed);
    expect((await b.open(b.at)).text).not.toContain(typed);
    expect((await b.open(`/m/${language}_entry?step=input`)).html).not.toContain(typed);
  });

  it('changes topics and the address, sees mistakes, and comes back to each step', async () => {
    const r = await reader(`changes-${language}@example.jp`, language);
    const b = browser();
    const page = await b.open(r.change);
    expect(page.html).toContain('value="to:start"');
    const nothing = await b.press('save', { topic: ['permanent'], language });
    expect([nothing.status, nothing.text.includes('FBK245E')]).toEqual([422, true]);
    const bad = await b.press('address', { email: 'no at sign' });
    expect(bad.status).toBe(422);
    expect((await b.open(b.at)).html).toContain('value="no at sign"');
    const saved = await b.press('save', { topic: ['law'], language });
    expect(saved.status).toBe(200);
    await lookAround(b, saved, (again) => expect(again.html).toBe(saved.html));
    await b.open(r.change);
    const asked = await b.press('address', { email: `new-${language}@example.jp` });
    expect(asked.text).toContain(`new-${language}@example.jp`);
    await app.settle();
    const confirm = pathOf((await letterTo(`new-${language}@example.jp`, 'nl-address-confirm')).confirm_url);
    await b.open(confirm);
    // A press of nothing shows the page again, by a redirect.
    expect((await b.press('nothing')).status).toBe(200);
    const moved = await b.press('address');
    expect(moved.status).toBe(200);
    expect((await b.open(b.at)).html).toBe(moved.html);
  });

  it('asks for new links, and leaves', async () => {
    const r = await reader(`leaves-${language}@example.jp`, language);
    const b = browser();
    await lookAround(b, await b.open(`/m/reissue/${language}`), (page) => expect(page.status).toBe(200));
    await b.open(`/m/reissue/${language}`);
    const bad = await b.press('reissue', { email: 'taro.example.jp' });
    expect([bad.status, bad.html.includes('value="taro.example.jp"')]).toEqual([422, true]);
    const sent = await b.press('reissue', { email: typed });
    expect(sent.text).toContain(typed);
    expect((await b.open(b.at)).text).not.toContain(typed);
    await b.open(r.leave);
    const left = await b.press('unsubscribe');
    expect(left.status).toBe(200);
    await lookAround(b, left, (again) => expect(again.html).toBe(left.html));
  });

  it('meets an error on a page of its own, which can be opened again with its status', async () => {
    const b = browser();
    await b.open(`/m/${language}_entry`);
    await b.press('accept');
    const stale = await b.press('check', { state: 'damaged' });
    expect([stale.status, stale.text.includes('FBK501E')]).toEqual([400, true]);
    expect((await b.open(b.at)).html).toBe(stale.html);
    const made = `/m/unsubscribe/${'a'.repeat(30)}?lang=${language}`;
    await b.open(made);
    const unknown = await b.press('unsubscribe');
    expect(unknown.status).toBe(404);
    expect((await b.open(b.at)).html).toBe(unknown.html);
  });
});
