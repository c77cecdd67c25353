/** `hub bulletins revisions …` and `hub bulletins restore …`: what a bulletin said before. */
import { openParts } from '../app.ts';
import { languages } from '../contract/codes.ts';
import type { RevisionChange } from '../domain/bulletins/revisions.ts';
import { ACTOR, type Command, limitOf, need, text, UsageError, when } from './command.ts';

const numberOf = (value: string): number => {
  const n = Number(value);
  if (!Number.isInteger(n) || n < 1) throw new UsageError('--of takes the number of a revision, like 3');
  return n;
};
const says = (c: RevisionChange) => `${c.language} +${c.plus} -${c.minus}`;

export const revisionCommands: Command[] = [
  {
    name: 'bulletins revisions',
    takes: 'ID',
    says: 'who changed the texts, when, and by how many lines; with --of: what one revision said',
    options: { of: text, every: { type: 'boolean' }, limit: text },
    optionSays: {
      of: 'number of a revision',
      every: 'each save by itself, not those of one sitting as one',
      limit: 'how many lines, 100 unless told',
    },
    needs: 1,
    async run(words, ground, out) {
      const { revisions } = openParts(await ground());
      const id = words.rest[0]!;
      if (typeof words.values.of === 'string') {
        const texts = await revisions.texts(id, numberOf(words.values.of));
        for (const l of languages) if (texts[l]) out.line(`[${l}]\nSubject: ${texts[l].subject}\n\n${texts[l].body}\n`);
        out.answer(texts);
        return;
      }
      const found = await revisions.list(id, { every: words.values.every === true, limit: limitOf(words) });
      for (const r of found)
        out.line(
          [
            String(r.revision).padStart(4),
            when(r.at),
            r.by,
            r.changes.map(says).join(', ') || 'texts unchanged',
            ...(r.current ? ['(now)'] : []),
          ].join('  '),
        );
      if (found.length === 0) out.line('No text was ever saved.');
      out.answer(found);
    },
  },
  {
    name: 'bulletins restore',
    takes: 'ID',
    says: 'the texts of an earlier revision become those of the draft, as a new revision; nothing is lost',
    options: { of: text },
    optionSays: { of: 'number of the revision whose texts come back' },
    needs: 1,
    async run(words, ground, out) {
      const from = numberOf(need(words, 'of'));
      const { revision } = await openParts(await ground()).revisions.restoreNewest(ACTOR, words.rest[0]!, from);
      out.line(`${words.rest[0]!}: revision ${revision} has the texts of revision ${from}`);
      out.answer({ id: words.rest[0]!, revision, from });
    },
  },
];
