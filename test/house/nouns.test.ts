/** One noun, one name: what a layer calls a noun, every other layer calls it, too. What differs is named here, with why. */
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';

const at = (path: string) => new URL(`../../${path}/`, import.meta.url);
/** Names of files and folders of a layer, without endings. */
const namesOf = (layer: string): string[] =>
  [...new Set(readdirSync(at(layer)).map((name) => name.replace(/\..*$/, '')))].sort();

const layers = ['server/contract/console', 'server/intake/http/console', 'server/cli', 'admin/resources'] as const;

/** On no layer a noun of the domain, but the same on all layers that have it. */
const ownNouns: Readonly<Record<string, string>> = {
  session: 'signing in, which is of people',
  settings: 'read from the environment, not from the domain',
  mailTypes: 'the catalogue of letters/, which is no noun of the domain',
  houseRules: 'numbers that policy decides by, kept in the table of that name',
  suspensions: 'commands on readers, under the word that operators type',
  doctor: 'the room doctor/',
};
/** What a layer has beside nouns: how it is built. */
const building: Readonly<Record<string, readonly string[]>> = {
  'server/contract/console': ['route', 'table'],
  'server/intake/http/console': ['cursor', 'mount', 'pages', 'qr', 'oidc', 'mailFrame'],
  'server/cli': ['command', 'commands', 'place', 'weight', 'house', 'languages'],
  'admin/resources': ['index'],
};
/** A second file of a noun begins with its singular: `bulletinWay` is of bulletins. One that does not is named. */
const second: Readonly<Record<string, string>> = { underWay: 'bulletins', passkeys: 'session' };

type Tree = { nouns: readonly string[]; layers: Readonly<Record<string, readonly string[]>> };
const singular = (noun: string) => noun.replace(/s$/, '');
const partOf = (name: string, noun: string) =>
  new RegExp(`^${singular(noun)}[A-Z]`).test(name) || second[name] === noun;

/** Names that are no noun, written `layer/name`. */
const strangers = ({ nouns, layers: all }: Tree): string[] =>
  Object.entries(all).flatMap(([layer, names]) =>
    names
      .filter((name) => !nouns.includes(name) && !(name in ownNouns) && !building[layer]?.includes(name))
      .filter((name) => ![...nouns, ...Object.keys(ownNouns)].some((noun) => partOf(name, noun)))
      .map((name) => `${layer}/${name}`),
  );

const { forbidden } = createRequire(import.meta.url)('./rooms.cjs') as {
  forbidden: { name: string; to: { pathNot?: string } }[];
};
/** The nouns in their written order, as the borders know them. */
const ordered = /\(([^)]*)\)/
  .exec(forbidden.find((rule) => rule.name === 'domain-noun-unknown')!.to.pathNot!)![1]!
  .split('|');
const domain = namesOf('server/domain');
const here: Tree = { nouns: domain, layers: Object.fromEntries(layers.map((layer) => [layer, namesOf(layer)])) };

test('every folder of the domain has its place in the order, and every place its folder', () => {
  expect([...ordered].sort()).toEqual(domain);
});

test('every layer calls a noun by the name that the domain has for it', () => {
  expect(strangers(here)).toEqual([]);
});

test('no exception stands here for something that is gone', () => {
  const all = layers.flatMap((layer) => here.layers[layer]!);
  expect([...Object.keys(ownNouns), ...Object.keys(second)].filter((name) => !all.includes(name))).toEqual([]);
  for (const layer of layers)
    expect(building[layer]!.filter((name) => !here.layers[layer]!.includes(name))).toEqual([]);
});

describe('refused', () => {
  test.each([
    ['a drawer', 'server/contract/console', 'operations'],
    ['another word for readers', 'server/cli', 'subscribers'],
    ['a singular', 'admin/resources', 'letter'],
  ])('%s', (_says, layer, name) => {
    const names = [...here.layers[layer]!, name];
    expect(strangers({ ...here, layers: { ...here.layers, [layer]: names } })).toEqual([`${layer}/${name}`]);
  });
});
