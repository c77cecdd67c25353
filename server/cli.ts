/** `npm run hub -- <noun> <verb>`: the command line, thin over the domain. It works while the hub runs. */
import { closeGround, type Ground, openGround, prepare } from './app.ts';
import { auditCommands } from './cli/audit.ts';
import { bulletinCommands } from './cli/bulletins.ts';
import { type Command, commandHelp, type Output, readWords, UsageError } from './cli/command.ts';
import { deliveryCommands } from './cli/delivery.ts';
import { doctorCommands } from './cli/doctor.ts';
import { houseCommands } from './cli/house.ts';
import { operationCommands } from './cli/operations.ts';
import { operatorCommands } from './cli/operators.ts';
import { readerCommands } from './cli/readers.ts';
import { systemCommands } from './cli/systems.ts';
import { topicCommands } from './cli/topics.ts';
import { environment, readConfig, SettingsError } from './config.ts';
import { isHubError } from './lib/errors.ts';

const commands: Command[] = [
  ...topicCommands,
  ...readerCommands,
  ...bulletinCommands,
  ...systemCommands,
  ...deliveryCommands,
  ...operationCommands,
  ...operatorCommands,
  ...auditCommands,
  ...doctorCommands,
  ...houseCommands,
];

const overview = () =>
  [
    'npm run hub -- <noun> <verb> [arguments] [--json]     (--help after a command tells more)',
    '',
    ...commands.map((c) => `  ${`${c.name} ${c.takes}`.padEnd(40)}${c.says}`),
    '',
  ].join('\n');

const output = (json: boolean, fails: () => void): Output => ({
  json,
  line: (text) => void (json || process.stdout.write(`${text}\n`)),
  answer: (value) => void (json && process.stdout.write(`${JSON.stringify(value)}\n`)),
  progress: (text) =>
    void (process.stderr.isTTY ? process.stderr.write(`\r\u001b[K${text}`) : json || process.stderr.write(`${text}\n`)),
  fails,
});

const find = (args: string[]): { command: Command; rest: string[] } | null => {
  const byLength = [...commands].sort((a, b) => b.name.length - a.name.length);
  for (const command of byLength) {
    const words = command.name.split(' ');
    if (words.every((w, i) => args[i] === w)) return { command, rest: args.slice(words.length) };
  }
  return null;
};

/** Says what was refused: in words, or with --json as {error, details, fields}. */
const tellRefusal = (error: unknown, json: boolean) => {
  if (!isHubError(error)) {
    process.stderr.write(`${error instanceof SettingsError ? error.message : (error as Error).message}\n`);
    return;
  }
  if (json)
    process.stdout.write(`${JSON.stringify({ error: error.code, details: error.details, fields: error.fields })}\n`);
  const details = (d: object) =>
    Object.entries(d)
      .map(([k, v]) => `${k} ${v}`)
      .join(', ');
  process.stderr.write(
    `refused: ${error.code}${Object.keys(error.details).length > 0 ? ` (${details(error.details)})` : ''}\n`,
  );
  for (const f of error.fields)
    process.stderr.write(`  ${f.field}: ${f.code}${f.details ? ` (${details(f.details)})` : ''}\n`);
};

const main = async (args: string[]): Promise<number> => {
  if (args.length === 0 || (args.length === 1 && ['--help', '-h', 'help'].includes(args[0]!))) {
    process.stdout.write(overview());
    return args.length === 0 ? 2 : 0;
  }
  const found = find(args);
  if (!found) {
    const same = commands.filter((c) => c.name.startsWith(`${args[0]} `));
    process.stderr.write(`There is no command '${args.slice(0, 2).join(' ')}'.\n\n`);
    const help = same.length > 0 ? same.map(commandHelp).join('\n') : overview();
    (args.includes('--help') && same.length > 0 ? process.stdout : process.stderr).write(help);
    return args.includes('--help') && same.length > 0 ? 0 : 2;
  }
  let ground: Ground | null = null;
  const open = async () => {
    if (!ground) {
      ground = await openGround(readConfig(environment()));
      await prepare(ground);
    }
    return ground;
  };
  const json = found.rest.includes('--json');
  let code = 0;
  try {
    const words = readWords(found.command, found.rest);
    if (words.values.help) process.stdout.write(commandHelp(found.command));
    else
      await found.command.run(
        words,
        open,
        output(json, () => {
          code = 1;
        }),
      );
    return code;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${commandHelp(found.command)}`);
      return 2;
    }
    tellRefusal(error, json);
    return 1;
  } finally {
    if (ground) await closeGround(ground);
  }
};

// `hub … | head` closes the pipe early: that is no error.
process.stdout.on('error', (error: { code?: string }) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await main(process.argv.slice(2));
