/** The manual of operation says of every task, trouble and alert what it means and what to do: a row of docs/operate.md for each, and none for what is gone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskKinds, troubleCodes } from '../../server/contract/codes.ts';
import type { Checker } from './shape.ts';

/** First cells of the table below a heading. */
const rowsOf = (page: string, heading: string): string[] => {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([\w-]+)`[^|]*\|([^|]+)\|([^|]+)\|$/gm)].flatMap(([, name, means, act]) =>
    means!.trim() && act!.trim() ? [name!] : [],
  );
};

export const manual: Checker = async (root) => {
  const page = readFileSync(join(root, 'docs', 'operate.md'), 'utf8');
  const rules = readFileSync(join(root, 'deploy', 'prometheus', 'rules.yml'), 'utf8');
  const wanted: Record<string, readonly string[]> = {
    Troubles: troubleCodes,
    Tasks: taskKinds,
    Alerts: [...rules.matchAll(/^ *- alert: (\w+)$/gm)].map(([, name]) => name!),
  };
  const wrong = Object.entries(wanted).flatMap(([heading, names]) => {
    const rows = rowsOf(page, heading);
    return [
      ...names.filter((name) => !rows.includes(name)).map((name) => `docs/operate.md, ${heading}: ${name} has no row`),
      ...rows.filter((name) => !names.includes(name)).map((name) => `docs/operate.md, ${heading}: there is no ${name}`),
    ];
  });
  return { inspected: Object.values(wanted).flat().length, wrong };
};
