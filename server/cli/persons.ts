/** `hub person …`: whoever stands behind one address, over all tables. */
import { open } from 'node:fs/promises';
import { openParts } from '../app.ts';
import { type Command, instantOf, need } from './command.ts';

const text = { type: 'string' } as const;
const ACTOR = 'cli';

export const personCommands: Command[] = [
  {
    name: 'person show',
    takes: 'ADDRESS',
    says: 'what the hub holds of an address, by kind and number',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const shown = await openParts(await ground()).persons.show(ACTOR, words.rest[0]!);
      if (!shown.known) out.line('There is nothing of this address.');
      if (shown.reader)
        out.line(
          `reader ${shown.reader.id}: ${shown.reader.state}, topics ${shown.reader.topics.join(', ') || 'none'}`,
        );
      if (shown.staff) out.line(`a person of the console: ${shown.staff.state}`);
      for (const [kind, n] of Object.entries(shown.counts)) if (n > 0) out.line(`${kind.padEnd(18)} ${n}`);
      for (const id of shown.open.cases) out.line(`open case ${id}: stays until it has closed`);
      out.answer(shown);
    },
  },
  {
    name: 'person export',
    takes: 'ADDRESS',
    says: 'all of it, opened, as JSON on standard output or into a new file; codes of letters are left out',
    options: { out: text },
    optionSays: { out: 'a file that does not exist yet; only its owner can read it' },
    needs: 1,
    async run(words, ground, out) {
      const data = await openParts(await ground()).persons.export(ACTOR, words.rest[0]!);
      const json = `${JSON.stringify(data, null, 2)}\n`;
      if (typeof words.values.out !== 'string') return void process.stdout.write(json);
      const file = await open(words.values.out, 'wx', 0o600);
      await file.writeFile(json);
      await file.close();
      out.line(`Written to ${words.values.out}.`);
      out.answer({ file: words.values.out });
    },
  },
  {
    name: 'person erase',
    takes: 'ADDRESS',
    says: 'erases it in all tables; what belongs to an open procedure stays and is named',
    options: { reason: text },
    optionSays: { reason: 'stands in the audit log' },
    needs: 1,
    async run(words, ground, out) {
      const erased = await openParts(await ground()).persons.erase(ACTOR, words.rest[0]!, need(words, 'reason'));
      for (const [kind, n] of Object.entries(erased.gone)) if (n > 0) out.line(`gone: ${kind} ${n}`);
      for (const { what, id } of erased.kept) out.line(`stays for now: ${what} ${id}`);
      if (Object.values(erased.gone).every((n) => n === 0)) out.line('There was nothing to erase.');
      out.answer(erased);
    },
  },
  {
    name: 'person replay',
    takes: '--since INSTANT',
    says: 'after a restore: erases again who was erased since the backup, by the list beside the database',
    options: { since: text },
    optionSays: { since: 'when the backup was made, like 2026-11-21T03:00:00+09:00' },
    needs: 0,
    async run(words, ground, out) {
      const since = instantOf('since', need(words, 'since'));
      const replayed = await openParts(await ground()).persons.replay(since);
      out.line(`${replayed} erasures were made again.`);
      out.answer({ replayed });
    },
  },
];
