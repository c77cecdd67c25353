/** `hub systems …`: what is in force for a system beside the rulebook, and changing it. */
import { openParts } from '../app.ts';
import type { SystemCode } from '../contract/codes.ts';
import { findRulebook } from '../domain/rulebook/index.ts';
import type { SettingsPatch } from '../domain/rulebook/settings.ts';
import { HubError } from '../lib/errors.ts';
import type { Command } from './command.ts';

const many = { type: 'string', multiple: true } as const;
const text = { type: 'string' } as const;
type Values = Readonly<Record<string, unknown>>;

const wrong = (name: string, given: string) => new HubError('setting.value', { name, given });

const onOff = (name: string, given: string): boolean => {
  if (given !== 'on' && given !== 'off') throw wrong(name, given);
  return given === 'on';
};

/** `name=value`, as often as it was given. */
const pairs = (values: Values, option: string): [string, string][] =>
  ((values[option] as string[] | undefined) ?? []).map((given) => {
    const [name, value, ...more] = given.split('=');
    if (!name || !value || more.length > 0) throw wrong(option, given);
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
  if (typeof values['link-hosts'] === 'string')
    patch.linkHosts = values['link-hosts'] === '' ? [] : values['link-hosts'].split(',').map((host) => host.trim());
  return patch;
};

const known = (given: string | undefined): SystemCode => {
  if (!given || !findRulebook(given)) throw new HubError('system.unknown', { system: given ?? '' });
  return given as SystemCode;
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
    },
    optionSays: {
      letter: 'TYPE=on or TYPE=off, for a letter that may be switched',
      language: 'ROLE=ja,en: languages when an event names none',
      'passwords-in-bulk': 'on or off: inquiry password mails in bulk applications',
      'reminders-repeat': 'on or off: reminders repeat the certificate',
      'results-to-applicant': 'on or off: the applicant gets result-ready too',
      'link-hosts': 'hosts joined by commas that links may lead to; empty for those of sender.json',
      strict: 'on or off: codes that nobody knows are refused (off: taken with a warning)',
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
];
