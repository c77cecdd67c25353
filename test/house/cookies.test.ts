/** Every cookie of the hub has a name of its own: pages of residents and the console share one host, and one must not overwrite the other. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const server = fileURLToPath(new URL('../../server/', import.meta.url));

test('no name of a cookie is given twice', () => {
  const files = (readdirSync(server, { recursive: true }) as string[]).filter((path) => path.endsWith('.ts'));
  const names = files.flatMap((path) => readFileSync(join(server, path), 'utf8').match(/__Host-[a-z-]+/g) ?? []);
  expect(names.length).toBeGreaterThanOrEqual(4);
  expect(names).toEqual([...new Set(names)]);
});
