/** `hub suspensions …`: readers whose mail is stopped. */
import { openParts } from '../app.ts';
import { isHubError } from '../lib/errors.ts';
import { ACTOR, type Command, limitOf, need, text, UsageError, when } from './command.ts';

export const suspensionCommands: Command[] = [
  {
    name: 'suspensions list',
    takes: '',
    says: 'readers whose mail is stopped because it came back, newest first; addresses masked',
    options: { limit: text },
    needs: 0,
    async run(words, ground, out) {
      const { data } = await openParts(await ground()).readers.suspended({ limit: limitOf(words) });
      for (const r of data)
        out.line(`${r.id.padEnd(16)} ${r.masked.padEnd(32)} ${(r.reason ?? '').padEnd(14)} ${when(r.since)}`);
      if (data.length === 0) out.line('Nobody is suspended.');
      out.answer(data);
    },
  },
  {
    name: 'suspensions lift',
    takes: 'ID',
    says: 'lets mail go to a reader again; the reason stands in the audit log',
    options: { reason: text },
    needs: 1,
    async run(words, ground, out) {
      const id = words.rest[0]!;
      if (!/^\d{1,15}$/.test(id)) throw new UsageError('ID is the number that `suspensions list` shows');
      try {
        const lifting = { readerPublicId: Number(id), reason: need(words, 'reason'), actor: ACTOR };
        await openParts(await ground()).subscriptions.lift(lifting);
      } catch (error) {
        // Decision 19, in its own words: a code alone would look like a fault.
        if (isHubError(error) && error.code === 'reader.reassigning-carrier')
          process.stderr.write(
            `${error.details.domain} assigns addresses anew: this one may be somebody else's by now. It comes back only by a new registration that its owner confirms by mail.\n`,
          );
        throw error;
      }
      out.line('The suspension is lifted.');
      out.answer({ id, lifted: true });
    },
  },
];
