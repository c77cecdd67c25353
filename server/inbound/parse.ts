/**
 * Reads received mail apart from the doors: in threads with a cap on memory and time, kept for reuse, so that one mail costs
 * milliseconds. A mail that breaks its thread is judged by its header alone; the caller keeps the raw mail either way.
 */
import { availableParallelism, loadavg } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Classified, classifyMail } from './classify.ts';
import { decideEmptyMail, type EmptyMail, type EmptyMailDecision } from './emptyMail.ts';
import { type PlainLetter, readLetter } from './letter.ts';
import type { KeyAnswers, Verified } from './signatures.ts';

export type Task =
  | { what: 'classify'; raw: Uint8Array }
  | { what: 'emptyMail'; raw: Uint8Array; from: string; box?: 'entry' | 'leave'; ownDomains: readonly string[] }
  | { what: 'letter'; raw: Uint8Array; from: string; ownDomains: readonly string[] }
  | { what: 'signatures'; raw: Uint8Array; answers: KeyAnswers };
export type Answer =
  | { what: 'classify'; classified: Classified }
  | { what: 'emptyMail'; decision: EmptyMailDecision }
  | { what: 'letter'; letter: PlainLetter }
  | { what: 'signatures'; verified: Verified[] };

export type MailReader = {
  /** As classifyMail; never rejects. */
  classify(raw: Uint8Array): Promise<Classified>;
  /** As decideEmptyMail, the text read by mailparser; never rejects. */
  emptyMail(mail: EmptyMail, ownDomains: readonly string[]): Promise<EmptyMailDecision>;
  /** As readLetter; never rejects. */
  letter(mail: Pick<EmptyMail, 'from' | 'raw'>, ownDomains: readonly string[]): Promise<PlainLetter>;
  /** As verifySignatures, `temperror` for a mail that is too much; never rejects. */
  signatures(raw: Uint8Array, answers: KeyAnswers): Promise<Verified[]>;
  /** Ends the threads; what is under way is answered by its header. */
  close(): Promise<void>;
};

export type MailReaderLimits = {
  threads?: number;
  /** Milliseconds one mail may take. */
  time?: number;
  /** Milliseconds its signatures may take: they hold for the whole mail, the rest for its beginning. */
  signatureTime?: number;
  /** Megabytes of heap a thread may grow to. */
  memory?: number;
  /** The thread's programme; tests bring one that misbehaves. */
  programme?: URL;
  /** How many want each processor. */
  load?: () => number;
};

/** Everything that decides stands in the first megabyte: a report comes before the mail it returns. */
const MOST_BYTES = 1_000_000;
const MOST_HEADER = 64_000;
/** A busy machine may need seconds to start a thread; that is not the mail's fault. */
const START_TIME = 20_000;

/** An overrun machine gives a thread little of its time; that is not the mail's fault either. */
const patience = (load: number): number => Math.min(Math.max(1, load - 3), 10);

const beginning = (raw: Uint8Array, most: number): Uint8Array<ArrayBuffer> => new Uint8Array(raw.subarray(0, most));

/** Up to the empty line. */
const headerOf = (raw: Uint8Array): Uint8Array => {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, MOST_HEADER)).toString('latin1');
  const end = /\r?\n\r?\n|\r\r/.exec(text)?.index ?? text.length;
  return Buffer.from(`${text.slice(0, end)}\n\n`, 'latin1');
};

/** The sender may try again, as when DNS is away. */
const unverified: Verified = { domain: '', result: 'temperror' };

/** What can be said when the body cannot be looked at. */
const byHeader = (task: Task): Answer => {
  if (task.what === 'signatures') return { what: 'signatures', verified: [unverified] };
  const raw = headerOf(task.raw);
  if (task.what === 'emptyMail')
    return { what: 'emptyMail', decision: decideEmptyMail({ from: task.from, raw }, task.ownDomains) };
  if (task.what === 'letter') return { what: 'letter', letter: readLetter({ from: task.from, raw }, task.ownDomains) };
  const classified = classifyMail(raw);
  const silent = classified.class === 'not-a-bounce' && classified.reason === 'ordinary';
  return { what: 'classify', classified: silent ? { ...classified, reason: 'unreadable' } : classified };
};

type Job = { task: Task; done: (answer: Answer) => void };

/** One thread and the job it is at. A thread that failed is ended and a new one is started for the next job. */
const lane = (p: Required<MailReaderLimits>, next: () => Job | undefined) => {
  let worker: Worker | null = null;
  let job: Job | null = null;
  let timer: NodeJS.Timeout | undefined;

  const finish = (answer: Answer) => {
    clearTimeout(timer);
    const { done } = job!;
    job = null;
    worker?.unref();
    done(answer);
    take();
  };
  const fail = (broken: Worker) => {
    if (worker !== broken) return;
    worker = null;
    void broken.terminate();
    if (job) finish(byHeader(job.task));
  };
  const timeFor = (task: Task) => (task.what === 'signatures' ? p.signatureTime : p.time * patience(p.load()));
  const hurry = (ms: number) => {
    clearTimeout(timer);
    const running = worker!;
    timer = setTimeout(() => fail(running), ms);
  };
  const start = () => {
    const fresh = new Worker(p.programme, { resourceLimits: { maxOldGenerationSizeMb: p.memory } });
    fresh.on('message', (told: Answer | 'ready') => {
      if (worker !== fresh || !job) return;
      if (told === 'ready') hurry(timeFor(job.task));
      else finish(told);
    });
    fresh.on('error', () => fail(fresh));
    fresh.on('exit', () => fail(fresh));
    return fresh;
  };
  const take = () => {
    const waiting = job ? undefined : next();
    if (!waiting) return;
    job = waiting;
    const starting = worker === null;
    worker ??= start();
    worker.ref();
    hurry(starting ? START_TIME : timeFor(waiting.task));
    worker.postMessage(waiting.task);
  };
  const stop = async () => {
    const last = worker;
    worker = null;
    if (job) finish(byHeader(job.task));
    await last?.terminate();
  };
  return { take, stop };
};

/** Starts no thread before the first mail. */
export const openMailReader = (limits: MailReaderLimits = {}): MailReader => {
  const p = {
    threads: Math.max(1, Math.min(2, availableParallelism() - 1)),
    time: 2000,
    signatureTime: 10_000,
    memory: 192,
    programme: new URL('./parseWorker.ts', import.meta.url),
    load: () => loadavg()[0]! / availableParallelism(),
    ...limits,
  };
  const pool = (threads: number) => {
    const queue: Job[] = [];
    const lanes = Array.from({ length: threads }, () => lane(p, () => queue.shift()));
    return {
      add(job: Job) {
        queue.push(job);
        for (const one of lanes) one.take();
      },
      async stop() {
        for (const { task, done } of queue.splice(0)) done(byHeader(task));
        await Promise.all(lanes.map((one) => one.stop()));
      },
    };
  };
  const reading = pool(p.threads);
  // Apart, for they may take longer: reports do not wait for the proofs of strangers.
  const proving = pool(1);
  let closed = false;

  const ask = (task: Task): Promise<Answer> =>
    closed
      ? Promise.resolve(byHeader(task))
      : new Promise((done) => (task.what === 'signatures' ? proving : reading).add({ task, done }));

  return {
    async classify(raw) {
      const answer = await ask({ what: 'classify', raw: beginning(raw, MOST_BYTES) });
      return answer.what === 'classify' ? answer.classified : classifyMail(headerOf(raw));
    },
    async emptyMail(mail, ownDomains) {
      const answer = await ask({
        what: 'emptyMail',
        raw: beginning(mail.raw, MOST_BYTES),
        from: mail.from,
        ...(mail.box ? { box: mail.box } : {}),
        ownDomains,
      });
      return answer.what === 'emptyMail' ? answer.decision : decideEmptyMail(mail, ownDomains);
    },
    async letter({ from, raw }, ownDomains) {
      const answer = await ask({ what: 'letter', raw: beginning(raw, MOST_BYTES), from, ownDomains });
      return answer.what === 'letter' ? answer.letter : readLetter({ from, raw: headerOf(raw) }, ownDomains);
    },
    async signatures(raw, answers) {
      const answer = await ask({ what: 'signatures', raw: beginning(raw, raw.length), answers });
      return answer.what === 'signatures' ? answer.verified : [unverified];
    },
    async close() {
      closed = true;
      await Promise.all([reading.stop(), proving.stop()]);
    },
  };
};
