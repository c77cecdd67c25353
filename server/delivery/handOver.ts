/** Hands one mail to an SMTP server in a plain dialogue: what the built-in mailbox uses to write to our own mail entry. */
import { connect } from 'node:net';

export type HandedOver = { code: number; reply: string };

const LONGEST_MS = 15_000;

/** Speaks SMTP as a mail program would. `data` has CRLF line ends. Answers with the reply that decided; code 0 when nobody answered. */
export const handOver = (p: {
  host: string;
  port: number;
  from: string;
  to: string;
  data: string;
}): Promise<HandedOver> =>
  new Promise((resolve) => {
    const socket = connect({ host: p.host, port: p.port });
    const steps = [
      'EHLO mailbox.localhost',
      `MAIL FROM:<${p.from}>`,
      `RCPT TO:<${p.to}>`,
      'DATA',
      `${p.data.replace(/^\./gm, '..').replace(/(\r\n)*$/, '')}\r\n.`,
    ];
    let heard = '';
    let last: HandedOver = { code: 0, reply: '' };
    const end = (answer: HandedOver) => {
      clearTimeout(limit);
      socket.end('QUIT\r\n');
      resolve(answer);
    };
    const limit = setTimeout(() => {
      socket.destroy();
      resolve({ code: 0, reply: 'no answer' });
    }, LONGEST_MS);
    socket.setEncoding('utf8');
    socket.on('error', (error) => end({ code: 0, reply: error.message }));
    socket.on('close', () => end(last));
    socket.on('data', (text: string) => {
      heard += text;
      for (let at = heard.indexOf('\r\n'); at >= 0; at = heard.indexOf('\r\n')) {
        const line = heard.slice(0, at);
        heard = heard.slice(at + 2);
        if (line[3] === '-') continue;
        last = { code: Number(line.slice(0, 3)), reply: line };
        if (last.code >= 400 || steps.length === 0) return end(last);
        socket.write(`${steps.shift()}\r\n`);
      }
    });
  });
