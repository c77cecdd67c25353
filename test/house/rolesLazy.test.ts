/** A process loads what its roles need: one that delivers, or that only starts, knows neither koa nor the console. */
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Prints which of these packages Node has loaded after the file. */
const probe = (file: string) => `
import { registerHooks } from 'node:module';
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
await import(${JSON.stringify(new URL(`../../server/${file}`, import.meta.url).href)});
const found = ['koa', 'smtp-server', 'mailparser'].filter((name) => loaded.some((url) => url.includes('/node_modules/' + name + '/')));
process.stdout.write(JSON.stringify(found));
process.exit(0);
`;
const loads = (file: string): string[] =>
  JSON.parse(
    execFileSync('node', ['--input-type=module', '-e', probe(file)], { encoding: 'utf8', timeout: 60_000 }),
  ) as string[];

test.each(['deliver.ts', 'roles.ts'])('%s loads neither the web nor the mail door', (file) => {
  expect(loads(file)).toEqual([]);
});

test('each door loads its own: what is looked for can be found', () => {
  expect(loads('web.ts')).toContain('koa');
  expect(loads('mailIn.ts')).toEqual(['smtp-server']);
});
