/** The built-in mailbox in the browser and for scripts: /mailbox and /mailbox/api. It does not exist in production. */
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import Router from '@koa/router';
import type { Context } from 'koa';
import { isLanguage } from '../../contract/codes.ts';
import { handOver } from '../../delivery/handOver.ts';
import { isAddress, readAddress, tidyTyped } from '../../lib/address.ts';
import { type Clock, isoJst, rfc5322Date } from '../../lib/clock.ts';
import { publicId } from '../../lib/token.ts';
import type { MailboxEntry, MailboxMail, MailboxStore } from '../../store/mailbox.ts';
import { checkMail } from './mailbox/checks.ts';
import { headersByName, listHeaders } from './mailbox/headers.ts';
import { composeReport, isReportKind } from './mailbox/reports.ts';
import { readSearch } from './mailbox/search.ts';

export type MailboxParts = {
  store: MailboxStore;
  clock: Clock;
  /** Where our own mail entry listens; null when this process has none. */
  entry: () => { port: number; domain: string } | null;
  /** What came back to a return path, and how its reader stands now; null when the path is none of ours. */
  cameBack: (token: string) => Promise<CameBack | null>;
};

/** What came back for one mail, newest first. Times are epoch milliseconds. */
export type CameBack = {
  reports: { class: string; status: string | null; reason: string; at: number }[];
  /** Of the newsletter; null when the mail went to no reader. */
  reader: { id: string; state: string; reason: string | null } | null;
};

const tokenOf = (returnPath: string): string => /^bounce\+([a-z2-7]+)@/i.exec(returnPath)?.[1]?.toLowerCase() ?? '';

const require = createRequire(import.meta.url);
const own = (name: string) => readFileSync(new URL(`./mailbox/${name}`, import.meta.url), 'utf8');
const tokens = () => readFileSync(require.resolve('@digital-go-jp/design-tokens/dist/tokens.css'), 'utf8');
const assets: Record<string, { type: string; body: () => string }> = {
  'tokens.css': { type: 'text/css', body: tokens },
  'mailbox.css': { type: 'text/css', body: () => own('mailbox.css') },
  'mailbox.mjs': { type: 'text/javascript', body: () => own('mailbox.mjs') },
  'words.mjs': { type: 'text/javascript', body: () => own('words.mjs') },
  'draw.mjs': { type: 'text/javascript', body: () => own('draw.mjs') },
};

/** A mail shown apart: no script, nothing from outside, links open in a window of their own. */
const isolation = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  "frame-ancestors 'self'",
  'sandbox allow-popups allow-popups-to-escape-sandbox',
].join('; ');

const wanted = (value: unknown, fallback: number, most: number) => {
  const n = Number(value);
  return Number.isInteger(n) && n > 0 ? Math.min(n, most) : fallback;
};
const text = (value: unknown) => (typeof value === 'string' ? value : '');

/** The form that scripts read: plain addresses, headers by lower-case name. */
const message = (mail: MailboxMail) => ({
  id: mail.id,
  to: mail.to,
  from: mail.from,
  subject: mail.subject,
  date: isoJst(mail.at),
  text: mail.text,
  html: mail.html,
  headers: headersByName(mail.raw),
});
const listed = (mail: MailboxEntry) => ({ ...mail, date: isoJst(mail.at) });

/** Answers only requests that this page (or a program) made: another site's page must not send or delete. */
const sameSite = (ctx: Context): boolean => {
  const origin = ctx.get('origin');
  if (origin !== '' && URL.canParse(origin) && new URL(origin).host === ctx.host) return true;
  ctx.status = origin === '' ? 200 : 403;
  return origin === '';
};

const jsonBody = async (ctx: Context): Promise<Record<string, unknown>> => {
  let body = '';
  for await (const piece of ctx.req) {
    body += piece;
    if (body.length > 10_000) ctx.throw(413);
  }
  try {
    return JSON.parse(body || '{}') as Record<string, unknown>;
  } catch {
    return ctx.throw(400);
  }
};

const page = () => own('page.html');

const findMail = async (
  store: MailboxStore,
  ctx: Context & { params: Record<string, string> },
): Promise<MailboxMail | null> => {
  const to = text(ctx.query.to);
  const id = ctx.params.id!;
  const mail = id === 'latest' && to !== '' ? (await store.listWhole({ to, limit: 1 }))[0] : await store.find(id);
  if (!mail) ctx.status = 404;
  return mail ?? null;
};

const reading = (router: Router, { store, cameBack }: MailboxParts) => {
  const find = (ctx: Context & { params: Record<string, string> }) => findMail(store, ctx);
  router.get('/mailbox/api/messages', async (ctx) => {
    const to = text(ctx.query.to);
    const query = {
      to: to === '' ? undefined : to,
      terms: readSearch(text(ctx.query.q)),
      limit: wanted(ctx.query.limit, 50, 1000),
    };
    ctx.body = (await store.listWhole(query)).map(message);
  });
  router.get('/mailbox/api/messages/:id.eml', async (ctx) => {
    const mail = await find(ctx);
    if (!mail) return;
    ctx.type = 'message/rfc822';
    ctx.set('content-disposition', `attachment; filename="${mail.id}.eml"`);
    ctx.body = mail.raw;
  });
  router.get('/mailbox/api/messages/:id', async (ctx) => {
    const mail = await find(ctx);
    if (mail) ctx.body = message(mail);
  });
  router.get('/mailbox/api/messages/:id/details', async (ctx) => {
    const mail = await find(ctx);
    if (!mail) return;
    const { raw, ...facts } = mail;
    ctx.body = {
      ...listed({ ...facts, snippet: '' }),
      headers: listHeaders(raw),
      source: raw.toString('utf8'),
      checks: checkMail(mail),
    };
  });
  router.get('/mailbox/api/messages/:id/siblings', async (ctx) => {
    const mail = await find(ctx);
    if (mail)
      ctx.body = (await store.siblings(mail.id)).map(({ raw: _raw, ...facts }) => listed({ ...facts, snippet: '' }));
  });
  router.get('/mailbox/api/messages/:id/came-back', async (ctx) => {
    const mail = await find(ctx);
    if (mail) ctx.body = (await cameBack(tokenOf(mail.returnPath))) ?? { reports: [], reader: null };
  });
  router.get('/mailbox/api/list', async (ctx) => {
    const below = Number(ctx.query.below);
    const query = { terms: readSearch(text(ctx.query.q)), limit: wanted(ctx.query.limit, 100, 500) };
    ctx.body = {
      state: await store.state(),
      mails: (await store.list({ ...query, below: Number.isInteger(below) && below > 0 ? below : undefined })).map(
        listed,
      ),
    };
  });
  router.get('/mailbox/api/people', async (ctx) => {
    ctx.body = await store.people(wanted(ctx.query.limit, 200, 1000));
  });
  router.get('/mailbox/view/:id.html', async (ctx) => {
    const mail = await find(ctx);
    if (!mail) return;
    ctx.type = 'html';
    ctx.set('content-security-policy', isolation);
    // Links leave the frame; the mail's own bytes stay untouched in the source view.
    ctx.body = (mail.html ?? '').replace(/<head>/i, '<head><base target="_blank">');
  });
  router.get('/mailbox/view/:id.txt', async (ctx) => {
    const mail = await find(ctx);
    if (!mail) return;
    ctx.type = 'text';
    ctx.body = mail.text;
  });
};

const changing = (router: Router, p: MailboxParts) => {
  router.delete('/mailbox/api/messages/:id', async (ctx) => {
    if (sameSite(ctx)) ctx.status = (await p.store.remove(ctx.params.id!)) ? 204 : 404;
  });
  router.delete('/mailbox/api/messages', async (ctx) => {
    if (sameSite(ctx)) ctx.body = { removed: await p.store.removeAll(readSearch(text(ctx.query.q))) };
  });
  router.put('/mailbox/api/messages/:id/read', async (ctx) => {
    if (!sameSite(ctx)) return;
    const { read } = await jsonBody(ctx);
    ctx.status = (await p.store.markRead(ctx.params.id!, read !== false)) ? 204 : 404;
  });
  // Writes an empty mail to our own mail entry, over a real connection, as a resident's phone would.
  router.post('/mailbox/api/empty-mail', async (ctx) => {
    if (!sameSite(ctx)) return;
    const entry = p.entry();
    if (!entry) return void Object.assign(ctx, { status: 409, body: { code: 'mailbox.no-entry' } });
    const { from, language } = await jsonBody(ctx);
    const address = readAddress(tidyTyped(text(from)));
    if (!isAddress(address)) return void Object.assign(ctx, { status: 422, body: { code: address } });
    const to = `entry${isLanguage(language) ? `-${language}` : ''}@${entry.domain}`;
    const data = [
      `From: <${address.wire}>`,
      `To: <${to}>`,
      `Date: ${rfc5322Date(p.clock.now())}`,
      `Message-ID: <${publicId()}@${address.domain}>`,
      'Subject: ',
      '',
      '',
    ].join('\r\n');
    ctx.body = { to, ...(await handOver({ host: '127.0.0.1', port: entry.port, from: address.wire, to, data })) };
  });
};

/** Sends what other servers would send about a mail, over a real connection, to where that mail's reports go. */
const reporting = (router: Router, p: MailboxParts) => {
  router.post('/mailbox/api/messages/:id/report', async (ctx) => {
    if (!sameSite(ctx)) return;
    const { kind } = await jsonBody(ctx);
    if (!isReportKind(kind)) return void Object.assign(ctx, { status: 422, body: { code: 'mailbox.report-kind' } });
    const mail = await findMail(p.store, ctx);
    if (!mail) return;
    const entry = p.entry();
    if (!entry) return void Object.assign(ctx, { status: 409, body: { code: 'mailbox.no-entry' } });
    if (tokenOf(mail.returnPath) === '')
      return void Object.assign(ctx, { status: 409, body: { code: 'mailbox.no-return-path' } });
    const { from, to, data } = composeReport(kind, { mail, now: p.clock.now() });
    ctx.body = { to, ...(await handOver({ host: '127.0.0.1', port: entry.port, from, to, data })) };
  });
};

const LOOK_MS = 300;
const SIGN_OF_LIFE_MS = 20_000;

/** One look at the file for all open pages; it stops when the last one is closed. */
const liveUpdates = (store: MailboxStore) => {
  const pages = new Set<(line: string) => void>();
  let timer: NodeJS.Timeout | null = null;
  let seen = '';
  const look = async () => {
    const state = JSON.stringify(await store.state().catch(() => null));
    if (state !== seen && state !== 'null') for (const tell of pages) tell(`data: ${state}\n\n`);
    seen = state;
    timer = pages.size > 0 ? setTimeout(look, LOOK_MS) : null;
  };
  return {
    follow(tell: (line: string) => void): () => void {
      pages.add(tell);
      if (timer === null) timer = setTimeout(look, 0);
      const beat = setInterval(() => tell(':\n\n'), SIGN_OF_LIFE_MS);
      return () => {
        pages.delete(tell);
        clearInterval(beat);
      };
    },
  };
};

export type MailboxDoor = {
  router: Router;
  /** Ends the live connections of open pages, so that the program can stop at once. */
  close(): void;
};

/** Routes of the mailbox. Call it only where a mailbox store exists. */
export const mailboxRoutes = (p: MailboxParts): MailboxDoor => {
  const router = new Router();
  const { follow } = liveUpdates(p.store);
  const live = new Set<ServerResponse>();
  for (const path of ['/mailbox', '/mailbox/latest', '/mailbox/m/:id'])
    router.get(path, (ctx) => {
      ctx.type = 'html';
      ctx.body = page();
    });
  router.get('/mailbox/assets/:name', (ctx) => {
    const asset = assets[ctx.params.name!];
    if (!asset) return;
    ctx.type = asset.type;
    ctx.set('cache-control', 'no-cache');
    ctx.body = asset.body();
  });
  router.get('/mailbox/api/events', (ctx) => {
    ctx.respond = false;
    const { res } = ctx;
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', connection: 'keep-alive' });
    res.write('retry: 1000\n\n');
    live.add(res);
    const leave = follow((line) => res.write(line));
    res.once('close', () => {
      live.delete(res);
      leave();
    });
  });
  reading(router, p);
  changing(router, p);
  reporting(router, p);
  return {
    router,
    close() {
      for (const res of live) res.end();
    },
  };
};
