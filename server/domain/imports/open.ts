/** Imports as the house opens them: of the command line, of the console, and those that run later. */
import { openImports } from './imports.ts';
import { openLaterImports } from './later.ts';
import { openImportRuns } from './runs.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openImports>[0] &
  Parameters<typeof openImportRuns>[0] &
  Omit<Parameters<typeof openLaterImports>[0], 'imports'>;

export const openImportNoun = (p: Needs) => {
  const imports = openImports(p);
  return { imports, importRuns: openImportRuns(p), laterImports: openLaterImports({ ...p, imports }) };
};
