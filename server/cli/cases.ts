/** `hub cases …`: one case, its chains and addresses, and what staff do to it. */
import { openParts } from '../app.ts';
import { ACTOR, type Command, need, text, UsageError, when } from './command.ts';

const reasonSays = { reason: 'stands in the audit log' };
const roles = ['holder', 'filer', 'applicant'] as const;
const by = (words: Parameters<typeof need>[0]) => ({ actor: ACTOR, reason: need(words, 'reason') });

export const caseCommands: Command[] = [
  {
    name: 'cases show',
    takes: 'ID',
    says: 'one case: whom it writes to (masked), its letters, and its chains of reminders with their numbers',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const own = await openParts(await ground()).caseFiles.show(words.rest[0]!);
      out.line(`${own.system} ${own.subject}${own.test ? ' (test key)' : ''}: ${own.state}`);
      for (const one of own.addresses) out.line(`  ${one.role.padEnd(9)} ${one.to}`);
      for (const one of own.letters) out.line(`  letter ${one.id}  ${one.type} to ${one.to}: ${one.state}`);
      for (const one of own.followUps)
        out.line(`  chain  ${one.id}  ${one.type}: ${one.state}, ${one.sent} sent, next ${when(one.nextAt)}`);
      out.answer(own);
    },
  },
  {
    name: 'cases stop-chain',
    takes: 'ID CHAIN',
    says: 'ends a chain of reminders; its letters that have not left end with it',
    options: { reason: text },
    optionSays: reasonSays,
    needs: 2,
    async run(words, ground, out) {
      const [id, chain] = words.rest as [string, string];
      const { caseControl, caseFiles } = openParts(await ground());
      await caseControl.stopChain(id, chain, by(words));
      out.line('The chain is ended.');
      out.answer(await caseFiles.show(id));
    },
  },
  {
    name: 'cases correct-address',
    takes: 'ID',
    says: 'sets the address of a role as staff heard it: what waits goes there, and what bounced goes again',
    options: { role: text, email: text, reason: text },
    optionSays: { role: roles.join(', '), email: 'the right address', ...reasonSays },
    needs: 1,
    async run(words, ground, out) {
      const role = roles.find((one) => one === need(words, 'role'));
      if (!role) throw new UsageError(`--role takes ${roles.join(', ')}`);
      const change = { role, email: need(words, 'email') };
      const done = await openParts(await ground()).caseControl.correctAddress(words.rest[0]!, change, by(words));
      const told = { sentAgain: done.sentAgain.length, moved: done.readdressed, lost: done.lost.length };
      out.line(`Corrected: ${told.sentAgain} go again, ${told.moved} that wait go there.`);
      if (told.lost > 0) out.line(`${told.lost} cannot be sent again: have their events reported again under new ids.`);
      out.answer(told);
    },
  },
  {
    name: 'cases close',
    takes: 'ID',
    says: 'closes a case: what has not left and every reminder end with it',
    options: { reason: text },
    optionSays: reasonSays,
    needs: 1,
    async run(words, ground, out) {
      const { caseControl, caseFiles } = openParts(await ground());
      await caseControl.close(words.rest[0]!, by(words));
      out.line('The case is closed.');
      out.answer(await caseFiles.show(words.rest[0]!));
    },
  },
];
