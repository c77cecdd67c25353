/** What differs between the languages of readers stands in their records (server/languages/); nobody else asks which language it is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languages } from '../../server/contract/codes.ts';
import { type Checker, filesBelow } from './shape.ts';

/** Words for staff and for those who program: two languages of their own, Japanese and English, that no reader's language joins. */
const ofStaff =
  /^server\/(intake\/http\/(api|mailbox)\/|domain\/imports\/(words|runs)\.ts$|cli\/people\.ts$)|^admin\/frame\/|^admin\/providers\//;
/** The console's own language, by the names it has there. */
const consoleLocale = /\b(?:locale|useLocale\(\)) [!=]== '(?:ja|en)'/g;

const code = `['"](?:${languages.join('|')})['"]`;
const asks = new RegExp(`[!=]==? ${code}|${code} [!=]==?|\\bcase ${code}:`);

export const languageCodes: Checker = async (root) => {
  const paths = ['server', 'admin']
    .flatMap((folder) => filesBelow(root, folder))
    .filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.startsWith('server/languages/') && !ofStaff.test(path));
  const wrong = paths.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, i) =>
        asks.test(path.startsWith('admin/') ? line.replaceAll(consoleLocale, '') : line)
          ? [
              `${path}:${i + 1} asks which language it is; give the record a field (server/languages/record.ts): ${line.trim().slice(0, 100)}`,
            ]
          : [],
      ),
  );
  return { inspected: paths.length, wrong };
};
