/** A Back link on each step of every way: entry, change, address, reissue, leaving, the pages of one-time links, and what is stored. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../../../../server/contract/codes.ts';
import { paths } from '../../../../../server/contract/paths.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { pathOf, register, type Seen, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0', LIMIT_MAILS_ADDRESS_DAY: '0' });
});
afterAll(() => app.stop());

/** Where Back leads: an address, or the name of the button that keeps what was typed. */
const back = ({ html }: Seen): string | null => {
  const found = /<p class="back"><(?:a href="([^"]*)"|button [^>]*value="([^"]*)")/.exec(html);
  return found ? (found[1] ?? found[2]!) : null;
};
const word = { ja: '戻る', plja: '戻る', en: 'Back' };

describe.each([...languages])('In %s', (language) => {
  const email = `back-links-${language}@example.jp`;
  const variable = async (name: string): Promise<string> => {
    await app.settle();
    const found = (await app.letters()).filter((l) => l.variables[name] !== undefined && l.to.includes(language));
    return `${pathOf(found.at(-1)!.variables[name])}?lang=${language}`;
  };

  it('each step of entry, change, leaving and one-time links leads back', async () => {
    const v = visitor(app.url);
    expect(back(await v.open(`/?lang=${language}`))).toBeNull();
    const terms = await v.open(paths.entry(language));
    expect(back(terms)).toBe(`/?lang=${language}`);
    expect(terms.text).toContain(word[language]);
    expect(back(await v.press('accept'))).toBe('to:back');
    expect(back(await v.press('check', { email, topic: ['permanent'] }))).toBe('edit');
    expect(back(await v.press('register'))).toBe('to:start');
    // Registered again with other choices: the mail leads to a page of its own.
    await app.settle();
    await register(app.url, { email, topics: ['japanese'], language });
    expect(back(await v.open(await variable('choices_url')))).toBe(`/?lang=${language}`);
    const change = await variable('change_url');
    expect(back(await v.open(change))).toBe('to:start');
    const mine = change.replace('/change/', '/mine/');
    expect(back(await v.open(mine))).toBe(change);
    const newAddress = await v.open(change);
    expect(newAddress.status).toBe(200);
    await v.press('address', { newEmail: `new-${email}` });
    const leave = await variable('unsubscribe_url');
    expect(back(await v.open(leave))).toBe(`/?lang=${language}`);
    expect(back(await v.press('unsubscribe'))).toBe(`/?lang=${language}`);
  });

  it('pages to read lead back too, those of carriers to their list', async () => {
    const v = visitor(app.url);
    for (const page of ['terms', 'privacy', 'contact', 'not-arriving'] as const)
      expect(back(await v.open(paths.info(language, page)))).toBe(`/?lang=${language}`);
    expect(back(await v.open(paths.carrier(language, 'docomo')))).toBe(paths.info(language, 'not-arriving'));
    expect(back(await v.open(paths.reissue(language)))).toBe('to:start');
    expect(back(await v.open(paths.info(language, 'real-mail')))).toBe('to:start');
  });
});
