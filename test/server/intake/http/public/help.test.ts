/** Pages that help: where to ask, what to set at each carrier, the date for a calendar; the agency's name on every page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../../../../server/contract/codes.ts';
import { carriers, paths } from '../../../../../server/contract/paths.ts';
import { calendarOf } from '../../../../../server/intake/http/public/calendar.ts';
import { senderOf } from '../../../../../server/letters/sender.ts';
import { type TestApp, testApp } from '../../../../support/app.ts';
import { pathOf, register, visitor } from '../../../../support/visitor.ts';

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ LIMIT_FORMS_NETWORK_HOUR: '0' });
});
afterAll(() => app.stop());

const agency = { ja: '出入国在留管理庁', plja: '出入国在留管理庁', en: 'Immigration Services Agency of Japan' };
const noPhone = { ja: '電話を使えないとき', plja: '電話ができないとき', en: 'If you cannot use a telephone' };

describe.each([...languages])('In %s', (language) => {
  it('the page of help names counters with their telephone, and what to do without one', async () => {
    const page = await visitor(app.url).open(paths.info(language, 'contact'));
    expect(page.status).toBe(200);
    expect(page.text).toContain('0570-013904');
    expect(page.text).toContain('FRESC');
    expect(page.text).toContain(noPhone[language]);
  });

  it('says of each counter and desk of sender.json which languages it speaks, when it is open, and its telephone and mail', async () => {
    const { text, html } = await visitor(app.url).open(paths.info(language, 'contact'));
    const { office, systems } = senderOf(app.ground.bundle);
    const said = [
      ...office.counters.flatMap((one) => [
        one.name[language],
        one.languages?.[language],
        one.hours?.[language],
        one.mail,
      ]),
      ...(['ras2', 'ras1', 'ens'] as const).flatMap((code) => [
        systems[code].name[language],
        systems[code].operation.hours?.[language],
        systems[code].operation.mail,
      ]),
    ].filter((one) => one !== undefined);
    expect(said.length).toBeGreaterThan(6);
    const bare = (words: string) => words.replaceAll(/\([ぁ-んー]+\)|\s/g, '');
    for (const words of said) expect(bare(text)).toContain(bare(words));
    for (const one of office.counters)
      if (one.phone) expect(html).toContain(`href="tel:${one.phone.replaceAll('-', '')}"`);
  });

  it('the name of the agency stands in head and title of every page', async () => {
    for (const path of ['/', paths.entry(language), paths.reissue(language), paths.info(language, 'terms')]) {
      const { html } = await visitor(app.url).open(`${path}?lang=${language}`);
      expect(/<title>[^<]*<\/title>/.exec(html)![0]).toContain(agency[language]);
      const head = /<header[\s\S]*?<\/header>/.exec(html)![0].replace(/<rt>.*?<\/rt>|<rp>.*?<\/rp>|<[^>]*>/g, '');
      expect(head).toContain(agency[language]);
    }
  });

  it('each carrier has its page, and the pages after a form lead there', async () => {
    for (const carrier of carriers) {
      const page = await visitor(app.url).open(paths.carrier(language, carrier));
      expect(page.status).toBe(200);
      expect(page.html.match(/<ol class="next">[\s\S]*?<\/ol>/)![0].split('<li>').length).toBeGreaterThan(2);
      expect(page.text).toContain('mail.example.jp');
    }
    const done = await register(app.url, { email: `help-${language}@example.jp`, language });
    const v = visitor(app.url);
    await v.open(paths.reissue(language));
    const sent = await v.press('reissue', { email: `help-${language}@example.jp` });
    for (const page of [done, sent, await v.open(paths.info(language, 'not-arriving'))])
      for (const carrier of carriers) expect(page.html).toContain(`href="${paths.carrier(language, carrier)}"`);
  });

  it('the date of the period of stay is offered for the calendar, behind a link of the completion mail', async () => {
    const email = `calendar-${language}@example.jp`;
    const more = { year: '2026', month: '5', day: '29' };
    await register(app.url, { email, language, topics: ['stay-expiry'], more });
    await app.settle();
    const letter = (await app.letters()).find((l) => l.to === email)!;
    const path = pathOf(letter.variables.calendar_url);
    const answer = await fetch(app.url + path);
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const text = await answer.text();
    expect(text).toContain('DTSTART;VALUE=DATE:20260529\r\nDTEND;VALUE=DATE:20260530\r\n');
    expect(text).toContain('TRIGGER:-P14D');
    expect(text).not.toContain(email);
    expect(text).not.toContain(path.split('/').at(-1));
    // The same entry when it is fetched again.
    expect(await (await fetch(app.url + path)).text()).toBe(text);
    expect((await visitor(app.url).open(pathOf(letter.variables.change_url))).html).toContain(`href="${path}"`);
    expect((await fetch(`${app.url}/m/calendar/${'a'.repeat(30)}`)).status).toBe(404);
  });
});

it('a calendar entry keeps the form of RFC 5545: lines of 75 bytes, signs escaped and never cut', () => {
  const text = calendarOf({ stay: '2025-12-31', now: 0, title: '在留期限; a, b', text: '申請'.repeat(60), uid: 'u@x' });
  const lines = text.split('\r\n');
  expect(lines.every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  expect(text).toContain('SUMMARY:在留期限\\; a\\, b');
  expect(text.replaceAll('\r\n ', '')).toContain('申請'.repeat(60));
  expect(text).toContain('DTEND;VALUE=DATE:20260101');
  expect(text).not.toContain('\ufffd');
});
