/** `hub migrate`, `hub settings`: the house itself. */
import { environment, readConfig, settings, settingsPage } from '../config.ts';
import type { Command } from './command.ts';

export const houseCommands: Command[] = [
  {
    name: 'migrate',
    takes: '',
    says: 'brings the database to the schema of this program; harmless when it is there already',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      await ground();
      out.line('The database is up to date.');
      out.answer({ migrated: true });
    },
  },
  {
    name: 'settings',
    takes: '',
    says: 'every setting with its value and where it comes from; --page prints the documentation',
    options: { page: { type: 'boolean' } },
    needs: 0,
    async run(words, _ground, out) {
      if (words.values.page) return void process.stdout.write(settingsPage());
      const config = readConfig(environment());
      const rows = (Object.keys(settings) as (keyof typeof settings)[]).map((name) => ({
        name,
        value: settings[name].secret && config[name] ? '…' : String(config[name]),
        from: config.given.has(name) ? 'environment' : 'default',
      }));
      for (const r of rows) out.line(`${r.name.padEnd(28)} ${r.value.padEnd(40)} ${r.from}`);
      out.answer(rows);
    },
  },
];
