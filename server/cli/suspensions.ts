/** `hub suspensions …` and `hub brakes …`: readers whose mail is stopped, and undoing a provider's wrong day. */
import { openParts } from '../app.ts';
import { isHubError } from '../lib/errors.ts';
import { type Command, need, UsageError, type Words } from './command.ts';

const text = { type: 'string' } as const;
const ACTOR = 'cli';
const when = (at: number | null): string => (at === null ? '-' : new Date(at).toISOString());

const limitOf = (words: Words): number => {
  const n = Number(words.values.limit ?? 100);
  if (!Number.isInteger(n) || n < 1 || n > 10_000) throw new UsageError('--limit takes a number from 1 to 10000');
  return n;
};

/** An instant with its zone; a day alone begins at midnight in Japan. */
const instantOf = (words: Words, name: string): number => {
  const value = need(words, name);
  const whole = /^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00+09:00` : value;
  const at = /(?:Z|[+-]\d\d:?\d\d)$/.test(whole) ? Date.parse(whole) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(`--${name} takes a day (2026-04-01) or an instant (2026-04-01T09:00:00+09:00)`);
  return at;
};

const list: Command = {
  name: 'suspensions list',
  takes: '',
  says: 'readers whose mail is stopped because it came back, newest first; addresses masked',
  options: { limit: text },
  needs: 0,
  async run(words, ground, out) {
    const { data } = await openParts(await ground()).readers.suspended({ limit: limitOf(words) });
    for (const r of data)
      out.line(`${r.id.padEnd(16)} ${r.masked.padEnd(32)} ${(r.reason ?? '').padEnd(14)} ${when(r.since)}`);
    if (data.length === 0) out.line('Nobody is suspended.');
    out.answer(data);
  },
};

const liftOne = async (id: string, words: Words, ground: Parameters<Command['run']>[1]): Promise<void> => {
  if (!/^\d{1,15}$/.test(id)) throw new UsageError('ID is the number that `suspensions list` shows');
  try {
    const lifting = { readerPublicId: Number(id), reason: need(words, 'reason'), actor: ACTOR };
    await openParts(await ground()).subscriptions.lift(lifting);
  } catch (error) {
    // Decision 19, in its own words: a code alone would look like a fault.
    if (isHubError(error) && error.code === 'reader.reassigning-carrier')
      process.stderr.write(
        `${error.details.domain} assigns addresses anew: this one may be somebody else's by now. It comes back only by a new registration that its owner confirms by mail.\n`,
      );
    throw error;
  }
};

const lift: Command = {
  name: 'suspensions lift',
  takes: '[ID]',
  says: 'lets mail go to one reader again, or undoes all suspensions since a time, at a class of domains, for a reason',
  options: { reason: text, since: text, class: text, note: text, 'dry-run': { type: 'boolean' } },
  optionSays: {
    reason:
      'with ID: why, for the audit log; without: what the suspensions were for, such as userunknown or hard-bounce',
    since: 'a day or an instant from which on suspensions are undone',
    class: 'gmail, outlook, docomo … (`limits list` shows them), or one domain',
    note: 'why, for the audit log',
    'dry-run': 'only says how many',
  },
  needs: 'any',
  async run(words, ground, out) {
    const id = words.rest[0];
    if (id !== undefined) {
      await liftOne(id, words, ground);
      out.line('The suspension is lifted.');
      out.answer({ id, lifted: true });
      return;
    }
    const filter = { since: instantOf(words, 'since'), at: need(words, 'class'), reason: need(words, 'reason') };
    const { lifting } = openParts(await ground()).subscriptions;
    const dry = words.values['dry-run'] === true;
    const note = typeof words.values.note === 'string' ? words.values.note : `since ${when(filter.since)}`;
    const told = dry ? await lifting.count(filter) : await lifting.liftAll(filter, { actor: ACTOR, note });
    const old = told.tooOld > 0 ? ` ${told.tooOld} addresses of carriers are older than 30 days and stay.` : '';
    out.line(
      dry
        ? `${told.lifted} of ${told.found} suspensions would be undone.${old}`
        : `${told.lifted} of ${told.found} suspensions are undone.${old}`,
    );
    out.answer({ ...told, dryRun: dry });
  },
};

const brakes: Command[] = [
  {
    name: 'brakes list',
    takes: '',
    says: 'classes of domains whose suspensions are held back, because suddenly many addresses are said to be gone',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const data = await openParts(await ground()).subscriptions.returnsView.brakes();
      for (const b of data)
        out.line(
          `${b.id}  ${b.state.padEnd(8)} ${b.at.padEnd(24)} ${b.reason.padEnd(14)} ${b.held} held, ${b.hards} of ${b.tried}  ${when(b.pulledAt)}`,
        );
      if (data.length === 0) out.line('Nothing is held back.');
      out.answer(data);
    },
  },
  {
    name: 'brakes release',
    takes: 'ID',
    says: 'the other side was wrong: nobody is suspended, and bulletins go there again',
    options: { note: text },
    needs: 1,
    async run(words, ground, out) {
      const { lifting } = openParts(await ground()).subscriptions;
      const told = await lifting.release(words.rest[0]!, { actor: ACTOR, note: need(words, 'note') });
      out.line(`${told.lifted} readers stay as they were.`);
      out.answer(told);
    },
  },
  {
    name: 'brakes apply',
    takes: 'ID',
    says: 'the other side was right: what was held back comes into force',
    options: { note: text },
    needs: 1,
    async run(words, ground, out) {
      const { lifting } = openParts(await ground()).subscriptions;
      const told = await lifting.apply(words.rest[0]!, { actor: ACTOR, note: need(words, 'note') });
      out.line(`${told.suspended} suspensions are in force.`);
      out.answer(told);
    },
  },
];

export const suspensionCommands: Command[] = [list, lift, ...brakes];
