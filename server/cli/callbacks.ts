/** `hub callbacks …`: where the application systems hear of outcomes, with their secrets, and telling again. */
import { openParts } from '../app.ts';
import { isoJst } from '../lib/clock.ts';
import { type Command, instantOf, need, UsageError } from './command.ts';

const text = { type: 'string' } as const;
const ACTOR = 'cli';

/** --overlap of a rotation, in hours. */
const hoursOf = (value: unknown): { hours?: number } => {
  if (value === undefined) return {};
  if (!/^\d{1,3}$/.test(String(value))) throw new UsageError('--overlap takes hours, from 0 to 720');
  return { hours: Number(value) };
};

export const callbackCommands: Command[] = [
  {
    name: 'callbacks add',
    takes: '',
    says: 'a target that hears of every outcome; its signing secret is shown once',
    options: { system: text, url: text },
    optionSays: { system: 'ras2, ras1 or ens', url: 'https address that answers 2xx' },
    needs: 0,
    async run(words, ground, out) {
      const made = await openParts(await ground()).callbacks.add({
        system: need(words, 'system'),
        url: need(words, 'url'),
        actor: ACTOR,
      });
      out.line(`id      ${made.id}`);
      out.line(`secret  ${made.secret}`);
      out.line('Keep the secret now: it is never shown again.');
      out.answer(made);
    },
  },
  {
    name: 'callbacks list',
    takes: '',
    says: 'targets of callbacks, and how much each still has to be told',
    options: { system: text },
    needs: 0,
    async run(words, ground, out) {
      const { callbacks } = openParts(await ground());
      const { system } = words.values;
      const [list, waiting] = await Promise.all([
        callbacks.list(typeof system === 'string' ? system : undefined),
        callbacks.waiting(),
      ]);
      const shown = list.map((c) => ({ ...c, waiting: waiting.get(c.id) ?? 0 }));
      for (const c of shown)
        out.line(
          `${c.id}  ${c.system.padEnd(5)} ${c.state.padEnd(8)} ${String(c.waiting).padStart(6)} wait  ${c.url}${c.overlap_until ? `  (the secret before signs until ${c.overlap_until})` : ''}`,
        );
      if (shown.length === 0) out.line('There are no targets yet. Add one with: npm run hub -- callbacks add');
      out.answer(shown);
    },
  },
  {
    name: 'callbacks remove',
    takes: 'ID',
    says: 'nothing more is told there, nor what waits for it',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const untold = await openParts(await ground()).callbacks.remove(words.rest[0]!, ACTOR);
      out.line(`The target is removed. Outcomes that it was not told and will not be told: ${untold}.`);
      out.answer({ removed: true, untold });
    },
  },
  {
    name: 'callbacks rotate',
    takes: 'ID',
    says: 'a new signing secret, shown once; the one before signs beside it for a while',
    options: { overlap: text },
    optionSays: { overlap: 'hours that both sign, 24 unless given; 0 ends the old one at once' },
    needs: 1,
    async run(words, ground, out) {
      const wish = { ...hoursOf(words.values.overlap), actor: ACTOR };
      const made = await openParts(await ground()).callbacks.rotate(words.rest[0]!, wish);
      const until = wish.hours === 0 ? null : isoJst(made.overlapUntil);
      out.line(`secret  ${made.secret}`);
      out.line(
        `Keep it now: it is never shown again. ${until ? `Both secrets sign until ${until}.` : 'The secret before has ended.'}`,
      );
      if (made.endedNow)
        out.line('A secret of an earlier rotation still signed as well: it has ended now, for only two sign at once.');
      out.answer({ secret: made.secret, overlap_until: until, earlier_secret_ended: made.endedNow });
    },
  },
  {
    name: 'callbacks replay',
    takes: 'ID',
    says: 'tells again: with --since everything since then, also what was answered well; without it what failed',
    options: { since: text },
    optionSays: {
      since: 'instant with its offset, for example 2026-11-21T09:00:00+09:00; deliveries are kept 90 days',
    },
    needs: 1,
    async run(words, ground, out) {
      const { since } = words.values;
      const which = typeof since === 'string' ? { since: instantOf('since', since) } : {};
      const replayed = await openParts(await ground()).callbacks.replay(words.rest[0]!, which, ACTOR);
      out.line(
        replayed === 0
          ? `Nothing is told again: ${typeof since === 'string' ? 'there is no outcome since then' : 'no outcome failed there. With --since also those that were answered well are told'}.`
          : `Outcomes that are told again: ${replayed}.`,
      );
      out.answer({ replayed });
    },
  },
];
