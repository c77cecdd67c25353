/** The console's screens: one table of addresses below /console/#/. A screen that routes.ts knows and this table does not is reported as missing. */

import { resources } from '../../admin/resources/index.ts';
import { doors as doorRoutes, pathsOf, screens } from '../../admin/routes.ts';
import type { Language } from '../../server/contract/codes.ts';
import { handOver } from '../../server/delivery/handOver.ts';
import { event, people } from '../../test/support/systems.ts';
import { drawn } from './camera.ts';
import type { Part, Stop, Walk } from './walk.ts';
import { must } from './walk.ts';

const languages: readonly Language[] = ['ja', 'en'];
const administrator = { email: 'sample.administrator@example.jp', password: 'correct horse battery staple' };

/** Public ids that addresses of the table name in brackets. */
const ids: Record<string, string> = { type: 'nl-registration-complete' };

/** Before anybody is signed in. `[first]`: the token of the printed link. */
const doorTable: readonly [name: string, address: string][] = [
  ['console-sign-in', 'login'],
  ['console-forgot', 'forgot'],
  ['console-first', 'first/[first]'],
  ['console-reset-ended', 'reset/ended'],
  ['console-confirmed', 'confirmed'],
  ['console-demo-ended', 'demo/ended'],
  ['console-invitation-ended', 'invitation/ended'],
];

/** With everybody's rights. A new screen is one line here. */
const screenTable: readonly [name: string, address: string][] = [
  ['console-home', ''],
  ['console-bulletins', 'bulletins'],
  ['console-bulletin-create', 'bulletins/create'],
  ['console-bulletin-edit', 'bulletins/[draft]'],
  ['console-bulletin-draft', 'bulletins/[draft]/show'],
  ['console-bulletin-finished', 'bulletins/[finished]/show'],
  ['console-bulletin-record', 'bulletins/[finished]/record'],
  ['console-blocks', 'blocks'],
  ['console-news', 'news'],
  ['console-terms', 'terms'],
  ['console-terms-create', 'terms/create'],
  ['console-terms-proposal', 'terms/[terms]'],
  ['console-topics', 'topics'],
  ['console-readers', 'readers'],
  ['console-suspended', 'suspended'],
  ['console-suspensions', 'suspensions'],
  ['console-find', 'find'],
  ['console-imports', 'imports'],
  ['console-import', 'imports/[import]'],
  ['console-works', 'works'],
  ['console-letters', 'letters'],
  ['console-letter', 'letters/[letter]'],
  ['console-arrivals', 'arrivals'],
  ['console-arrival', 'arrivals/[arrival]'],
  ['console-cases', 'cases'],
  ['console-case', 'cases/[case]'],
  ['console-reader', 'readers/[reader]'],
  ['console-tasks', 'tasks'],
  ['console-delivery', 'delivery'],
  ['console-keys', 'keys'],
  ['console-callbacks', 'callbacks'],
  ['console-systems', 'systems'],
  ['console-suppressions', 'suppressions'],
  ['console-plja', 'plja'],
  ['console-audit', 'audit'],
  ['console-settings', 'settings'],
  ['console-mail-types', 'mail-types'],
  ['console-mail-type', 'mail-types/[type]'],
  ['console-rulebook', 'rulebook'],
  ['console-templates', 'templates'],
  ['console-template-create', 'templates/create'],
  ['console-template', 'templates/[template]'],
  ['console-people', 'people'],
  ['console-person-invite', 'people/invite'],
  ['console-person', 'people/[person]'],
  ['console-account', 'account'],
  ['console-factor', 'factor'],
];

const addressOf = (address: string): string =>
  address.replaceAll(/\[(\w+)\]/g, (_, name: string) => {
    const id = ids[name];
    if (!id) throw new Error(`there is no ${name} to show`);
    return id;
  });

/** Where react-admin lands when it has no such screen, or one that broke. */
const strayed = ({ page }: Walk, address: string) =>
  page.evaluate((asked) => {
    if (document.querySelector('.RaNotFound-root, .RaError-root')) return 'the console has no such screen, or it broke';
    const at = window.location.hash.replace(/^#\//, '').split('?')[0]!;
    return asked !== '' && at !== asked ? `the console went to #/${at}` : '';
  }, address);

const stopOf = ([name, address]: readonly [string, string]): Stop => ({
  name,
  go: async (w) => {
    const path = addressOf(address);
    // A change of the hash alone keeps what the screen before it remembers.
    await w.page.goto('about:blank');
    await w.page.goto(`${w.hub.url}/console/#/${path}`);
    await w.page.locator('h1, h2, main, form, table').first().waitFor();
    await drawn(w.page);
    const stray = await strayed(w, path);
    if (stray) throw new Error(stray);
  },
});

/** Addresses of the console's own list that the tables above have not. */
export const unvisited = (): string[] => {
  const known = [...doorTable, ...screenTable].map(([, address]) => address.replaceAll(/\[\w+\]|\bended\b/g, ':'));
  const routes = [...doorRoutes, ...screens, ...resources.flatMap(pathsOf).map((path) => ({ path }))].map(({ path }) =>
    path.slice(1).replaceAll(/:\w+/g, ':'),
  );
  return [...new Set(routes)].filter((path) => !known.includes(path));
};

/** The console speaks the language that the browser remembers until somebody is signed in. */
const speak = ({ page, language }: Walk) =>
  page.addInitScript((l) => localStorage.setItem('RaStore.locale', JSON.stringify(l)), language);

const firstToken = (output: string): string => /#\/first\/(\S+)/.exec(output)?.[1] ?? '';

export const doors: Part = {
  name: 'doors',
  languages,
  anew: true,
  stops: doorTable.map(stopOf),
  prepare: async (w) => {
    ids.first = firstToken(w.hub.output());
    await speak(w);
  },
};

export const call = async (w: Walk, method: 'POST' | 'PUT' | 'GET', path: string, data?: object) => {
  const answer = await w.page.request.fetch(`${w.hub.url}/console/api${path}`, {
    method,
    ...(data ? { data } : {}),
  });
  return { ok: answer.ok(), status: answer.status(), body: (await answer.json()) as Record<string, unknown> };
};

/** One mail comes back for good, which opens a task. */
const bounce = async (w: Walk, mail: string) => {
  const data = JSON.stringify({ kind: 'hard' });
  await fetch(`${w.hub.url}/mailbox/api/messages/${mail}/report`, { method: 'POST', body: data });
  for (let n = 0; n < 150; n++) {
    const { body } = await call(w, 'GET', '/tasks?state=open');
    if ((body.data as unknown[]).length > 0) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('no task was opened for a mail that came back');
};

/** One application of an application system, as its own program reports it: gives a case and two letters. */
const apply = async (w: Walk) => {
  const { key } = await must(w, 'keys', 'create', '--name', 'sample', '--type', 'live', '--system', 'ras2');
  const answer = await fetch(`${w.hub.url}/api/v1/events`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(event('ras2.application.submitted', { data: { submitted_at: new Date().toISOString() } })),
  });
  if (!answer.ok) throw new Error(`the event was answered with ${answer.status}: ${await answer.text()}`);
  const [mail] = await w.hub.mails(people.filer!.email, 2);
  await bounce(w, mail!.id);
  const found = await call(w, 'POST', '/find', { text: people.filer!.email });
  const { letters, cases } = found.body as { letters: { id: string; caseId?: string }[]; cases: { id: string }[] };
  ids.letter = letters[0]!.id;
  ids.case = cases[0]?.id ?? String((await call(w, 'GET', `/letters/${ids.letter}`)).body.caseId);
};

/** A letter of a person to us, through the mail door. */
const writeToUs = async (w: Walk) => {
  const from = 'sample.taro@example.jp';
  const to = 'abuse@mail.example.jp';
  const data = `From: <${from}>\r\nSubject: Opening hours\r\n\r\nAre you open on Saturdays?\r\n`;
  const answer = await handOver({ host: '127.0.0.1', port: w.hub.smtpPort, from, to, data });
  if (answer.code !== 250) throw new Error(`the letter was answered with ${answer.reply}`);
  const list = (await call(w, 'GET', '/arrivals')).body as { data: { id: string }[] };
  ids.arrival = list.data[0]!.id;
};

/** New terms that wait for approval. The only person here may approve them while the rule of four eyes is off. */
const proposeTerms = async (w: Walk) => {
  const rule = (value: string) => call(w, 'PUT', '/house-rules/fourEyes', { value });
  const { now } = (await call(w, 'GET', '/terms')).body as { now: { texts: Record<string, { text: string }> } };
  const more = { ja: '見本の一文です。', plja: '見本(みほん)の文(ぶん)です。', en: 'A sample sentence.' };
  const texts = Object.fromEntries(
    Object.entries(more).map(([l, line]) => [l, { ...now.texts[l], text: `${now.texts[l]?.text}\n${line}` }]),
  );
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await rule('off');
  const made = await call(w, 'POST', '/terms', { texts, from: day(2), by: day(30) });
  await rule('on');
  if (!made.ok) throw new Error(`new terms were answered with ${made.status}: ${JSON.stringify(made.body)}`);
  ids.terms = String(made.body.id);
};

/** Readers, a finished bulletin, a draft and a case, so that no screen is empty. */
const fill = async (w: Walk) => {
  ids.import = (await must(w, 'subscribers', 'import', 'docs/example/readers.csv')).id!;
  const texts = ['ja', 'plja', 'en'].flatMap((l) => [`--${l}`, `docs/example/counter.${l}.txt`]);
  const create = () => must(w, 'bulletins', 'create', '--topics', 'permanent', ...texts);
  ids.finished = (await create()).id!;
  await must(w, 'bulletins', 'send', ids.finished);
  await w.hub.mails('sample.en@example.jp');
  const found = await call(w, 'POST', '/readers/find', { email: 'sample.en@example.jp' });
  ids.reader = (found.body.reader as { id: string }).id;
  await apply(w);
  const text = { name: '窓口の予約', subject: '((氏名))様 予約の確認', body: '予約の日: ((日))' };
  const template = await call(w, 'POST', '/templates', { ...text, system: 'ras2', language: 'ja' });
  ids.template = String(template.body.id);
  await proposeTerms(w);
  ids.draft = (await create()).id!;
  await writeToUs(w);
};

/** The console speaks Japanese and English. */
const staffLanguage = ({ language }: Walk) => (language === 'en' ? 'en' : 'ja');

/** Signs in; the first time by making the first administrator. Everything that the screens show is there afterwards. */
export const enter = async (w: Walk) => {
  await speak(w);
  if (!ids.draft) {
    const person = {
      token: firstToken(w.hub.output()),
      name: '見本 管理',
      language: staffLanguage(w),
      ...administrator,
    };
    const made = await call(w, 'POST', '/first-administrator', person);
    if (!made.ok) throw new Error(`the first administrator was answered with ${made.status}`);
    await fill(w);
  } else {
    const entered = await call(w, 'POST', '/session', administrator);
    if (!entered.ok) throw new Error(`signing in was answered with ${entered.status}`);
  }
  const chosen = await call(w, 'PUT', '/session/choices', { language: staffLanguage(w), colour: 'auto' });
  if (!chosen.ok) throw new Error(`choosing the language was answered with ${chosen.status}`);
  ids.person = String((await call(w, 'GET', '/session')).body.id);
};

export const consoleScreens: Part = {
  name: 'console',
  languages,
  anew: true,
  stops: screenTable.map(stopOf),
  prepare: enter,
};
