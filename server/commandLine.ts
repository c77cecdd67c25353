/** One command of the command line: its words, what it answers, and its exit code. */

import { type Command, commandHelp, type Output, readWords, UsageError } from './cli/command.ts';
import { commands, findCommand } from './cli/commands.ts';
import { mayGoOn, NoHub, nameOf, openFor } from './cli/place.ts';
import { weightOf } from './cli/weight.ts';
import { environment, readConfig } from './config.ts';
import { failureOf } from './failures.ts';
import { closeGround, type Ground } from './ground.ts';
import { isHubError } from './lib/errors.ts';

const overview = () =>
  [
    'npm run hub -- <noun> <verb> [arguments] [--json]     (--help after a command tells more)',
    '',
    ...commands.map((c) => `  ${`${c.name} ${c.takes}`.padEnd(40)}${c.says}`),
    '',
  ].join('\n');

/** `database`: the name of what was changed, once it is open; it goes with every answer that is no list. */
const output = (json: boolean, fails: () => void, database: () => string | null): Output => ({
  json,
  line: (text) => void (json || process.stdout.write(`${text}\n`)),
  answer(value) {
    const named = database() !== null && typeof value === 'object' && value !== null && !Array.isArray(value);
    if (json) process.stdout.write(`${JSON.stringify(named ? { ...value, database: database() } : value)}\n`);
  },
  progress: (text) =>
    void (process.stderr.isTTY ? process.stderr.write(`\r\u001b[K${text}`) : json || process.stderr.write(`${text}\n`)),
  fails,
});

/** Says what was refused: in words, or with --json as {error, details, fields}. */
const tellRefusal = (error: unknown, json: boolean) => {
  const sentence = failureOf(error as Error);
  if (sentence !== null || !isHubError(error)) {
    process.stderr.write(`${sentence ?? (error as Error).message}\n`);
    if (!isHubError(error)) return;
  }
  if (json)
    process.stdout.write(`${JSON.stringify({ error: error.code, details: error.details, fields: error.fields })}\n`);
  const details = (d: object) =>
    Object.entries(d)
      .map(([k, v]) => `${k} ${v}`)
      .join(', ');
  if (sentence !== null) return;
  process.stderr.write(
    `refused: ${error.code}${Object.keys(error.details).length > 0 ? ` (${details(error.details)})` : ''}\n`,
  );
  for (const f of error.fields)
    process.stderr.write(`  ${f.field}: ${f.code}${f.details ? ` (${details(f.details)})` : ''}\n`);
};

/** Runs one command with the settings of the environment; answers its exit code. */
export const runLine = async (args: string[]): Promise<number> => {
  if (args.length === 0 || (args.length === 1 && ['--help', '-h', 'help'].includes(args[0]!))) {
    process.stdout.write(overview());
    return args.length === 0 ? 2 : 0;
  }
  const found = findCommand(args);
  if (!found) {
    const same = commands.filter((c) => c.name.startsWith(`${args[0]} `));
    process.stderr.write(`There is no command '${args.slice(0, 2).join(' ')}'.\n\n`);
    const help = same.length > 0 ? same.map(commandHelp).join('\n') : overview();
    (args.includes('--help') && same.length > 0 ? process.stdout : process.stderr).write(help);
    return args.includes('--help') && same.length > 0 ? 0 : 2;
  }
  return runCommand(found);
};

const runCommand = async (found: { command: Command; rest: string[] }): Promise<number> => {
  const { name } = found.command;
  const weight = weightOf(name);
  const json = found.rest.includes('--json');
  let ground: Ground | null = null;
  let code = 0;
  const out = output(
    json,
    () => {
      code = 1;
    },
    () => (ground && weight !== 'looks' ? nameOf(ground.config.DATABASE_URL) : null),
  );
  try {
    const words = readWords(found.command, found.rest);
    const open = async () => {
      if (ground) return ground;
      const config = readConfig(environment());
      const act = { weight, words: [name, ...words.rest], yes: words.values.yes === true };
      if (!(await mayGoOn(config, act))) throw new NoHub('Nothing was done.');
      ground = await openFor(config, weight);
      return ground;
    };
    if (words.values.help) process.stdout.write(commandHelp(found.command));
    else {
      await found.command.run(words, open, out);
      const opened = ground as Ground | null;
      if (opened && weight !== 'looks') out.line(`Database: ${nameOf(opened.config.DATABASE_URL)}`);
    }
    return code;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${commandHelp(found.command)}`);
      return 2;
    }
    tellRefusal(error, json);
    return 1;
  } finally {
    if (ground) await closeGround(ground as Ground);
  }
};
