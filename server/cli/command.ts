/** What a command of the command line is, and how words become a call. Exit codes: 0 done, 1 refused, 2 wrong words. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Ground } from '../ground.ts';
import { weightOf } from './weight.ts';

export type Words = { values: Record<string, string | boolean | undefined>; rest: string[] };

export type Command = {
  /** 'bulletins create' */
  name: string;
  /** Arguments after the name, for the help: 'ID' or 'FILE'. */
  takes: string;
  says: string;
  options: ParseArgsOptionsConfig;
  /** Sentences for the options, by name. */
  optionSays?: Readonly<Record<string, string>>;
  /** How many arguments it needs; 'some' is one or more, 'any' none or one. */
  needs: number | 'some' | 'any';
  /** `ground` opens the database at the first use; commands that need none never call it. */
  run: (words: Words, ground: () => Promise<Ground>, out: Output) => Promise<void>;
};

export type Output = {
  json: boolean;
  /** One line for people; nothing with --json. */
  line(text: string): void;
  /** The answer for machines, printed only with --json. */
  answer(value: unknown): void;
  /** A line that replaces itself on a terminal (progress), on standard error. */
  progress(text: string): void;
  /** What was asked has an answer, and it is a bad one: exit code 1 without a word. */
  fails(): void;
};

/** Wrong words: the sentence goes out with the command's help, exit code 2. */
export class UsageError extends Error {}

export const readWords = (command: Command, args: string[]): Words => {
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({
      args,
      options: {
        ...command.options,
        json: { type: 'boolean' },
        yes: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const rest = parsed.positionals;
  if (!parsed.values.help) {
    const fits =
      command.needs === 'some'
        ? rest.length > 0
        : command.needs === 'any'
          ? rest.length < 2
          : rest.length === command.needs;
    if (!fits)
      throw new UsageError(
        `${command.name} takes ${command.takes || 'no arguments'}, got ${rest.length === 0 ? 'nothing' : rest.join(' ')}`,
      );
  }
  return { values: parsed.values as Words['values'], rest };
};

/** A text option that must be there. */
export const need = (words: Words, name: string): string => {
  const value = words.values[name];
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing`);
  return value;
};

/** --limit of a list: how many lines, 100 unless told. */
export const limitOf = (words: Words): number => {
  const n = Number(words.values.limit ?? 100);
  if (!Number.isInteger(n) || n < 1 || n > 10_000) throw new UsageError('--limit takes a number from 1 to 10000');
  return n;
};

/** An option that takes a text. */
export const text = { type: 'string' } as const;
/** Who acts in the audit log when a command does. */
export const ACTOR = 'cli';
export const when = (at: number | null): string => (at === null ? '-' : new Date(at).toISOString());

export const commandHelp = (command: Command): string => {
  const options = Object.entries(command.options).map(
    ([name, o]) => `  --${name}${o.type === 'string' ? ' …' : ''}`.padEnd(26) + (command.optionSays?.[name] ?? ''),
  );
  return [
    `npm run hub -- ${command.name} ${command.takes}`.trimEnd(),
    `  ${command.says}`,
    ...options,
    `${'  --json'.padEnd(26)}answer for machines`,
    ...(weightOf(command.name) === 'lasts'
      ? [`${'  --yes'.padEnd(26)}does not ask in production before what cannot be undone`]
      : []),
    '',
  ].join('\n');
};

/** An option that is an instant (ISO 8601 with its offset), in epoch milliseconds. Throws UsageError. */
export const instantOf = (name: string, value: string): number => {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(`--${name} takes an instant with its offset, like 2026-11-21T09:00:00+09:00`);
  return at;
};
