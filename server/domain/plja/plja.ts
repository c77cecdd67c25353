/**
 * Plain Japanese for staff: readings with one press, the whole check with its score, and proposals that are refused with memory. Nothing is
 * ever written into a text by itself.
 */
import type { Bundle } from '../../letters/bundle.ts';
import { checkBulletin } from '../../letters/checkText.ts';
import { type Finding, findingWords, rules, sortFindings } from '../../letters/findings.ts';
import { inJapan } from '../../letters/formatters.ts';
import { withoutBlocks } from '../../letters/keptBlocks.ts';
import { type Draft, draftPlja } from '../../letters/ruby/draft.ts';
import { type Proposal, proposeReadings } from '../../letters/ruby/propose.ts';
import { openTokenDesk } from '../../letters/ruby/tokenDesk.ts';
import { type FindingLine, findingLine } from '../../letters/said/findingLine.ts';
import { approvedBy, checkPlja, scored } from '../../letters/said/pljaCheck.ts';
import { senderOf } from '../../letters/sender.ts';
import type { Clock } from '../../lib/clock.ts';
import { notFound, refused } from '../../lib/errors.ts';
import type { Db } from '../../store/db.ts';
import { listPljaRefusals, refusePlja, takeBackPljaRefusal } from '../../store/plja.ts';
import { openPljaWords } from './words.ts';

export type PljaText = { subject: string; body: string };
export type PljaChange = { ja: string; en: string; places: number; score: number };
export type PljaChecked = {
  score: number;
  changes: PljaChange[];
  findings: FindingLine[];
  /** Proposals that somebody refused for this bulletin. */
  refused: FindingLine[];
};

const key = ({ rule, found }: { rule: string; found: string }) => `${rule} ${found}`;

export const openPlja = (p: { db: Db; clock: Clock; bundle: Bundle; publicUrl: () => string }) => {
  const desk = openTokenDesk();
  const words = openPljaWords(p);

  const findingsOf = async ({ subject, body: whole }: PljaText): Promise<Finding[]> => {
    const known = await words.list();
    // Blocks are checked where they are written.
    const body = withoutBlocks(whole);
    const around = checkBulletin({
      sender: senderOf(p.bundle),
      language: 'plja',
      ...{ subject, body, publicUrl: p.publicUrl(), today: inJapan(p.clock.now()), own: approvedBy(known) },
    }).filter(
      ({ rule }) => !/^E\d/.test(rule) && !rule.startsWith('phrase.') && rule !== 'word.here' && rule !== 'sign.slash',
    );
    const title = (await checkPlja(desk, subject, 'subject', known)).filter(({ rule }) => rule !== 'E5');
    return sortFindings([...around, ...title, ...(await checkPlja(desk, body, 'body', known))]);
  };

  return {
    words,
    /** Errors: `plja.tokenizer`, `plja.busy`. */
    readings: async (text: string): Promise<Proposal> => proposeReadings(desk, text, await words.list()),

    /** Every finding, the score without what was refused for the bulletin, and the three changes that would raise it most. */
    async check(text: PljaText, bulletin: string | null): Promise<PljaChecked> {
      const findings = await findingsOf(text);
      const no = new Set((bulletin ? await listPljaRefusals(p.db, bulletin) : []).map(key));
      const open = findings.filter((f) => f.level === 'error' || !no.has(key(f)));
      const { score, changes } = scored(`${text.subject}\n${text.body}`, open);
      return {
        score,
        changes: changes.map(({ rule, found, places, score: then }) => {
          const about = { rule, found } as Finding;
          return { ja: findingWords(about, 'ja'), en: findingWords(about, 'en'), places, score: then };
        }),
        findings: open.map(findingLine),
        refused: findings.filter((f) => !open.includes(f)).map(findingLine),
      };
    },

    /** A proposal is not wanted in this bulletin; it is not made again. Errors are no proposals. Throws `plja.no-proposal`, `not.found`. */
    async refuse(actor: string, bulletin: string, about: { rule: string; found: string }): Promise<void> {
      const level = Object.hasOwn(rules, about.rule) ? rules[about.rule as keyof typeof rules].level : 'error';
      if (level === 'error') throw refused('plja.no-proposal');
      const row = { ...about, actor, refused_at: p.clock.now() };
      if (!(await p.db.write((trx) => refusePlja(trx, bulletin, row)))) throw notFound('bulletin');
    },
    /** The proposal is made again. Throws `not.found`. */
    async takeBack(bulletin: string, about: { rule: string; found: string }): Promise<void> {
      if (!(await p.db.write((trx) => takeBackPljaRefusal(trx, bulletin, about)))) throw notFound('bulletin');
    },

    /** A first draft out of Japanese, sentence beside sentence. */
    draft: async (text: string): Promise<Draft> => draftPlja(desk, text, await words.list()),
    stop: () => desk.close(),
  };
};
export type Plja = ReturnType<typeof openPlja>;
