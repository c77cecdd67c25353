/** What the speed is worth: 1,000 mails as the sink got them, held against nodemailer's composer, and their links opened. */
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import MailComposer from 'nodemailer/lib/mail-composer';
import { composeAgain, sendBulletin } from './bulletin.ts';
import { freePort, openStage, startSmtpSink } from './stage.ts';

const NOBODY = 65_534;

/** A folder that smtp-sink may write to after it has given up root. */
const dumpFolder = (within: string): string => {
  const folder = join(within, 'dump');
  mkdirSync(folder);
  if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
  chmodSync(within, 0o711);
  return folder;
};

/** The mail as it came, without the lines in which smtp-sink notes where it came from, and with the line ends of the wire. */
const received = (file: string): { rcpt: string; raw: Buffer } => {
  const text = readFileSync(file, 'latin1');
  const rcpt = /^X-Rcpt-Args: <(.*?)>/m.exec(text)?.[1] ?? '';
  const mail = text.replace(/^(X-(Client|Helo|Mail|Rcpt)-\w+: .*\n)+(Received:.*\n([\t ].*\n)*)?/, '');
  return { rcpt, raw: Buffer.from(mail.replace(/\r?\n/g, '\r\n'), 'latin1') };
};

/** Everything a reader or a program could see. Blanks at line ends fill base64 lines. */
const seen = (mail: ParsedMail) =>
  JSON.stringify({
    headers: [...mail.headers]
      .filter(([name]) => name !== 'content-transfer-encoding')
      .map(([name, value]) => [name, name === 'content-type' ? (value as { value: string }).value : value])
      .sort(([a], [b]) => (a! < b! ? -1 : 1)),
    text: mail.text?.replace(/ +$/gm, '').trim(),
    html: typeof mail.html === 'string' ? mail.html.replace(/ +$/gm, '').trim() : mail.html,
    attachments: mail.attachments.length,
  });

const header = (mail: ParsedMail, name: string): string =>
  /^[^:]+:\s*([\s\S]*)$/
    .exec(mail.headerLines.find((line) => line.key === name)?.line ?? '')?.[1]
    ?.replace(/\r?\n\s*/g, ' ') ?? '';

/** The same mail by nodemailer's composer: headers as they came, texts as the renderer makes them for this reader. */
const byNodemailer = async (mail: ParsedMail, to: string, text: string, html: string | null): Promise<ParsedMail> => {
  const from = mail.from!.value[0]!;
  const copied = [
    'Content-Language',
    'List-Unsubscribe',
    'List-Id',
    'List-Unsubscribe-Post',
    'Auto-Submitted',
    'Feedback-ID',
    'X-Auto-Response-Suppress',
  ] as const;

  const raw = await new MailComposer({
    from: { name: from.name, address: from.address! },
    to,
    subject: mail.subject!,
    text,
    html: html ?? undefined,
    messageId: mail.messageId!,
    date: header(mail, 'date'),
    headers: Object.fromEntries(copied.map((name) => [name, header(mail, name.toLowerCase())])),
    newline: 'win',
  })
    .compile()
    .build();
  return simpleParser(raw);
};

const links = (mail: ParsedMail, base: string): Set<string> => {
  const all = [mail.text, mail.html, header(mail, 'list-unsubscribe')]
    .join('\n')
    .matchAll(/https?:\/\/[^\s"'<>()（）]+/g);
  return new Set([...all].map(([url]) => url!.replaceAll('&amp;', '&')).filter((url) => url.startsWith(base)));
};

/** Sends `n` mails to a sink that keeps them and looks at each. */
export const measureSample = async (n: number, say: (words: string) => void) => {
  const http = await freePort();
  const base = `http://127.0.0.1:${http}`;
  const stage = await openStage(n, say, { env: { PUBLIC_URL: base } });
  const folder = dumpFolder(stage.folder);
  const sink = await startSmtpSink({ dump: folder });
  const program = await stage.start({
    ROLES: 'web,clock,delivery',
    HTTP_PORT: String(http),
    SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
  });
  try {
    await sendBulletin(stage, program, n);
    const ids: { id: number }[] = await stage.db.knex('reader').select('id');
    const expected = new Map(
      (
        await composeAgain(
          stage,
          ids.map((r) => r.id),
        )
      ).map((m) => [m.envelope.to, m.shown()]),
    );
    const recipients = new Set<string>();
    const urls = new Set<string>();
    let personal = 0;
    let equal = 0;
    const files = readdirSync(folder);
    for (const file of files) {
      const { rcpt, raw } = received(join(folder, file));
      const mail = await simpleParser(raw);
      const wanted = expected.get(rcpt);
      recipients.add(rcpt);
      if (wanted && seen(mail) === seen(await byNodemailer(mail, rcpt, wanted.text, wanted.html))) equal++;
      const before = urls.size;
      for (const url of links(mail, base)) urls.add(url);
      // A link of one's own in the text, and another in the header.
      if (urls.size - before >= 2) personal++;
    }
    const statuses = await Promise.all([...urls].map(async (url) => (await fetch(url, { redirect: 'manual' })).status));
    const open = statuses.filter((status) => status === 200).length;
    const figures = { mails: files.length, recipients: recipients.size, equal, personal, links: urls.size, open };
    say(`of ${n} mails: ${JSON.stringify(figures)}`);
    return figures;
  } finally {
    await stage.stop(program);
    sink.stop();
    await stage.close();
  }
};
