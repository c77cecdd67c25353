/** What RSA-2048 costs: signed and unsigned bulletins in turn, beside the signatures that all cores can make. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { createDkimKey } from '../server/delivery/dkim.ts';
import { dkimFolder } from '../server/delivery/dkimKeys.ts';
import { describeRun, sendBulletin } from './bulletin.ts';
import { median, openStage, startSmtpSink } from './stage.ts';

/** Signatures a second of all cores together, through the same asynchronous call that delivery uses. */
const rsaLimit = async (): Promise<number> => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const data = Buffer.alloc(1000, 7);
  const until = performance.now() + 3000;
  let n = 0;
  const lane = async () => {
    while (performance.now() < until) {
      await new Promise<void>((done, fail) =>
        sign('sha256', data, privateKey, (error) => (error ? fail(error) : done())),
      );
      n++;
    }
  };
  await Promise.all(Array.from({ length: cpus().length * 2 }, lane));
  return n / 3;
};

export const measureDkim = async (p: {
  readers: number;
  runs: number;
  env: Record<string, string>;
  say(words: string): void;
}) => {
  const stage = await openStage(p.readers, p.say);
  const sink = await startSmtpSink();
  const folder = dkimFolder(stage.folder);
  const file = join(folder, 'bench._domainkey.mail.example.jp.pem');
  const key = createDkimKey({ domain: 'mail.example.jp', selector: 'bench', algorithm: 'rsa' });
  mkdirSync(folder, { recursive: true });
  const one = async (signed: boolean): Promise<number> => {
    if (signed) writeFileSync(file, key.privateKey);
    else rmSync(file, { force: true });
    const env = { ...p.env, ROLES: 'clock,delivery', SMTP_URL: `smtp://127.0.0.1:${sink.port}` };
    const program = await stage.start(env);
    try {
      const run = await sendBulletin(stage, program, p.readers);
      p.say(`${signed ? 'signed' : 'unsigned'} ${describeRun(run)}`);
      return run.rate;
    } finally {
      await stage.stop(program);
    }
  };
  try {
    const unsigned: number[] = [];
    const signed: number[] = [];
    const limits: number[] = [];
    for (let n = 0; n < p.runs; n++) {
      limits.push(await rsaLimit());
      unsigned.push(await one(false));
      signed.push(await one(true));
    }
    const [limit, plain, rsa] = [median(limits), median(unsigned), median(signed)];
    return {
      readers: p.readers,
      rsa_limit: Math.round(limit),
      unsigned: Math.round(plain),
      signed: Math.round(rsa),
      share: Number((rsa / Math.min(limit, plain)).toFixed(2)),
    };
  } finally {
    sink.stop();
    await stage.close();
  }
};
