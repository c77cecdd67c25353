/** Serves the built console under /console: hashed files for a year, gzip where the browser takes it, the page itself with a fresh nonce each time. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import Router, { type RouterContext } from '@koa/router';
import { type Html, html } from '../public/html.ts';
import { mailFrame } from './mailFrame.ts';

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** At the start, before a door opens: hundreds of files one by one in the thread pool cost five times as much. */
const readAll = (folder: string): Map<string, Buffer> => {
  const files = new Map<string, Buffer>();
  if (!existsSync(folder)) return files;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = join(entry.parentPath, entry.name);
    files.set(relative(folder, full).split(sep).join('/'), readFileSync(full));
  }
  return files;
};

const pack = promisify(gzip);
/** Pictures and fonts are packed already. */
const packs = new Set(['.js', '.css', '.svg', '.json']);

/**
 * Nothing inline but with the nonce of this answer: neither a script nor a style that somebody put into the page. Text becomes markup by two
 * named ways only (Trusted Types), both of which parse into a document that is never shown: what is pasted, read by us and by the editor.
 */
const policy = (nonce: string) =>
  [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types pasted ProseMirrorClipboard',
  ].join('; ');

/** Signing in by another name or without TLS may silently not work: whoever set up the proxy sees at once what does not fit. */
const elsewhere = (came: string, configured: string): Html => html`<div role="note" class="fb-elsewhere">
<p lang="ja">この画面は ${came} で開かれていますが、PUBLIC_URL は ${configured} です。メールのURLは PUBLIC_URL で始まります。サインインできないときは、プロキシの X-Forwarded-Proto と Host、設定 TRUST_PROXY を確かめてください。</p>
<p lang="en">You came as ${came}; this hub is configured as ${configured} (PUBLIC_URL), and links in mails begin with that. If you cannot sign in, look at the proxy’s X-Forwarded-Proto and Host, and at the setting TRUST_PROXY.</p></div>
`;

/** `folder`: admin/dist. When it was not built, the page says how. `configured`: origin of PUBLIC_URL, null when none is set. */
export const consolePages = async (folder: string, configured: string | null = null): Promise<Router> => {
  const files = readAll(folder);
  const page = files.get('index.html')?.toString('utf8');
  const router = new Router({ strict: true });
  /** Packed when they are first asked for: most files never are. */
  const packed = new Map<string, Promise<Buffer>>();
  const packedOf = (name: string, file: Buffer) => {
    const known = packed.get(name) ?? pack(file);
    packed.set(name, known);
    return known;
  };
  const show = (ctx: RouterContext) => {
    const nonce = randomBytes(16).toString('base64');
    ctx.set('content-security-policy', policy(nonce));
    ctx.set('cache-control', 'no-store');
    ctx.type = 'text/html; charset=utf-8';
    ctx.status = page ? 200 : 503;
    const came = `${ctx.protocol}://${ctx.host}`;
    const note = configured === null || came === configured ? '' : elsewhere(came, configured).html;
    ctx.body =
      page?.replaceAll('%NONCE%', nonce).replace('<div id="root">', () => `${note}<div id="root">`) ??
      'The console is not built. Run: npm run build:admin\n';
  };
  router.get('/console', (ctx) => ctx.redirect('/console/'));
  router.get('/console/assets/*path', async (ctx) => {
    const name = ctx.path.slice('/console/'.length);
    const file = files.get(name);
    if (!file) return;
    ctx.set('cache-control', 'public, max-age=31536000, immutable');
    ctx.type = types[extname(name)] ?? 'application/octet-stream';
    ctx.vary('Accept-Encoding');
    const smaller = packs.has(extname(name)) && ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
    if (smaller) ctx.set('content-encoding', 'gzip');
    ctx.body = smaller ? await packedOf(name, file) : file;
  });
  // The console has addresses behind # only, so that a link in a mail works whatever stands in front.
  router.get('/console/', show);
  mailFrame(router);
  return router;
};
