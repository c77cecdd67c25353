/** The page about new terms, as somebody meets it who has accepted none; a hub without quiet hours, so that the mail comes at any hour. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { languages } from '../../server/contract/codes.ts';
import { open, press, see } from './residents.ts';
import { linkTo, must, type Part, type Stop, type Walk } from './walk.ts';

/** Who came by an import has agreed to no terms. */
const importedEmail = ({ language }: Walk) => `sample.imported.${language}@example.jp`;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const stops: readonly Stop[] = [
  {
    name: 'new-terms',
    go: async (w) => {
      const folder = mkdtempSync(join(tmpdir(), 'fumibako-screens-'));
      const file = join(folder, 'readers.csv');
      writeFileSync(file, `email,language,topics\n${importedEmail(w)},${w.language},permanent\n`);
      await must(w, 'subscribers', 'import', file);
      rmSync(folder, { recursive: true });
      await must(w, 'terms', 'announce', '--by', inDays(30), '--yes');
      await open(w, await linkTo(w, importedEmail(w), '/m/new-terms/'));
    },
  },
  {
    name: 'new-terms-accepted',
    go: async (w) => {
      await press(w, 'accept');
      await see(w, '.done');
    },
  },
];

export const newTerms: Part = {
  name: 'terms',
  languages,
  anew: false,
  settings: { QUIET_FROM: '00:00', QUIET_TO: '00:00' },
  stops,
};
