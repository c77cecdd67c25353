/** What the bench asks the console: every route that reads, every filter alone and every pair of them, first, second and late pages, details. */
import type { RouteContract } from '../../server/contract/console/route.ts';
import { jstDate } from '../../server/lib/clock.ts';
import { sealState } from '../../server/lib/seal.ts';
import { largestOf } from './bulletins.ts';
import { addressOf, type Filling, idOf, readerId } from './ids.ts';
import { letterMade, subjectOf } from './letters.ts';

/** `route`: as the contract names it ("GET /letters"). A body makes it a POST. */
export type Question = { route: string; path: string; body?: object };

type Filters = Readonly<Record<string, readonly string[]>>;
const withQuery = (path: string, query: Record<string, string>) => {
  const text = new URLSearchParams(query).toString();
  return text ? `${path}?${text}` : path;
};

/** Each value of each filter alone, and each pair of values of two filters. */
const filtered = (path: string, filters: Filters): string[] => {
  const values = Object.entries(filters).flatMap(([name, all]) => all.map((value) => [name, value] as const));
  const alone = values.map(([name, value]) => withQuery(path, { [name]: value }));
  const pairs = values.flatMap(([a, x], n) =>
    values.slice(n + 1).flatMap(([b, y]) => (a === b ? [] : [withQuery(path, { [a]: x, [b]: y })])),
  );
  return [path, ...alone, ...pairs];
};

const daysAgo = (f: Filling, n: number) => jstDate(f.now - n * 86_400_000);

const lists = (f: Filling): Readonly<Record<string, Filters>> => ({
  '/letters': {
    group: ['lost', 'open', 'held', 'accepted', 'ended'],
    type: ['ras2-user-id-notice', 'staff-security-notice'],
    system: ['ens', 'nl'],
    domain: ['gmail.com', 'office3.example', 'nobody.example'],
    reason: ['userunknown', 'by-staff'],
    day: [daysAgo(f, 0), daysAgo(f, 100)],
  },
  '/readers': {
    state: ['active', 'suspended', 'left', 'pending'],
    language: ['en'],
    topic: ['bench', 'topic-3'],
    domain: ['gmail.com', 'office3.example', 'nobody.example'],
    reason: ['complaint', 'nothing-like-it'],
    cause: ['import', 'staff'],
    joinedFrom: [daysAgo(f, 30), daysAgo(f, 700)],
    joinedTo: [daysAgo(f, 30), daysAgo(f, 700)],
  },
  '/bulletins': {
    state: ['draft', 'finished', 'sending'],
    text: ['見本', '案内 77', '見つからない言葉'],
    topic: ['topic-3', 'bench'],
    author: ['見本', '誰でもない'],
    from: [daysAgo(f, 100)],
    to: [daysAgo(f, 100)],
    shelved: ['yes'],
  },
  '/cases': { test: ['true', 'false'], system: ['ras2', 'ens', 'nl'], state: ['open', 'closed'] },
  '/tasks': { state: ['open', 'closed'] },
  '/audit': {
    object: ['letters:3', 'task:1', 'nothing:1'],
    actor: [`operator:${idOf('o', 3)}`, 'operator:nobody'],
    action: ['task', 'topic.change', 'nothing'],
    from: [daysAgo(f, 3), daysAgo(f, 300)],
    to: [daysAgo(f, 3), daysAgo(f, 300)],
  },
  '/news': {
    topic: ['topic-3'],
    state: ['published', 'unpublished', 'withdrawn'],
    from: [String(f.now - 8_640_000_000)],
    before: [String(f.now - 8_640_000_000)],
  },
  '/suppressions': { lifted: ['true', 'false'] },
  '/arrivals': { over: ['true'] },
  '/works': { kind: ['letters.act'] },
  '/templates': { archived: ['yes', 'no'] },
});

/** Pages far behind the first, by the cursors that the console would have got on its way there. */
const latePages = (f: Filling): Question[] => {
  const cursor = (name: string, value: unknown) => sealState(f.ring, `cursor|${name}`, value);
  const old = Math.floor(f.amounts.letters / 50);
  const place = { at: letterMade(f, old), id: old };
  const late: [string, string][] = [
    ['/letters', cursor('letters', place)],
    ['/letters?group=lost', cursor('letters', place)],
    ['/letters?domain=office3.example', cursor('letters', place)],
    ['/readers', cursor('readers', Math.floor(f.amounts.readers / 50))],
    ['/readers?topic=topic-3', cursor('readers', Math.floor(f.amounts.readers / 50))],
    ['/audit', cursor('audit', Math.floor(f.amounts.audit / 50))],
    ['/tasks', cursor('tasks', 100)],
    ['/arrivals', cursor('arrivals', 100)],
  ];
  return late.map(([path, at]) => ({
    route: `GET ${path.split('?')[0]}`,
    path: `${path}${path.includes('?') ? '&' : '?'}cursor=${at}`,
  }));
};

/** What stands behind `:id` of a route, by the first word of its path. */
const idsOf = (f: Filling): Readonly<Record<string, readonly string[]>> => ({
  '/arrivals/:id': [idOf('v', 1), idOf('v', 4000)],
  '/bulletins/:id': [idOf('b', largestOf(f)), idOf('b', 10), idOf('b', f.amounts.bulletins - 2)],
  '/brakes/:id': [idOf('z', 29)],
  '/keys/:id': [idOf('y', 3)],
  '/templates/:id': [idOf('m', 50)],
  '/terms/:id': [idOf('u', 5)],
  '/callbacks/:id': [idOf('q', 1)],
  '/callbacks/deliveries/:id': [idOf('d', 50)],
  '/cases/:id': [idOf('k', 0), idOf('k', f.amounts.cases - 1)],
  '/imports/:id': [idOf('i', 99)],
  '/letters/:id': [idOf('l', 3), idOf('l', 1000), idOf('l', f.amounts.letters - 1)],
  '/mail-types/:id': ['ras2-user-id-notice'],
  '/news/:id': [idOf('b', 10), idOf('b', largestOf(f))],
  '/people/:id': [idOf('o', 3)],
  '/readers/:id': [7, 100, f.amounts.readers - 3].map((n) => String(readerId(n))),
  '/rulebook/sample/:id': ['ras2.account.registered'],
  '/works/:id': [idOf('w', 400)],
});

const findings = (f: Filling): Question[] => [
  ...[addressOf(100), addressOf(7), 'nobody@office3.example', 'ref-4', subjectOf(5), idOf('l', 9), idOf('a', 9)].map(
    (text) => ({ route: 'POST /find', path: '/find', body: { text } }),
  ),
  ...[addressOf(100), 'nobody@office3.example'].map((email) => ({
    ...{ route: 'POST /readers/find', path: '/readers/find' },
    body: { email },
  })),
  ...[['bench'], ['topic-3'], ['topic-3', 'topic-4', 'topic-5']].map((topics) => ({
    ...{ route: 'POST /bulletins/audience', path: '/bulletins/audience' },
    body: { topics },
  })),
  { route: 'POST /news/count', path: '/news/count', body: { topic: 'topic-3' } },
  {
    ...{ route: 'POST /suspensions/count', path: '/suspensions/count' },
    body: { since: f.now - 86_400_000 * 700, at: 'other', reason: 'hard-bounce' },
  },
];

const outcomes = ['reached', 'missed', 'withdrawn', 'open'];
const more = (f: Filling): Question[] => [
  ...outcomes.flatMap((outcome) =>
    [largestOf(f), 10].map((n) => ({
      route: 'GET /bulletins/:id/recipients',
      path: `/bulletins/${idOf('b', n)}/recipients?outcome=${outcome}`,
    })),
  ),
  { route: 'GET /home/readers', path: '/home/readers?topic=topic-3' },
  { route: 'GET /bulletins/:id/revisions', path: `/bulletins/${idOf('b', 10)}/revisions?every=yes` },
  { route: 'GET /topics/snippet', path: '/topics/snippet?topics=topic-3' },
];

/** Queries without which a route refuses. `null`: it is asked only with the questions of `more`. */
const needed: Readonly<Record<string, string | null>> = {
  '/bulletins/:id/revisions/texts': '?of=1',
  '/topics/snippet': null,
};

/** Every GET route of the contract at least once. Throws for one that has an id of which the bench knows no row. */
export const questionsFor = (f: Filling, routes: readonly RouteContract[]): Question[] => {
  const known = idsOf(f);
  const asked = routes
    .filter((c) => c.method === 'GET' && needed[c.path] !== null)
    .flatMap((c): Question[] => {
      const route = `GET ${c.path}`;
      const query = needed[c.path] ?? '';
      const filters = lists(f)[c.path];
      if (filters) return filtered(c.path, filters).map((path) => ({ route, path }));
      if (!c.path.includes(':id')) return [{ route, path: c.path + query }];
      const at = Object.keys(known)
        .filter((name) => c.path === name || c.path.startsWith(`${name}/`))
        .sort()
        .at(-1);
      if (!at) throw new Error(`the bench knows nothing to ask ${c.path} for`);
      return known[at]!.map((id) => ({ route, path: c.path.replace(':id', id) + query }));
    });
  return [...asked, ...more(f), ...latePages(f), ...findings(f)];
};
