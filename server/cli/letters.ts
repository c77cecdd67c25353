/** `hub letters …`: one letter with every try. */
import { openParts } from '../app.ts';
import { isEventSystem } from '../contract/events.ts';
import { HubError } from '../lib/errors.ts';
import { ACTOR, type Command, need, text, when } from './command.ts';

export const letterCommands: Command[] = [
  {
    name: 'letters show',
    takes: 'ID',
    says: 'one letter with every try and everything that came back; never its content',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const letter = await openParts(await ground()).letters.show(words.rest[0]!);
      out.line(`${letter.type} to ${letter.to}: ${letter.state}${letter.reason ? ` (${letter.reason})` : ''}`);
      if (letter.newsletterRest)
        out.line(
          `  no bulletins go to this address since ${when(letter.newsletterRest.since)} (${letter.newsletterRest.reason}); letters do`,
        );
      for (const t of letter.tries) out.line(`  ${when(t.at)} ${t.result} at ${t.relay} ${t.reply ?? t.reason ?? ''}`);
      for (const r of letter.returned) out.line(`  ${when(r.at)} came back: ${r.class} ${r.status ?? ''} ${r.reason}`);
      out.answer(letter);
    },
  },
  {
    name: 'letters hold',
    takes: 'ID',
    says: 'keeps one letter back that has not left yet; the reason stands in the audit log',
    options: { reason: text },
    needs: 1,
    async run(words, ground, out) {
      const { letters } = openParts(await ground());
      await letters.hold(ACTOR, words.rest[0]!, need(words, 'reason'));
      out.line('The letter is held.');
      out.answer(await letters.show(words.rest[0]!));
    },
  },
  {
    name: 'letters let-go',
    takes: 'ID',
    says: 'lets a held letter go, at its time or at once',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const { letters } = openParts(await ground());
      await letters.letGo(ACTOR, words.rest[0]!);
      const letter = await letters.show(words.rest[0]!);
      out.line(`The letter is let go: ${letter.state}.`);
      out.answer(letter);
    },
  },
  {
    name: 'letters send-expired',
    takes: '',
    says: 'sends every letter of a kind that ran out of time and is still true, to its present address',
    options: { system: { type: 'string' }, type: { type: 'string' } },
    optionSays: { system: 'ras2, ras1 or ens', type: 'mail type, as the task names it' },
    needs: 0,
    async run(words, ground, out) {
      const system = need(words, 'system');
      if (!isEventSystem(system)) throw new HubError('system.unknown', { system });
      const done = await openParts(await ground()).applications.sendExpired(
        { system, type: need(words, 'type') },
        'cli',
      );
      out.line(`${done.sent} letters are sent again; ${done.left} are not true any more.`);
      out.answer(done);
    },
  },
];
