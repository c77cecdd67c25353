/** The console's screens and its contract fit: every route has a screen that calls it, and what asks first is called from a screen with a dialog. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RouteContract } from '../../server/contract/console/route.ts';
import { rights } from '../../server/contract/rights.ts';

const contracts = new URL('../../server/contract/console/', import.meta.url);
const routes: [string, RouteContract][] = [];
for (const file of readdirSync(contracts))
  for (const [name, value] of Object.entries((await import(new URL(file, contracts).href)) as Record<string, unknown>))
    if (name.endsWith('Routes'))
      for (const [verb, c] of Object.entries(value as Record<string, RouteContract>))
        routes.push([`${name.replace(/Routes$/, '')}.${verb}`, c]);

const admin = new URL('../../admin/', import.meta.url);
const sources = ['frame', 'pages', 'parts', 'providers', 'resources'].flatMap((room) =>
  readdirSync(new URL(room, admin), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ name: `${room}/${name}`, text: readFileSync(new URL(`${room}/${name}`, admin), 'utf8') })),
);

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** The address as a screen writes it; or its last word, for screens that build the rest once. */
const written = (path: string): RegExp => {
  const whole = path
    .split('/')
    .map((part) => (part === ':id' ? "(?:\\$\\{[^}]+\\}|[^/`']+)" : escaped(part)))
    .join('/');
  const word = path.split('/').at(-1)!;
  return word === ':id'
    ? new RegExp(`['\`]${whole}['\`]`)
    : new RegExp(`['\`]${whole}['\`?]|['\`]${escaped(word)}['\`]`);
};
const callers = (c: RouteContract) => sources.filter(({ text }) => written(c.path).test(text));

test('there is something to look at', () => {
  expect(routes.length).toBeGreaterThan(80);
  expect(sources.length).toBeGreaterThan(60);
});

test('the types of the client know every route', () => {
  const table = readFileSync(new URL('table.ts', contracts), 'utf8');
  const nouns = readdirSync(contracts).filter((file) =>
    /^export const \w+Routes =/m.test(readFileSync(new URL(file, contracts), 'utf8')),
  );
  expect(nouns.length).toBeGreaterThan(30);
  expect(nouns.filter((file) => !table.includes(`from './${file}'`))).toEqual([]);
});

test('screens ask by the types of the contract; where a part serves many nouns it is named here', () => {
  const loose = sources.filter(({ text }) => /\bcallNamed\b|\bcall</.test(text)).map(({ name }) => name);
  expect(loose.sort()).toEqual([
    'parts/ManyActs.tsx',
    'parts/useAsked.ts',
    'providers/dataProvider.ts',
    'providers/http.ts',
    'resources/bulletins/useBulletinActs.ts',
    'resources/imports/ImportShow.tsx',
    'resources/people/PersonEdit.tsx',
  ]);
});

test('every route has a screen that calls it', () => {
  expect(
    routes.filter(([, c]) => callers(c).length === 0).map(([name, c]) => `${name}: ${c.method} ${c.path}`),
  ).toEqual([]);
});

test('what asks first is called where there is a dialog, or from a hook of such a screen', () => {
  const asks = routes.filter(([, c]) => c.reversal.kind === 'asks');
  expect(asks.length).toBeGreaterThan(8);
  const asking = /<(?:ReasonDialog|AskButton|Dialog|Confirm)\b/;
  const silent = asks.filter(([, c]) => {
    const found = callers(c);
    const rooms = new Set(found.map(({ name }) => name.split('/').slice(0, -1).join('/')));
    return !sources.some(
      ({ name, text }) =>
        asking.test(text) &&
        (found.some((one) => one.name === name) || rooms.has(name.split('/').slice(0, -1).join('/'))),
    );
  });
  expect(silent.map(([name, c]) => `${name}: ${c.path}`)).toEqual([]);
});

test('the table of rights promises nothing: each is asked for by a route', () => {
  const asked = new Set(routes.map(([, c]) => c.right as string));
  expect(rights.filter((right) => !asked.has(right))).toEqual([]);
});
