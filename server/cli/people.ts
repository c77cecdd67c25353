/** `hub operators …`: people of the console, also when nobody can sign in. */
import { openParts } from '../app.ts';
import { type StaffRole, staffRoles } from '../contract/rights.ts';
import { notFound } from '../lib/errors.ts';
import { type Command, need, UsageError } from './command.ts';

const by = { actor: 'command-line' };

const rolesOf = (text: string): StaffRole[] => {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.filter((name) => !staffRoles.includes(name as StaffRole));
  if (wrong.length > 0) throw new UsageError(`unknown role ${wrong.join(', ')}; there are ${staffRoles.join(', ')}`);
  return names as StaffRole[];
};

const people = async (ground: Parameters<typeof openParts>[0]) => openParts(ground).operators.people;

const idOf = async (ground: Parameters<typeof openParts>[0], email: string): Promise<string> => {
  const found = (await (await people(ground)).list()).find((p) => p.email.toLowerCase() === email.toLowerCase());
  if (!found) throw notFound('person');
  return found.id;
};

export const operatorCommands: Command[] = [
  {
    name: 'operators list',
    takes: '',
    says: 'people of the console with their roles',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const all = await (await people(await ground())).list();
      for (const p of all) out.line(`${p.state.padEnd(8)} ${p.email.padEnd(32)} ${p.roles.join(', ')}`);
      if (all.length === 0)
        out.line('There is nobody yet. The link for the first administrator: hub operators first-link');
      out.answer(all);
    },
  },
  {
    name: 'operators first-link',
    takes: '',
    says: 'a one-time link that makes the first administrator, while there is none',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const open = await ground();
      const token = await openParts(open).operators.firstLink();
      const link =
        token && `${open.config.PUBLIC_URL || `http://localhost:${open.config.HTTP_PORT}`}/console/#/first/${token}`;
      out.line(link ?? 'There is an administrator already; invite others with: hub operators invite');
      out.answer({ link });
    },
  },
  {
    name: 'operators invite',
    takes: 'EMAIL',
    says: 'invites somebody by mail and prints the one-time link',
    options: { name: { type: 'string' }, roles: { type: 'string' }, language: { type: 'string' } },
    optionSays: { name: 'the name', roles: `one or more of ${staffRoles.join(',')}`, language: 'ja (default) or en' },
    needs: 1,
    async run(words, ground, out) {
      const email = words.rest[0]!;
      const { id, link } = await (await people(await ground())).invite(by, {
        name: need(words, 'name'),
        email,
        roles: rolesOf(need(words, 'roles')),
        bureaus: [],
        language: words.values.language === 'en' ? 'en' : 'ja',
      });
      out.line(link);
      out.answer({ id, link });
    },
  },
  {
    name: 'operators retire',
    takes: 'EMAIL',
    says: 'ends an account and all its sessions',
    options: { reason: { type: 'string' } },
    optionSays: { reason: 'stands in the audit log' },
    needs: 1,
    async run(words, ground, out) {
      const open = await ground();
      const id = await idOf(open, words.rest[0]!);
      await (await people(open)).retire(by, id, need(words, 'reason'));
      out.line('Retired.');
      out.answer({ id });
    },
  },
  {
    name: 'operators summary',
    takes: 'on|off EMAIL',
    says: 'the daily summary by mail, at 08:30 (JST), for one person',
    options: {},
    needs: 2,
    async run(words, ground, out) {
      const [wish, email] = words.rest as [string, string];
      if (wish !== 'on' && wish !== 'off') throw new UsageError(`operators summary takes on or off, not ${wish}`);
      const open = await ground();
      const id = await idOf(open, email);
      const changed = await openParts(open).operators.setSummary(by, id, wish === 'on');
      out.line(`The daily summary ${changed ? 'is now' : 'was already'} ${wish} for ${email}.`);
      out.answer({ id, summary: wish === 'on', changed });
    },
  },
  {
    name: 'operators end-sessions',
    takes: 'EMAIL',
    says: 'signs somebody out everywhere',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const open = await ground();
      const ended = await (await people(open)).endSessions(by, await idOf(open, words.rest[0]!));
      out.line(`${ended} sessions ended.`);
      out.answer({ ended });
    },
  },
];
