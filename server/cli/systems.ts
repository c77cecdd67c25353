/** `hub keys …`, `hub templates …`: what the application systems need. */
import { readFile } from 'node:fs/promises';
import { openParts } from '../app.ts';
import { openTemplates } from '../domain/templates/templates.ts';
import { type Command, need, UsageError } from './command.ts';

const text = { type: 'string' } as const;

export const systemCommands: Command[] = [
  {
    name: 'keys create',
    takes: '',
    says: 'an API key; it is shown once',
    options: { name: text, type: text, system: text, allow: text },
    optionSays: {
      name: 'what it is for',
      type: 'live, team (only to an allow-list) or test (nothing leaves)',
      system: 'ras2, ras1 or ens',
      allow: 'for team keys: addresses joined by commas',
    },
    needs: 0,
    async run(words, ground, out) {
      const { keys } = openParts(await ground());
      const allow = typeof words.values.allow === 'string' ? words.values.allow.split(',').map((a) => a.trim()) : [];
      const made = await keys.create({
        name: need(words, 'name'),
        type: need(words, 'type'),
        system: need(words, 'system'),
        allow,
        actor: 'cli',
      });
      out.line(`id   ${made.id}`);
      out.line(`key  ${made.key}`);
      out.line('Keep it now: it is never shown again.');
      out.answer(made);
    },
  },
  {
    name: 'keys list',
    takes: '',
    says: 'API keys, without their secrets',
    options: { system: text },
    needs: 0,
    async run(words, ground, out) {
      const list = await openParts(await ground()).keys.list(
        typeof words.values.system === 'string' ? words.values.system : undefined,
      );
      for (const k of list)
        out.line(
          `${k.id}  ${k.system.padEnd(5)} ${k.type.padEnd(5)} ${k.name}${k.revoked_at ? `  (revoked ${k.revoked_at})` : ''}`,
        );
      if (list.length === 0) out.line('There are no keys yet. Make one with: npm run hub -- keys create');
      out.answer(list);
    },
  },
  {
    name: 'keys rotate',
    takes: 'ID',
    says: 'a new key in the place of one; the key before is taken for some hours more',
    options: { overlap: text },
    optionSays: { overlap: 'hours, from 0 to 720; 24 unless told' },
    needs: 1,
    async run(words, ground, out) {
      const { overlap = '24' } = words.values;
      if (!/^\d{1,3}$/.test(String(overlap)) || Number(overlap) > 720)
        throw new UsageError('--overlap takes hours, from 0 to 720');
      const made = await openParts(await ground()).keyExchange.rotate(words.rest[0]!, Number(overlap), 'cli');
      out.line(`id   ${made.id}`);
      out.line(`key  ${made.key}`);
      out.line(`Keep it now: it is never shown again. The key before is taken for ${overlap} hours more.`);
      out.answer(made);
    },
  },
  {
    name: 'keys revoke',
    takes: 'ID',
    says: 'ends a key at once',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      await openParts(await ground()).keys.revoke(words.rest[0]!, 'cli');
      out.line('The key is revoked.');
      out.answer({ revoked: true });
    },
  },
  {
    name: 'templates create',
    takes: '',
    says: "staff's own text for the API: fields as ((name))",
    options: { system: text, language: text, name: text, subject: text, body: text, publish: { type: 'boolean' } },
    optionSays: { body: 'file with the text', publish: 'usable at once; without it a draft' },
    needs: 0,
    async run(words, ground, out) {
      const { db, clock } = await ground();
      const made = await openTemplates({ db, clock }).create({
        system: need(words, 'system'),
        language: need(words, 'language'),
        name: need(words, 'name'),
        subject: need(words, 'subject'),
        body: await readFile(need(words, 'body'), 'utf8'),
        publish: words.values.publish === true,
        actor: 'cli',
      });
      out.line(`${made.id} version ${made.version}`);
      out.answer(made);
    },
  },
];
