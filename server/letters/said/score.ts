/** How easy a text is, from 0 to 100, and the three changes that would raise it most. */
import type { Finding, Rule } from '../findings.ts';
import { stripReadings } from '../furigana.ts';

/** An error costs as much as three warnings. */
const cost = ({ level }: Pick<Finding, 'level'>) => (level === 'error' ? 3 : 1);

const sentences = (text: string) =>
  Math.max(1, (stripReadings(text).match(/[。！？!?]|[^。！？!?\s]\s*(?:\n|$)/g) ?? []).length);

/** 100 without a finding; one warning for each sentence leaves 50. */
const of = (costs: number, n: number) => Math.round(100 / (1 + costs / n));

export type Change = { rule: Rule; found: string; places: number; score: number };
export type Score = { score: number; changes: Change[] };

/** Findings that are mended together: a word wherever it stands, or a rule. */
const keyOf = ({ rule, found, proposal }: Finding) => (proposal ? `${rule} ${found}` : rule);

/** `text`: subject and body with readings. */
export const scoreOf = (text: string, findings: readonly Finding[]): Score => {
  const n = sentences(text);
  const total = findings.reduce((sum, one) => sum + cost(one), 0);
  const groups = new Map<string, Finding[]>();
  for (const one of findings) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  const changes = [...groups.values()]
    .map((group) => ({ group, costs: group.reduce((sum, one) => sum + cost(one), 0) }))
    .sort((a, b) => b.costs - a.costs)
    .slice(0, 3)
    .map(({ group, costs }) => ({
      rule: group[0]!.rule,
      found: [...new Set(group.map(({ found }) => found))].slice(0, 3).join('、'),
      places: group.length,
      score: of(total - costs, n),
    }));
  return { score: of(total, n), changes };
};
