/** `hub systems …`: what is in force for a system beside the rulebook, and changing it. */
import { openParts } from '../app.ts';
import type { SystemCode } from '../contract/codes.ts';
import { findRulebook } from '../domain/rulebook/index.ts';
import type { SettingsPatch } from '../domain/rulebook/settings.ts';
import { HubError } from '../lib/errors.ts';
import { ACTOR, type Command, need, text } from './command.ts';
import { anyLanguage } from './languages.ts';

const many = { type: 'string', multiple: true } as const;
type Values = Readonly<Record<string, unknown>>;

const wrong = (name: string, given: string) => new HubError('setting.value', { name, given });

const onOff = (name: string, given: string): boolean => {
  if (given !== 'on' && given !== 'off') throw wrong(name, given);
  return given === 'on';
};

/** `name=value`, as often as it was given. `NAME=` is an empty value, where one means something. */
const pairs = (values: Values, option: string): [string, string][] =>
  ((values[option] as string[] | undefined) ?? []).map((given) => {
    const [name, value, ...more] = given.split('=');
    if (!name || value === undefined || (value === '' && option !== 'sender-name') || more.length > 0)
      throw wrong(option, given);
    return [name, value];
  });

const switches = (values: Values): SettingsPatch => {
  const patch: SettingsPatch = {};
  const read = (option: string, set: (on: boolean) => void) => {
    const given = values[option];
    if (typeof given === 'string') set(onOff(option, given));
  };
  read('passwords-in-bulk', (on) => {
    patch.passwordMailInBulk = on;
  });
  read('reminders-repeat', (on) => {
    patch.reminderRepeatsCertificate = on;
  });
  read('results-to-applicant', (on) => {
    patch.resultReadyToApplicant = on;
  });
  read('strict', (on) => {
    patch.strict = on;
  });
  return patch;
};

const patchOf = (system: SystemCode, values: Values): SettingsPatch => {
  const known = findRulebook(system)!.settings;
  const patch = switches(values);
  const letters = pairs(values, 'letter');
  for (const [type] of letters) if (!Object.hasOwn(known.letters, type)) throw wrong('letter', type);
  if (letters.length > 0)
    patch.letters = Object.fromEntries(letters.map(([type, state]) => [type, onOff(`letter ${type}`, state)]));
  const languages = pairs(values, 'language');
  for (const [role] of languages) if (!Object.hasOwn(known.languages, role)) throw wrong('language', role);
  if (languages.length > 0) patch.languages = Object.fromEntries(languages);
  const names = pairs(values, 'sender-name');
  if (names.length > 0) patch.fromName = Object.fromEntries(names);
  if (typeof values['link-hosts'] === 'string')
    patch.linkHosts = values['link-hosts'] === '' ? [] : values['link-hosts'].split(',').map((host) => host.trim());
  return patch;
};

const known = (given: string | undefined): SystemCode => {
  const book = findRulebook(given ?? '');
  if (!book) throw new HubError('system.unknown', { system: given ?? '' });
  return book.system;
};

export const systemSettingCommands: Command[] = [
  {
    name: 'systems show',
    takes: 'SYSTEM',
    says: 'the settings of a system that are in force',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const system = known(words.rest[0]);
      const settings = await openParts(await ground()).settings.get(system);
      for (const [name, value] of Object.entries(settings)) out.line(`${name}  ${JSON.stringify(value)}`);
      out.answer(settings);
    },
  },
  {
    name: 'systems set',
    takes: 'SYSTEM',
    says: 'changes settings of a system; audited',
    options: {
      letter: many,
      language: many,
      'passwords-in-bulk': text,
      'reminders-repeat': text,
      'results-to-applicant': text,
      'link-hosts': text,
      strict: text,
      'sender-name': many,
    },
    optionSays: {
      letter: 'TYPE=on or TYPE=off, for a letter that may be switched',
      language: 'ROLE=ja,en: languages when an event names none',
      'passwords-in-bulk': 'on or off: inquiry password mails in bulk applications',
      'reminders-repeat': 'on or off: reminders repeat the certificate',
      'results-to-applicant': 'on or off: the applicant gets result-ready too',
      'link-hosts': 'hosts joined by commas that links may lead to; empty for those of sender.json',
      strict: 'on or off: codes that nobody knows are refused (off: taken with a warning)',
      'sender-name': `LANGUAGE=NAME: display name of From in ${anyLanguage}; LANGUAGE= goes back to sender.json's`,
    },
    needs: 1,
    async run(words, ground, out) {
      const system = known(words.rest[0]);
      const patch = patchOf(system, words.values);
      if (Object.keys(patch).length === 0) throw wrong('option', 'none');
      const settings = await openParts(await ground()).settings.change(system, patch, 'cli');
      out.line(`The settings of ${system} are changed.`);
      out.answer(settings);
    },
  },
  {
    name: 'systems reply-to',
    takes: 'SYSTEM',
    says: 'addresses that answers to mails of a system go to, with the ids that letters name',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const system = known(words.rest[0]);
      const list = await openParts(await ground()).replyAddresses.list(system);
      for (const one of list) out.line(`${one.id}  ${one.state.padEnd(9)} ${one.email}`);
      if (list.length === 0) out.line('There are none.');
      out.answer(list);
    },
  },
  {
    name: 'systems add-reply-to',
    takes: 'SYSTEM',
    says: 'enters an address for answers; a mail brings a code there',
    options: { email: text },
    needs: 1,
    async run(words, ground, out) {
      const system = known(words.rest[0]);
      const email = need(words, 'email');
      const id = await openParts(await ground()).replyAddresses.add(system, email, ACTOR);
      out.line(`${id}  Confirm it with the code of the mail: npm run hub -- systems confirm-reply-to ${id} --code …`);
      out.answer({ id });
    },
  },
  {
    name: 'systems confirm-reply-to',
    takes: 'ID',
    says: 'proves an address for answers by the code of its mail',
    options: { code: text },
    needs: 1,
    async run(words, ground, out) {
      await openParts(await ground()).replyAddresses.confirm(words.rest[0]!, need(words, 'code'), ACTOR);
      out.line('The address is confirmed: letters may name its id in email_reply_to_id.');
      out.answer({ id: words.rest[0] });
    },
  },
  {
    name: 'systems remove-reply-to',
    takes: 'ID',
    says: 'no letter may name this address any more',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      await openParts(await ground()).replyAddresses.remove(words.rest[0]!, ACTOR);
      out.line('The address is removed.');
      out.answer({ id: words.rest[0] });
    },
  },
];
