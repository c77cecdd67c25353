/**
 * The way of mail: one connection to a relay, one round trip for each mail where the server pipelines (RFC 2920), a plain
 * dialogue where it does not. It knows of every mail whether the final dot had left.
 */
import type { SendResult } from '../../contract/mail.ts';
import { wireContent } from './content.ts';
import { type EnvelopeCommands, envelopeCommands } from './envelope.ts';
import { type EnvelopeVerdict, envelopeVerdict, refusal } from './envelopeVerdict.ts';
import { type Carrier, type Deadlines, leaseLost, usualDeadlines, type WireMail } from './mail.ts';
import type { Relay } from './relay.ts';
import { replyLine } from './reply.ts';
import { openRest } from './rest.ts';
import { isSession, type OpenFailure, openSession, type Session } from './session.ts';

export type WireParts = {
  relay: Relay;
  deadlines?: Partial<Deadlines>;
  /** Asked before content leaves; while it waits nothing more leaves here (the recorder is full). */
  room?: () => Promise<void> | undefined;
  /** Told of every connection that could not be opened, for the log. */
  onOpenFailed?: (failure: OpenFailure) => void;
};

type Job = { mail: WireMail; commands: EnvelopeCommands; done: (result: SendResult) => void; again: boolean };
type Open = Session & { taken: number; dirty: boolean };

/** Content up to this size goes in one write with its dot; of larger content all but the last piece drains first. */
const PIECE = 64 * 1024;
/** How many mails to hand over before the first is answered, so that the next envelope always travels with the content. */
export const WIRE_DEPTH = 3;

/** Opens nothing yet: the first mail does, and a mail after a pause does again. */
export const openWire = (p: WireParts): Carrier => {
  const deadlines: Deadlines = { ...usualDeadlines, ...p.deadlines };
  const { relay } = p;
  let open: Open | null = null;
  let jobs: Job[] = [];
  let running: Promise<void> | null = null;
  let closed = false;
  let waitsSince: number | null = null;
  const rest = openRest(deadlines.rest);
  let idleTimer: NodeJS.Timeout | null = null;

  const settle = (job: Job, result: SendResult) => job.done({ ...result, relay: relay.name });
  /** What had not begun on a connection that served others before goes once more over a fresh one. */
  const putBack = (job: Job, result: SendResult) => {
    // At the end nobody finds out whether it was the mail or an old connection.
    if (closed || job.again) return settle(job, closed ? { ...result, stage: null } : result);
    job.again = true;
    jobs.unshift(job);
  };
  const hangUp = () => {
    open?.link.quit();
    open = null;
  };
  const ready = async (): Promise<Open | OpenFailure> => {
    if (open && (open.link.lost !== null || open.link.unasked > 0 || open.taken >= relay.mailsPerConnection)) hangUp();
    if (open) return open;
    await rest.over();
    if (closed) return { step: 'connect', reason: 'stopped', reply: null };
    const session = await openSession(relay, deadlines);
    if (isSession(session)) {
      open = { ...session, taken: 0, dirty: false };
      return open;
    }
    rest.tire();
    p.onOpenFailed?.(session);
    return session;
  };

  const commandsOf = (on: Open, job: Job) =>
    on.dsn && job.mail.dsn ? envelopeCommands(job.mail.envelope, job.mail.dsn) : job.commands;

  /** RSET goes along when the last envelope was left half done. */
  const begin = (on: Open, job: Job): string => {
    const [mail, rcpt, data] = commandsOf(on, job);
    return on.dirty ? `RSET\r\n${mail}${rcpt}${data}` : mail + rcpt + data;
  };

  const pipelined = async (on: Open): Promise<EnvelopeVerdict> => {
    const extra = on.dirty ? 1 : 0;
    const replies = await on.link.replies(3 + extra, performance.now() + deadlines.command);
    on.dirty = false;
    return envelopeVerdict({ replies: extra ? replies.slice(1) : replies, lost: on.link.lost, first: on.taken === 0 });
  };

  const stepwise = async (on: Open, job: Job): Promise<EnvelopeVerdict> => {
    const until = performance.now() + deadlines.command;
    const commands = commandsOf(on, job);
    const replies = [];
    if (on.dirty) {
      on.link.write('RSET\r\n');
      await on.link.replies(1, until);
      on.dirty = false;
    }
    for (const command of commands) {
      on.link.write(command);
      const [reply] = await on.link.replies(1, until);
      if (reply) replies.push(reply);
      if (!reply || reply.code >= 400) break;
    }
    return envelopeVerdict({ replies, lost: on.link.lost, first: on.taken === 0 });
  };

  /** A mail that does not go: its result, and the session made fit for the next. */
  const turnAway = async (on: Open, job: Job, verdict: Extract<EnvelopeVerdict, { go: false }>) => {
    if (verdict.after === 'reset') on.dirty = true;
    if (verdict.after === 'dot') {
      on.link.write('.\r\n');
      const [reply] = await on.link.replies(1, performance.now() + deadlines.command);
      if (!reply || reply.code === 421) hangUp();
    }
    if (verdict.after === 'close') {
      // A relay that takes no mail at all must not be asked again and again. What it says to RCPT is about one recipient, and others go on.
      if (on.taken === 0 && verdict.result.stage !== 'rcpt') rest.tire();
      hangUp();
    }
    if (verdict.result.kind === 'unsent' && on.taken > 0) putBack(job, verdict.result);
    else settle(job, verdict.result);
  };

  /** All but the last piece of large content. False when the link was lost meanwhile: the dot has not left. */
  const drainMost = async (on: Open, content: string): Promise<string | null> => {
    let from = 0;
    for (; content.length - from > PIECE; from += PIECE)
      if (!(await on.link.drain(content.slice(from, from + PIECE), deadlines.command))) return null;
    return content.slice(from);
  };

  /** Sends content and dot, and with them the next envelope where the server pipelines. Answers the mail that has begun so. */
  const carry = async (on: Open, job: Job): Promise<Job | null> => {
    const content = wireContent(job.mail.content);
    await p.room?.();
    if (job.mail.stands?.() === false) {
      // After 354 the only way back is to hang up.
      hangUp();
      settle(job, leaseLost);
      return null;
    }
    const last = content.length > PIECE ? await drainMost(on, content) : content;
    if (last === null || on.link.lost !== null || on.link.unasked > 0) {
      const reason = on.link.lost ?? 'closing';
      hangUp();
      settle(job, { kind: 'unsent', stage: 'data', reason });
      return null;
    }
    on.taken++;
    const more = on.pipelining && on.taken < relay.mailsPerConnection;
    const next = more ? (jobs.shift() ?? null) : null;
    on.link.write(next ? `${last}.\r\n${begin(on, next)}` : `${last}.\r\n`);
    waitsSince = performance.now();
    const [reply] = await on.link.replies(1, waitsSince + deadlines.final);
    waitsSince = null;
    if (!reply || reply.code < 200 || (reply.code >= 300 && reply.code < 400)) {
      const reason = on.link.lost ?? 'garbled';
      hangUp();
      settle(job, { kind: 'unknown', stage: 'dot', reason });
    } else if (reply.code < 300) {
      rest.fresh();
      settle(job, { kind: 'accepted', reply: replyLine(reply) });
    } else {
      settle(job, refusal(reply, 'dot'));
      if (reply.code === 421) hangUp();
    }
    if (next && open !== on) {
      putBack(next, { kind: 'unsent', reason: 'closing' });
      return null;
    }
    return next;
  };

  const run = async () => {
    let begun: Job | null = null;
    for (let job = jobs.shift() ?? null; job; job = begun ?? jobs.shift() ?? null) {
      const on: Open | OpenFailure = begun && open ? open : await ready();
      if (!('link' in on)) {
        settle(job, { kind: 'unsent', reason: `${on.step} ${on.reason}`, reply: on.reply });
        begun = null;
        continue;
      }
      if (!begun && on.pipelining) on.link.write(begin(on, job));
      const verdict = on.pipelining ? await pipelined(on) : await stepwise(on, job);
      if (verdict.go) begun = await carry(on, job);
      else {
        await turnAway(on, job, verdict);
        begun = null;
      }
    }
  };

  const start = () => {
    if (idleTimer) clearTimeout(idleTimer);
    idleTimer = null;
    running ??= run().finally(() => {
      running = null;
      if (jobs.length > 0) start();
      else if (closed) hangUp();
      else idleTimer = setTimeout(hangUp, deadlines.idle).unref();
    });
  };

  return {
    get waitsSince() {
      return waitsSince;
    },
    async send(mail) {
      // Checked here, so that a bad address is the caller's error and never a half-written command.
      const commands = envelopeCommands(mail.envelope);
      return new Promise((done) => {
        const job: Job = { mail, commands, done, again: false };
        if (closed) return settle(job, { kind: 'unsent', reason: 'stopped' });
        jobs.push(job);
        start();
      });
    },
    async close() {
      closed = true;
      const waiting = jobs;
      jobs = [];
      for (const job of waiting) settle(job, { kind: 'unsent', reason: 'stopped' });
      rest.end();
      if (idleTimer) clearTimeout(idleTimer);
      await running;
      hangUp();
    },
  };
};
