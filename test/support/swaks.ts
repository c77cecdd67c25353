/** Sends a mail the way an administrator tries it out: with swaks, over a real SMTP dialogue. */
import { spawn } from 'node:child_process';

type Wish = {
  port: number;
  from: string;
  to: string;
  /** The whole mail, headers and all; without it swaks writes a plain one. */
  data?: string;
  /** Further options of swaks. */
  more?: string[];
};

/** `code`: 0 when the mail was taken, 24 to 26 when sender, recipient or data was refused (swaks, exit codes). `dialogue`: every line that was said. */
export const swaks = ({ port, from, to, data, more = [] }: Wish) =>
  new Promise<{ code: number; dialogue: string }>((resolve, reject) => {
    let dialogue = '';
    const server = ['--server', '127.0.0.1', '--port', String(port), '--helo', 'sender.example.jp', '--timeout', '30'];
    const mail = ['--from', from, '--to', to, ...(data === undefined ? [] : ['--data', '-'])];
    const child = spawn('swaks', [...server, ...mail, ...more], { stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        dialogue += text;
      });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, dialogue }));
    child.stdin.on('error', () => {});
    child.stdin.end(data ?? '');
  });
