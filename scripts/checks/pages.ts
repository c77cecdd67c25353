/** Pages that code prints must be the pages that are committed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Checker, run, tool } from './shape.ts';

/** page → the script that prints it */
const printed = [
  ['docs/settings.md', 'server/config.ts'],
  ['docs/rulebook.md', 'scripts/rulebook-page.ts'],
  ['docs/states.md', 'scripts/states-page.ts'],
  ['docs/metrics.md', 'scripts/metrics-page.ts'],
  ['docs/scale.md', 'scripts/scale-page.ts'],
  ['docs/privacy.md', 'scripts/privacy-page.ts'],
  ['docs/licences.md', 'scripts/licences-page.ts'],
  ['docs/architecture.md', 'scripts/architecture-page.ts'],
] as const;

export const pages: Checker = async (root) => {
  const there = printed.filter(([, script]) => existsSync(join(root, script)));
  const results = await Promise.all(
    there.map(async ([page, script]) => {
      const { code, out, err } = await run(tool('node'), [script], root);
      if (code !== 0 || out === '') return [`${script} prints no page: ${err.trim() || 'nothing was said'}`];
      const have = existsSync(join(root, page)) ? readFileSync(join(root, page), 'utf8') : '';
      return out === have ? [] : [`${page} is not what the code says; write it with: node ${script} > ${page}`];
    }),
  );
  return { inspected: there.length, wrong: results.flat() };
};
