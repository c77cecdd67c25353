/**
 * The page in which the console shows a mail: apart from everything, under a policy of its own. A mail carries its styles in itself, as
 * mails do, and the console allows no such styles; here they are allowed, and the one script that may run is ours, which puts in the mail.
 */
import { createHash } from 'node:crypto';
import type Router from '@koa/router';

export const MAIL_FRAME = '/console/mail';

/**
 * The console says what to show, by a message. What could lead elsewhere or load something is taken out; scripts of a mail run neither
 * here (put in by a parser, and no hash of theirs in the policy) nor anywhere.
 */
const script = `
const inert = globalThis.trustedTypes?.createPolicy('mail', { createHTML: (html) => html });
addEventListener('message', ({ source, data }) => {
  if (source !== parent || typeof data !== 'string') return;
  const mail = new DOMParser().parseFromString(inert ? inert.createHTML(data) : data, 'text/html');
  for (const part of mail.querySelectorAll('script,meta[http-equiv],base,link,iframe,object,embed')) part.remove();
  document.replaceChild(document.adoptNode(mail.documentElement), document.documentElement);
});
`;
const hash = createHash('sha256').update(script).digest('base64');

const policy = [
  "default-src 'none'",
  `script-src 'sha256-${hash}'`,
  "style-src 'unsafe-inline'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-scripts',
  "require-trusted-types-for 'script'",
  'trusted-types mail',
].join('; ');

const page = `<!doctype html>
<html lang="ja"><head><meta charset="utf-8"><title>Mail</title><script>${script}</script></head><body></body></html>
`;

export const mailFrame = (router: Router): void => {
  router.get(MAIL_FRAME, (ctx) => {
    ctx.set('content-security-policy', policy);
    ctx.set('cache-control', 'no-cache');
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = page;
  });
};
