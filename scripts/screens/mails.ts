/** The mailbox, and mails as a mail program shows them. */
import { languages } from '../../server/contract/codes.ts';
import type { MailboxMail } from '../../test/support/hub.ts';
import { register, visitor } from '../../test/support/visitor.ts';
import type { Part, Stop, Walk } from './walk.ts';

const reader = ({ language }: Walk) => `sample.reader.${language}@example.jp`;

/** Bulletins alone have a way out and no personal page. */
const isBulletin = (mail: MailboxMail) =>
  mail.headers['list-unsubscribe'] !== undefined && !mail.text.includes('/m/change/');

/** The newest mail to the reader whose kind of mail is this. */
const newest = async (w: Walk, to: string, kind: 'bulletin' | 'letter') => {
  const mails = await w.hub.mails(to);
  const found = mails.find((mail) => isBulletin(mail) === (kind === 'bulletin'));
  if (!found) throw new Error(`no ${kind} came to ${to}`);
  return found;
};

const mail = (name: string, to: (w: Walk) => string, kind: 'bulletin' | 'letter'): Stop => ({
  name,
  fleeting: true,
  mail: true,
  // The mailbox shows a mail without scripts, and a page without scripts cannot be asked whether its text fits.
  go: async (w) => {
    // The page before it forbids the styles that stand in a mail.
    await w.page.goto('about:blank');
    await w.page.setContent((await newest(w, to(w), kind)).html);
  },
});

const mailbox = async (w: Walk, tab: string) => {
  const { id } = await newest(w, reader(w), 'bulletin');
  // The tab is remembered by the page and read when it is loaded.
  await w.page.goto(`${w.hub.url}/mailbox`);
  await w.page.evaluate((name) => localStorage.setItem('mailbox.tab', name), tab);
  await w.page.goto(`${w.hub.url}/mailbox/m/${id}`);
  await w.page.locator('[aria-current=true]').first().waitFor({ state: 'attached' });
};

const leaver = ({ language }: Walk) => `sample.leaves.${language}@example.jp`;

/** One reader of each language, and one bulletin to all of them. */
const prepare = async (w: Walk) => {
  await register(w.hub.url, { email: reader(w), language: w.language });
  await w.hub.mails(reader(w));
  const file = (language: string) => ['--'.concat(language), `docs/example/counter.${language}.txt`];
  const made = await w.hub.hub('bulletins', 'create', '--topics', 'permanent', ...languages.flatMap(file), '--json');
  if (made.code !== 0) throw new Error(`hub bulletins create: ${made.stdout}${made.stderr}`);
  const sent = await w.hub.hub('bulletins', 'send', JSON.parse(made.stdout).id);
  if (sent.code !== 0) throw new Error(`hub bulletins send: ${sent.stdout}${sent.stderr}`);
  await w.hub.mails(reader(w), 2);
};

const unsubscribed = async (w: Walk) => {
  await register(w.hub.url, { email: leaver(w), language: w.language });
  const [welcome] = await w.hub.mails(leaver(w));
  const v = visitor(w.hub.url);
  await v.open(new URL(/https?:\S+\/m\/unsubscribe\/\S+/.exec(welcome!.text)![0]).pathname);
  await v.press('unsubscribe');
  await w.hub.mails(leaver(w), 2);
};

export const mails: Part = {
  name: 'mails',
  languages,
  anew: true,
  prepare,
  stops: [
    {
      name: 'mailbox-list',
      go: async (w) => {
        await w.page.goto(`${w.hub.url}/mailbox`);
        await w.page.locator('.list a').first().waitFor();
      },
    },
    {
      name: 'mailbox-search-none',
      go: async (w) => {
        await w.page.goto(`${w.hub.url}/mailbox?q=nowhere`);
        await w.page.locator('.list .notice').first().waitFor();
      },
    },
    { name: 'mailbox', go: (w) => mailbox(w, 'desktop') },
    { name: 'mailbox-phone', go: (w) => mailbox(w, 'phone') },
    { name: 'mailbox-text', go: (w) => mailbox(w, 'text') },
    { name: 'mailbox-source', go: (w) => mailbox(w, 'source') },
    { name: 'mailbox-headers', go: (w) => mailbox(w, 'headers') },
    { name: 'mailbox-checks', go: (w) => mailbox(w, 'checks') },
    { name: 'mailbox-languages', go: (w) => mailbox(w, 'languages') },
    mail('mail-complete', reader, 'letter'),
    mail('mail-bulletin', reader, 'bulletin'),
    {
      name: 'mail-unsubscribed',
      fleeting: true,
      mail: true,
      go: async (w) => {
        await unsubscribed(w);
        await mail('', leaver, 'letter').go(w);
      },
    },
    {
      name: 'mail-already',
      fleeting: true,
      mail: true,
      go: async (w) => {
        await register(w.hub.url, { email: reader(w), language: w.language });
        await w.hub.mails(reader(w), 3);
        await mail('', reader, 'letter').go(w);
      },
    },
  ],
};

/** The first thing that somebody sees who has not sent anything yet. */
export const emptyMailbox: Part = {
  name: 'empty',
  languages: ['ja', 'en'],
  anew: true,
  settings: {},
  stops: [
    {
      name: 'mailbox-empty',
      go: async (w) => {
        await w.page.goto(`${w.hub.url}/mailbox`);
        await w.page.locator('.list .notice').first().waitFor();
      },
    },
  ],
};
