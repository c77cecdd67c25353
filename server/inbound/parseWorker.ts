/** The thread in which received mails are read: whatever a hostile mail does here, the doors go on (parse.ts). */
import { parentPort } from 'node:worker_threads';
import { simpleParser } from 'mailparser';
import { classifyMail } from './classify.ts';
import { decideEmptyMail } from './emptyMail.ts';
import { readLetter } from './letter.ts';
import type { Answer, Task } from './parse.ts';
import { verifySignatures } from './signatures.ts';

/** Off: everything that makes HTML out of text, links out of words or reads pictures; nobody looks at it (reliability.md, faults). */
const frugal = { skipHtmlToText: true, skipTextToHtml: true, skipTextLinks: true, skipImageLinks: true };

/** What the sender wrote, or null when mailparser gives up; the door's own reader then takes its place. */
const writtenText = async (raw: Uint8Array): Promise<string | null> => {
  try {
    return (await simpleParser(Buffer.from(raw), frugal)).text ?? null;
  } catch {
    return null;
  }
};

const answer = async (task: Task): Promise<Answer> => {
  if (task.what === 'classify') return { what: 'classify', classified: classifyMail(task.raw) };
  if (task.what === 'signatures')
    return { what: 'signatures', verified: await verifySignatures(Buffer.from(task.raw.buffer), task.answers) };
  if (task.what === 'letter') {
    const text = await writtenText(task.raw);
    return { what: 'letter', letter: readLetter({ from: task.from, raw: task.raw }, task.ownDomains, text) };
  }
  const text = await writtenText(task.raw);
  const decision = decideEmptyMail(
    { from: task.from, raw: task.raw, ...(task.box ? { box: task.box } : {}) },
    task.ownDomains,
    text,
  );
  return { what: 'emptyMail', decision };
};

parentPort?.on('message', async (task: Task) => parentPort?.postMessage(await answer(task)));
parentPort?.postMessage('ready');
