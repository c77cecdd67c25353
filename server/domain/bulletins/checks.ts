/** What the checkers say of a whole bulletin, in numbers: errors keep it from being handed in, warnings are ticked. */
import { type Language, languages } from '../../contract/codes.ts';
import type { BulletinTexts } from './draft.ts';
import type { FindingLine, Previews } from './preview.ts';
import type { Known } from './sentTexts.ts';

export type Checks = {
  findings: Partial<Record<Language, FindingLine[]>>;
  missing: Language[];
  errors: number;
  warnings: number;
};

/** What the checkers say of all languages; a language without a text of its own is a warning. */
export const checksOf = (previews: Previews, texts: BulletinTexts, known: Known): Checks => {
  const findings = previews.findings(texts, known);
  const all = Object.values(findings).flat();
  const missing = languages.filter((l) => !texts[l]);
  return {
    findings,
    missing,
    errors: all.filter((f) => f.level === 'error').length,
    warnings: all.filter((f) => f.level === 'warning').length + missing.length,
  };
};
