/** The style sheet, the script and the mark: read once, named by their content, so that browsers may keep them for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Router from '@koa/router';
import { lasting } from '../packing.ts';

const require = createRequire(import.meta.url);
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Most choices of one group that the sheet can count. */
const COUNTED = 40;
/** Counts ticked boxes without a script: boxes of a group are siblings, so "the third ticked one" is a selector. */
const counters = Array.from({ length: COUNTED }, (_, n) => {
  const boxes = Array(n + 1)
    .fill('input[type="checkbox"]:checked')
    .join('~');
  return `.group:has(${boxes}) .n{--n:"${n + 1}"}`;
}).join('\n');

/** Comments and indentation are for who writes the sheet. */
const tight = (css: string): string => css.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/\s*\n\s*/g, '\n');

const tightScript = (script: string): string => script.replaceAll(/^\s*\/\/.*\n|^\s+/gm, '');

const named = (name: string, type: string, body: string) => {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 10);
  const [stem, end] = name.split('.');
  return { path: `/assets/${stem}.${hash}.${end}`, type, body: lasting(body) };
};

export const assets = {
  css: named(
    'pages.css',
    'text/css; charset=utf-8',
    tight(
      `${readFileSync(require.resolve('@digital-go-jp/design-tokens/dist/tokens.css'), 'utf8')}\n${read('./pages.css')}\n${counters}\n`,
    ),
  ),
  script: named('pages.js', 'text/javascript; charset=utf-8', tightScript(read('./pages.js'))),
  work: named('work.js', 'text/javascript; charset=utf-8', tightScript(read('./work.js'))),
  mark: named('mark.svg', 'image/svg+xml', read('./mark.svg')),
} as const;

export const assetRoutes = (): Router => {
  const router = new Router();
  for (const asset of Object.values(assets))
    router.get(asset.path, (ctx) => {
      ctx.type = asset.type;
      ctx.set('cache-control', 'public, max-age=31536000, immutable');
      ctx.body = asset.body;
    });
  return router;
};
