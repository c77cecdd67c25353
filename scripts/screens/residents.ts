/** The residents' pages, in the order in which one person meets them; what only other settings or another day show stands in troubles.ts. */
import { languages } from '../../server/contract/codes.ts';
import { infoPages, paths } from '../../server/contract/paths.ts';
import { register } from '../../test/support/visitor.ts';
import { linkTo, must, type Part, type Stop, type Walk } from './walk.ts';

const email = ({ language }: Walk) => `sample.${language}@example.jp`;
const newEmail = ({ language }: Walk) => `sample.new.${language}@example.jp`;
const leaver = ({ language }: Walk) => `sample.leaver.${language}@example.jp`;

export const open = ({ page, hub }: Walk, path: string) => page.goto(hub.url + path);
export const press = async ({ page }: Walk, go: string) => {
  await page.locator(`main button[value=${go}]`).first().click();
  await page.waitForLoadState('load');
};
/** Ticks a topic, and opens its group first where it is closed. */
const tick = async ({ page }: Walk, group: string, topic: string) => {
  if (!(await page.locator(`#t-${topic}`).isVisible())) await page.locator(`#g-${group} summary`).click();
  await page.locator(`label[for=t-${topic}]`).click();
};
export const see = ({ page }: Walk, selector: string) => page.locator(selector).first().waitFor();

const entry: readonly Stop[] = [
  { name: 'start', go: (w) => open(w, `${paths.start}?lang=${w.language}`) },
  { name: 'terms', go: (w) => open(w, paths.entry(w.language)) },
  {
    name: 'input',
    go: async (w) => {
      await press(w, 'accept');
      await w.page.locator('#g-life summary').click();
    },
  },
  {
    name: 'errors',
    go: async (w) => {
      await press(w, 'check');
      await see(w, '#errors');
    },
  },
  {
    name: 'filled',
    go: async (w) => {
      await w.page.locator('#email').fill(email(w));
      await tick(w, 'life', 'japanese');
      await tick(w, 'stay', 'stay-expiry');
      for (const [part, value] of [
        ['year', '2030'],
        ['month', '4'],
        ['day', '10'],
      ])
        await w.page.locator(`#stay-${part}`).fill(value!);
    },
  },
  {
    name: 'check',
    go: async (w) => {
      await press(w, 'check');
      await see(w, '.facts');
    },
  },
  {
    name: 'done',
    go: async (w) => {
      await press(w, 'register');
      await see(w, '.done');
    },
  },
];

const byMail: readonly Stop[] = [
  {
    name: 'terms-by-mail',
    go: async (w) => {
      const from = `sample.phone.${w.language}@example.jp`;
      const answer = await w.page.request.post(`${w.hub.url}/mailbox/api/empty-mail`, {
        data: { from, language: w.language },
      });
      if (!answer.ok()) throw new Error(`the empty mail was answered with ${answer.status()}`);
      await open(w, await linkTo(w, from, `/m/entry/${w.language}/`));
    },
  },
];

const change: readonly Stop[] = [
  { name: 'change', go: async (w) => open(w, await linkTo(w, email(w), '/m/change/')) },
  {
    name: 'change-nothing',
    go: async (w) => {
      await press(w, 'save');
      await see(w, '#errors');
    },
  },
  {
    name: 'change-saved',
    go: async (w) => {
      await tick(w, 'residence', 'permanent');
      await press(w, 'save');
      await see(w, '.done');
    },
  },
  {
    name: 'address-asked',
    go: async (w) => {
      await open(w, await linkTo(w, email(w), '/m/change/'));
      await w.page.locator('#other summary').click();
      await w.page.locator('#other #email').fill(newEmail(w));
      await press(w, 'address');
      await see(w, '.done');
    },
  },
  {
    name: 'address-merge',
    go: async (w) => {
      const [mover, taken] = [`sample.mover.${w.language}@example.jp`, `sample.taken.${w.language}@example.jp`];
      await register(w.hub.url, { email: mover, language: w.language });
      await open(w, await linkTo(w, mover, '/m/change/'));
      await w.page.locator('#other summary').click();
      await w.page.locator('#other #email').fill(taken);
      await press(w, 'address');
      const link = await linkTo(w, taken, '/m/address/');
      await register(w.hub.url, { email: taken, language: w.language });
      await w.hub.mails(taken, 2);
      await open(w, link);
      await w.page.locator('input[name=merging]').waitFor({ state: 'attached' });
    },
  },
  { name: 'address', go: async (w) => open(w, await linkTo(w, newEmail(w), '/m/address/')) },
  {
    name: 'address-done',
    go: async (w) => {
      await press(w, 'address');
      await see(w, '.done');
    },
  },
  {
    name: 'choices',
    go: async (w) => {
      await register(w.hub.url, { email: newEmail(w), language: w.language, topics: ['law'] });
      await open(w, await linkTo(w, newEmail(w), '/m/choices/'));
    },
  },
  {
    name: 'choices-used',
    go: async (w) => {
      await press(w, 'choices');
      await see(w, '.done');
    },
  },
  { name: 'undo', go: async (w) => open(w, await linkTo(w, email(w), '/m/undo/')) },
];

/** The newest bulletin of the archive. */
const newest = async (w: Walk): Promise<string> => {
  await open(w, paths.news(w.language));
  const link = await w.page.locator('.news-list a').first().getAttribute('href');
  if (link === null) throw new Error('the archive is empty');
  return link;
};

const again: readonly Stop[] = [
  {
    name: 'news-nothing',
    go: (w) => open(w, `${paths.news(w.language)}?words=${encodeURIComponent('ない言葉')}`),
  },
  { name: 'news', go: (w) => open(w, paths.news(w.language)) },
  { name: 'news-page', go: async (w) => open(w, await newest(w)) },
  {
    name: 'news-withdrawn',
    go: async (w) => {
      const link = await newest(w);
      await must(w, 'news', 'withdraw', link.split('/').at(-1)!, '--ja', '日付に誤りがありました。');
      await open(w, link);
    },
  },
];

const leave: readonly Stop[] = [
  {
    name: 'unsubscribe',
    go: async (w) => {
      await register(w.hub.url, { email: leaver(w), language: w.language });
      await open(w, await linkTo(w, leaver(w), '/m/unsubscribe/'));
    },
  },
  {
    // What a mail program opens that does not know one click.
    name: 'one-click',
    go: async (w) => open(w, (await linkTo(w, leaver(w), '/m/unsubscribe/')).replace('/unsubscribe/', '/one-click/')),
  },
  {
    name: 'unsubscribed',
    go: async (w) => {
      await press(w, 'unsubscribe');
      await see(w, '.done');
    },
  },
  { name: 'unsubscribed-before', go: async (w) => open(w, await linkTo(w, leaver(w), '/m/unsubscribe/')) },
  {
    name: 'link-left',
    go: async (w) => {
      await open(w, await linkTo(w, leaver(w), '/m/change/'));
      await see(w, '.eid');
    },
  },
];

const realMail: readonly Stop[] = [
  {
    name: 'real-mail-error',
    go: async (w) => {
      await open(w, paths.info(w.language, 'real-mail'));
      await press(w, 'check');
      await see(w, '#errors');
    },
  },
  {
    name: 'real-mail-unknown',
    go: async (w) => {
      await w.page.locator('#reference').fill('2000-000C-0000-002X-X8JC-KTG6-J8M5-D5A6');
      await press(w, 'check');
      await see(w, 'button[value=again]');
    },
  },
  {
    name: 'real-mail-found',
    go: async (w) => {
      const [mail] = await w.hub.mails(newEmail(w), 1);
      await press(w, 'again');
      await w.page.locator('#reference').fill(/(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}/.exec(mail!.text)![0]);
      await press(w, 'check');
      await see(w, 'dl.facts');
    },
  },
];

const lost: readonly Stop[] = [
  {
    name: 'meant',
    go: async (w) => {
      await open(w, `${paths.entry(w.language)}?topic=law`);
      await press(w, 'accept');
      await w.page.locator('#email').fill('sample@gmial.com');
      await press(w, 'check');
      await see(w, '#meant');
    },
  },
  { name: 'reissue', go: (w) => open(w, paths.reissue(w.language)) },
  {
    name: 'reissue-error',
    go: async (w) => {
      await press(w, 'reissue');
      await see(w, '#errors');
    },
  },
  {
    name: 'reissue-sent',
    go: async (w) => {
      await w.page.locator('#email').fill(newEmail(w));
      await press(w, 'reissue');
      await see(w, '.done');
    },
  },
  {
    name: 'link-mangled',
    go: async (w) => {
      await open(w, `${paths.change('x')}?lang=${w.language}`);
      await see(w, '.eid');
    },
  },
  {
    name: 'link-unknown',
    go: async (w) => {
      await open(w, `${paths.confirm('y'.repeat(32))}?lang=${w.language}`);
      await see(w, '.eid');
    },
  },
  {
    name: 'link-purpose',
    go: async (w) => {
      const link = await linkTo(w, newEmail(w), '/m/change/');
      await open(w, paths.unsubscribe(link.split('/').at(-1)!));
      await see(w, '.eid');
    },
  },
  {
    name: 'form-too-large',
    go: async (w) => {
      await open(w, paths.reissue(w.language));
      await w.page.locator('#email').evaluate((field: HTMLInputElement) => {
        field.value = 'a'.repeat(400_000);
      });
      await press(w, 'reissue');
      await see(w, '.eid');
    },
  },
  {
    name: 'page-missing',
    go: async (w) => {
      await open(w, `/m/nowhere?lang=${w.language}`);
      await see(w, '.eid');
    },
  },
  {
    name: 'form-stale',
    go: async (w) => {
      await open(w, paths.reissue(w.language));
      await w.page.evaluate(() => {
        for (const field of document.querySelectorAll('input[name=state]')) field.remove();
      });
      await w.page.locator('#email').fill(newEmail(w));
      await press(w, 'reissue');
      await see(w, '.eid');
    },
  },
];

const mine: readonly Stop[] = [
  {
    name: 'mine',
    go: async (w) => open(w, (await linkTo(w, newEmail(w), '/m/change/')).replace('/change/', '/mine/')),
  },
  {
    name: 'mine-sent',
    go: async (w) => {
      await press(w, 'send');
      await see(w, '.done');
    },
  },
  { name: 'my-data', go: async (w) => open(w, await linkTo(w, newEmail(w), '/m/my-data/')) },
  {
    name: 'mine-ask',
    go: async (w) => {
      await open(w, (await linkTo(w, newEmail(w), '/m/change/')).replace('/change/', '/mine/'));
      await press(w, 'ask');
      await see(w, 'button[value=erase]');
    },
  },
  {
    name: 'mine-erased',
    go: async (w) => {
      await press(w, 'erase');
      await see(w, '.done');
    },
  },
];

const info: readonly Stop[] = [
  ...infoPages.map((name) => ({ name: `info-${name}`, go: (w: Walk) => open(w, paths.info(w.language, name)) })),
  // All carriers have the same page; the longest steps stand for them.
  { name: 'carrier', go: (w) => open(w, paths.carrier(w.language, 'docomo')) },
];

export const residents: Part = {
  name: 'public',
  languages,
  prepare: async (w) => {
    const texts = languages.flatMap((l) => [`--${l}`, `docs/example/counter.${l}.txt`]);
    const { id } = await must(w, 'bulletins', 'create', '--topics', 'permanent', ...texts);
    await must(w, 'bulletins', 'send', id!);
  },
  stops: [...entry, ...byMail, ...change, ...again, ...leave, ...realMail, ...lost, ...mine, ...info],
  anew: false,
};
