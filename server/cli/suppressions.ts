/** `hub suppressions …`: addresses and domains that get no mail. */
import { openParts } from '../app.ts';
import { toInstant } from '../lib/clock.ts';
import { ACTOR, type Command, limitOf, need, text, UsageError, when } from './command.ts';

const untilOf = (value: string | boolean | undefined): number | null => {
  if (typeof value !== 'string') return null;
  try {
    return toInstant(value);
  } catch {
    throw new UsageError('--until takes a time with its zone: 2026-12-31T00:00:00+09:00');
  }
};

export const suppressionCommands: Command[] = [
  {
    name: 'suppressions list',
    takes: '',
    says: 'addresses (masked) and domains that get no mail, newest first; --lifted: also those that do again',
    options: { limit: text, lifted: { type: 'boolean' } },
    needs: 0,
    async run(words, ground, out) {
      const { suppressions } = openParts(await ground());
      const found = await suppressions.list({ limit: limitOf(words), lifted: words.values.lifted === true });
      for (const s of found)
        out.line(
          `${s.id.padEnd(24)} ${s.target.padEnd(32)} ${(s.letters ? 'bulletins, letters' : 'bulletins').padEnd(20)} ${when(s.until).padEnd(26)} ${s.reason}${s.liftedAt === null ? '' : ` (lifted ${when(s.liftedAt)})`}`,
        );
      if (found.length === 0) out.line('Nothing is suppressed.');
      out.answer(found);
    },
  },
  {
    name: 'suppressions add',
    takes: 'ADDRESS|DOMAIN',
    says: 'no bulletins go there any more, at once; with --letters no letters of procedures either',
    options: { reason: text, until: text, letters: { type: 'boolean' } },
    optionSays: {
      reason: 'stands in the audit log',
      until: 'ends by itself then: 2026-12-31T00:00:00+09:00',
      letters: 'blocks letters as well: each ends as suppressed, with a task and a callback',
    },
    needs: 1,
    async run(words, ground, out) {
      const entry = {
        target: words.rest[0]!,
        letters: words.values.letters === true,
        reason: need(words, 'reason'),
        until: untilOf(words.values.until),
      };
      const { suppressions } = openParts(await ground());
      const id = await suppressions.add(ACTOR, entry);
      out.line(`Suppressed: ${id}`);
      out.answer(await suppressions.find(id));
    },
  },
  {
    name: 'suppressions lift',
    takes: 'ID',
    says: 'mail goes there again; the reason stands in the audit log',
    options: { reason: text },
    needs: 1,
    async run(words, ground, out) {
      const reason = need(words, 'reason');
      const { suppressions } = openParts(await ground());
      await suppressions.lift(ACTOR, words.rest[0]!, reason);
      out.line('The suppression is lifted.');
      out.answer(await suppressions.find(words.rest[0]!));
    },
  },
];
