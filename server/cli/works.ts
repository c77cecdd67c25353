/** `hub works …`: long works that the hub does by itself. */
import { createWriteStream } from 'node:fs';
import { openParts } from '../app.ts';
import type { WorkView } from '../domain/works/works.ts';
import type { Command } from './command.ts';

const when = (at: number | null): string => (at === null ? '-' : new Date(at).toISOString());
const far = (work: WorkView): string => (work.total === null ? String(work.done) : `${work.done} of ${work.total}`);
const line = (work: WorkView): string =>
  `${work.id.padEnd(24)} ${work.kind.padEnd(18)} ${work.state.padEnd(10)} ${far(work).padEnd(20)} ${when(work.createdAt)}`;

export const workCommands: Command[] = [
  {
    name: 'works list',
    takes: '',
    says: 'long works (imports …), newest first, with how far they have come',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const works = await openParts(await ground()).works.list();
      for (const work of works) out.line(line(work));
      if (works.length === 0) out.line('There are no works.');
      out.answer(works);
    },
  },
  {
    name: 'works show',
    takes: 'ID',
    says: 'one work; with --output, what it made (the bad rows of an import) goes to a file',
    options: { output: { type: 'string' } },
    needs: 1,
    async run(words, ground, out) {
      const { works } = openParts(await ground());
      const work = await works.find(words.rest[0]!);
      out.line(line(work));
      if (work.error) out.line(`  ${work.error}`);
      for (const [name, value] of Object.entries(work.result ?? {})) out.line(`  ${name} ${value}`);
      if (typeof words.values.output === 'string') {
        const file = createWriteStream(words.values.output, { mode: 0o600 });
        for await (const part of works.output(work.id)) file.write(part);
        await new Promise<void>((resolve) => file.end(resolve));
      }
      out.answer(work);
    },
  },
  {
    name: 'works cancel',
    takes: 'ID',
    says: 'ends a work between two pieces; what is written stays',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const { works } = openParts(await ground());
      await works.cancel('cli', words.rest[0]!);
      const work = await works.find(words.rest[0]!);
      out.line(`Cancelled after ${far(work)}.`);
      out.answer(work);
    },
  },
];
