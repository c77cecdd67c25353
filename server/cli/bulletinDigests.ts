/** `hub digests …`: what went as one mail a day or a week. */
import { openParts } from '../app.ts';
import { type Command, limitOf, text } from './command.ts';

export const digestCommands: Command[] = [
  {
    name: 'digests list',
    takes: '',
    says: 'digests, newest first: their day, whether the week’s were in it, and what became of the mails',
    options: { limit: text },
    needs: 0,
    async run(words, ground, out) {
      const { digests } = openParts(await ground());
      const found = await digests.list(limitOf(words));
      for (const d of found)
        out.line(
          `${d.id}  ${d.day}  ${d.weekly ? 'day and week' : 'day         '}  ${d.accepted} of ${d.total} accepted, waiting ${d.waiting}, failed ${d.failed}, withdrawn ${d.withdrawn}, cancelled ${d.cancelled}, unknown ${d.unknown}`,
        );
      if (found.length === 0) out.line('There is none.');
      out.answer(found);
    },
  },
];
