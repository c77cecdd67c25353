/** `hub suspensions …`, `hub tasks …`, `hub limits …`, `hub delivery board`, `hub letters show`: what the desk and operators see and do. */
import { openParts } from '../app.ts';
import { isHubError } from '../lib/errors.ts';
import type { LimitKind } from '../store/limits.ts';
import { type Command, need, UsageError, type Words } from './command.ts';

const text = { type: 'string' } as const;
const when = (at: number | null): string => (at === null ? '-' : new Date(at).toISOString());
const ACTOR = 'cli';

const limitOf = (words: Words): number => {
  const n = Number(words.values.limit ?? 100);
  if (!Number.isInteger(n) || n < 1 || n > 10_000) throw new UsageError('--limit takes a number from 1 to 10000');
  return n;
};

/** A number, 'none' for no limit. */
const numberOf = (words: Words, name: string): number | null => {
  const value = need(words, name);
  if (value === 'none') return null;
  if (!/^\d{1,6}$/.test(value)) throw new UsageError(`--${name} takes a number or none`);
  return Number(value);
};

const suspensions: Command[] = [
  {
    name: 'suspensions list',
    takes: '',
    says: 'readers whose mail is stopped because it came back, newest first; addresses masked',
    options: { limit: text },
    needs: 0,
    async run(words, ground, out) {
      const { data } = await openParts(await ground()).desk.suspended({ limit: limitOf(words) });
      for (const r of data)
        out.line(`${r.id.padEnd(16)} ${r.masked.padEnd(32)} ${(r.reason ?? '').padEnd(14)} ${when(r.since)}`);
      if (data.length === 0) out.line('Nobody is suspended.');
      out.answer(data);
    },
  },
  {
    name: 'suspensions lift',
    takes: 'ID',
    says: 'lets mail go to a reader again; the reason stands in the audit log',
    options: { reason: text },
    needs: 1,
    async run(words, ground, out) {
      const id = words.rest[0]!;
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
      out.line('The suspension is lifted.');
      out.answer({ id, lifted: true });
    },
  },
];

const tasks: Command[] = [
  {
    name: 'tasks list',
    takes: '',
    says: 'what a person must look at',
    options: { state: text, limit: text },
    optionSays: { state: 'open (default) or closed' },
    needs: 0,
    async run(words, ground, out) {
      const state = words.values.state ?? 'open';
      if (state !== 'open' && state !== 'closed') throw new UsageError('--state takes open or closed');
      const { data } = await openParts(await ground()).records.tasks({ state }, { limit: limitOf(words) });
      for (const t of data)
        out.line(
          `${t.id}  ${t.kind.padEnd(20)} ${t.object.padEnd(32)} ${when(t.openedAt)}${t.takenBy ? `  taken by ${t.takenBy}` : ''}`,
        );
      if (data.length === 0) out.line('There is nothing to do.');
      out.answer(data);
    },
  },
  {
    name: 'tasks take',
    takes: 'ID',
    says: 'says that somebody is at it; --back puts it back',
    options: { back: { type: 'boolean' } },
    needs: 1,
    async run(words, ground, out) {
      const take = words.values.back !== true;
      const task = await openParts(await ground()).records.takeTask(ACTOR, words.rest[0]!, take);
      out.line(take ? 'It is taken.' : 'It is put back.');
      out.answer(task);
    },
  },
  {
    name: 'tasks done',
    takes: 'ID',
    says: 'closes a task with a note of what was done',
    options: { note: text },
    needs: 1,
    async run(words, ground, out) {
      const task = await openParts(await ground()).records.closeTask(ACTOR, words.rest[0]!, need(words, 'note'));
      out.line('It is done.');
      out.answer(task);
    },
  },
];

const limitName = (words: Words) => ({
  domain: words.rest[0]!,
  kind: (words.values.emergency === true ? 'emergency' : 'usual') as LimitKind,
});

const limitCommands: Command[] = [
  {
    name: 'limits list',
    takes: '',
    says: 'how fast mail may go to each carrier and big provider, what waits for it, and when that will have left',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const list = await openParts(await ground()).limits.list();
      const told = (n: number | null) => (n === null ? 'no limit' : String(n));
      for (const l of list)
        out.line(
          `${l.id.padEnd(20)} ${told(l.connections).padStart(8)} connections ${told(l.ratePerSecond).padStart(8)} a second  ` +
            `${l.waiting} wait${l.endsAt === null ? '' : `, done ${when(l.endsAt)}`}${l.restsUntil === null ? '' : `, rests until ${when(l.restsUntil)} (${l.restReason})`}${l.changedBy ? `  set by ${l.changedBy}` : ''}`,
        );
      out.answer(list);
    },
  },
  {
    name: 'limits set',
    takes: 'DOMAIN',
    says: 'changes the limit of a carrier or provider at once, for all processes',
    options: { connections: text, rate: text, reason: text, emergency: { type: 'boolean' } },
    optionSays: {
      connections: 'at the same time, or none',
      rate: 'mails a second, or none',
      emergency: 'for emergencies instead, as agreed with the carrier',
    },
    needs: 1,
    async run(words, ground, out) {
      const limit = { connections: numberOf(words, 'connections'), ratePerSecond: numberOf(words, 'rate') };
      await openParts(await ground()).limits.set(ACTOR, limitName(words), limit, need(words, 'reason'));
      out.line('The limit holds from the next claim on.');
      out.answer({ ...limitName(words), ...limit });
    },
  },
  {
    name: 'limits reset',
    takes: 'DOMAIN',
    says: 'back to the default',
    options: { emergency: { type: 'boolean' } },
    needs: 1,
    async run(words, ground, out) {
      await openParts(await ground()).limits.reset(ACTOR, limitName(words));
      out.line('The default holds again.');
      out.answer(limitName(words));
    },
  },
];

const looking: Command[] = [
  {
    name: 'delivery board',
    takes: '',
    says: 'lanes with what waits and for how long, holds, relays, delivery processes',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const board = await openParts(await ground()).switches.board();
      for (const l of board.lanes)
        out.line(
          `${l.lane.padEnd(16)} ${l.waiting} wait${l.ageMs === null ? '' : `, the oldest for ${Math.round(l.ageMs / 1000)} s`}`,
        );
      for (const h of board.holds) out.line(`held: ${h.kind} ${h.target}: ${h.reason}`);
      for (const relay of board.relays) out.line(`relay ${relay}`);
      for (const w of board.workers) out.line(`process ${w.id} on ${w.host}: ${w.alive ? 'lives' : 'is silent'}`);
      out.answer(board);
    },
  },
  {
    name: 'letters show',
    takes: 'ID',
    says: 'one letter with every try and everything that came back; never its content',
    options: {},
    needs: 1,
    async run(words, ground, out) {
      const letter = await openParts(await ground()).desk.letter(words.rest[0]!);
      out.line(`${letter.type} to ${letter.to}: ${letter.state}${letter.reason ? ` (${letter.reason})` : ''}`);
      if (letter.newsletterRest)
        out.line(
          `  no bulletins go to this address since ${when(letter.newsletterRest.since)} (${letter.newsletterRest.reason}); letters do`,
        );
      for (const t of letter.tries) out.line(`  ${when(t.at)} ${t.result} at ${t.relay} ${t.reply ?? t.reason ?? ''}`);
      for (const r of letter.returned) out.line(`  ${when(r.at)} came back: ${r.class} ${r.status ?? ''} ${r.reason}`);
      out.answer(letter);
    },
  },
];

export const operationCommands: Command[] = [...suspensions, ...tasks, ...limitCommands, ...looking];
