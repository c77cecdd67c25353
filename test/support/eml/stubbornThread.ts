/** A thread that answers good mail and misbehaves on command, to prove that the reader of mails survives it. */
import { parentPort } from 'node:worker_threads';
import { classifyMail } from '../../../server/inbound/classify.ts';
import type { Task } from '../../../server/inbound/parse.ts';

parentPort?.on('message', (task: Task) => {
  const text = Buffer.from(task.raw).toString('latin1');
  if (text.includes('X-Do: loop')) for (;;);
  if (text.includes('X-Do: throw')) throw new Error('as asked');
  if (text.includes('X-Do: exit')) process.exit(1);
  if (text.includes('X-Do: take')) for (const began = performance.now(); performance.now() - began < 1500; );
  if (text.includes('X-Do: eat')) for (const eaten: string[] = []; ; ) eaten.push(`${Math.random()}`.repeat(100_000));
  parentPort?.postMessage({ what: 'classify', classified: classifyMail(task.raw) });
});
parentPort?.postMessage('ready');
