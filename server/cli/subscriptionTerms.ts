/** `hub terms …`: new terms, who accepted them, and the mail that asks. */
import { openParts } from '../app.ts';
import { languages } from '../contract/codes.ts';
import { isDate } from '../lib/clock.ts';
import { ACTOR, type Command, need, text, UsageError, when } from './command.ts';

export const termsCommands: Command[] = [
  {
    name: 'terms show',
    takes: '',
    says: 'the terms that hold now, and how many active readers accepted them, were asked, or get no more bulletins',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const { terms } = openParts(await ground());
      const shown = await terms.show();
      out.line(`Terms ${shown.name} (${languages.join(', ')}), here since ${when(shown.since)}.`);
      out.line(
        `${shown.readers} active readers: ${shown.accepted} accepted, ${shown.asked} asked, ${shown.without} without bulletins, ${shown.untold} not told.`,
      );
      out.answer(shown);
    },
  },
  {
    name: 'terms announce',
    takes: '',
    says: 'asks by mail every reader who accepted older terms only; after the day, bulletins wait for the answer (it is a long work: hub works list)',
    options: { by: text },
    optionSays: { by: 'YYYY-MM-DD, the last day with bulletins without an answer: 14 to 365 days from today' },
    needs: 0,
    async run(words, ground, out) {
      const by = need(words, 'by');
      if (!isDate(by)) throw new UsageError('--by takes a day, like 2026-11-21');
      const { terms, works } = openParts(await ground());
      const before = await terms.show();
      const id = await terms.announce(ACTOR, by);
      const work = await works.find(id);
      out.line(
        `Begun: work ${id}, ${before.untold} readers are asked until ${by}. A process with the role clock does it.`,
      );
      out.line(`How far it is: hub works show ${id}. Ends it: hub works cancel ${id} (mails that are posted stay).`);
      out.answer({ work: id, total: work.total, asked: before.untold, by });
    },
  },
];
