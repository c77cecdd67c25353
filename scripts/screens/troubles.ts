/** Residents' pages that need a hub of its own: the other way of opting in, limits that are reached, links that have ended. */
import { languages } from '../../server/contract/codes.ts';
import { paths } from '../../server/contract/paths.ts';
import { register, visitor } from '../../test/support/visitor.ts';
import { open, press, see } from './residents.ts';
import { linkTo, type Part, type Stop, type Walk } from './walk.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far the clock of a part's hub has been turned; it never goes back. */
const clockOf = () => {
  let at = Date.now();
  return (w: Walk, by: number) => {
    at += by;
    w.hub.turn(new Date(at).toISOString());
  };
};

const asked = async (w: Walk, email: string) => {
  const v = visitor(w.hub.url);
  await v.open(paths.reissue('ja'));
  return v.press('reissue', { email });
};
/** A request of the browser that a limit keeps back. */
const keptBack = async (w: Walk, email: string) => {
  await open(w, paths.reissue(w.language));
  await w.page.locator('#email').fill(email);
  await press(w, 'reissue');
  await see(w, 'time');
};

const doubleReader = ({ language }: Walk) => `sample.double.${language}@example.jp`;

export const double: Part = {
  name: 'double',
  languages,
  anew: false,
  settings: { NEWSLETTER_OPT_IN: 'double' },
  stops: [
    {
      name: 'done-double',
      go: async (w) => {
        await open(w, paths.entry(w.language));
        await press(w, 'accept');
        await w.page.locator('#email').fill(doubleReader(w));
        await w.page.locator('#g-life summary').click();
        await w.page.locator('label[for=t-japanese]').click();
        await press(w, 'check');
        await press(w, 'register');
        await see(w, '.done');
      },
    },
    { name: 'confirm', go: async (w) => open(w, await linkTo(w, doubleReader(w), '/m/confirm/')) },
    {
      name: 'confirm-done',
      go: async (w) => {
        await press(w, 'register');
        await see(w, '.done');
      },
    },
    {
      name: 'link-used',
      go: async (w) => {
        await open(w, await linkTo(w, doubleReader(w), '/m/confirm/', 2));
        await see(w, '.done');
      },
    },
  ],
};

const turnLimits = clockOf();
export const limits: Part = {
  name: 'limits',
  languages,
  anew: false,
  settings: { LIMIT_MAILS_ADDRESS_DAY: '1', LIMIT_MAILS_HOUR: '2' },
  // What the language before it used up counts no more.
  prepare: async (w) => turnLimits(w, 2 * DAY),
  stops: [
    {
      name: 'limit-address',
      go: async (w) => {
        await asked(w, 'sample.often@example.jp');
        await keptBack(w, 'sample.often@example.jp');
      },
    },
    {
      name: 'limit-total',
      go: async (w) => {
        await asked(w, 'sample.second@example.jp');
        await keptBack(w, 'sample.third@example.jp');
      },
    },
  ],
};

export const network: Part = {
  name: 'network',
  languages,
  anew: false,
  settings: { LIMIT_FORMS_NETWORK_HOUR: '1' },
  prepare: async (w) => {
    await asked(w, 'sample.first@example.jp');
  },
  stops: [
    {
      name: 'limit-network',
      go: async (w) => {
        // With its script the page is gone in a second: this is what others see.
        await w.page.route('**/assets/work.*', (request) => request.abort());
        await open(w, paths.reissue(w.language));
        await w.page.locator('#email').fill('sample.next@example.jp');
        await press(w, 'reissue');
        await see(w, '#held');
      },
    },
  ],
};

const turnEnded = clockOf();
const late = ({ language }: Walk) => `sample.late.${language}@example.jp`;
const endedStops: readonly Stop[] = [
  {
    name: 'link-expired',
    go: async (w) => {
      const link = await linkTo(w, late(w), '/m/change/');
      turnEnded(w, 91 * DAY);
      await open(w, link);
      await see(w, '.eid');
    },
  },
  {
    name: 'entry-expired',
    go: async (w) => {
      const from = `sample.waited.${w.language}@example.jp`;
      const data = { from, language: w.language };
      const answer = await w.page.request.post(`${w.hub.url}/mailbox/api/empty-mail`, { data });
      if (!answer.ok()) throw new Error(`the empty mail was answered with ${answer.status()}`);
      const link = await linkTo(w, from, `/m/entry/${w.language}/`);
      turnEnded(w, 25 * HOUR);
      await open(w, link);
      await see(w, '.eid');
    },
  },
  {
    name: 'form-ended',
    go: async (w) => {
      await open(w, paths.entry(w.language));
      await press(w, 'accept');
      turnEnded(w, 25 * HOUR);
      await press(w, 'check');
      await see(w, '.eid');
    },
  },
];

/** Turns the clock beyond the end of every link, so it has a hub of its own. */
export const ended: Part = {
  name: 'ended',
  languages,
  anew: false,
  settings: {},
  prepare: async (w) => {
    await register(w.hub.url, { email: late(w), language: w.language });
  },
  stops: endedStops,
};
