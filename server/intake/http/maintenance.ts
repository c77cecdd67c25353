/** What everybody hears during maintenance: a page in three languages for people, 503 with the time in words for programs. The console stays open. */
import type { Context, Middleware } from 'koa';
import type { Maintenance, MaintenanceState } from '../../domain/maintenance/maintenance.ts';
import { formatInstant } from '../../letters/formatters.ts';
import { html } from './public/html.ts';

/** Who must be able to look and to end it. */
const open = /^\/(healthz|readyz|metrics|console|mailbox)(\/|$)/;
const forPrograms = /^\/(api|v2)(\/|$)/;

const page = (until: number): string => {
  const at = (language: 'ja' | 'plja' | 'en') => formatInstant(language, until);
  return `<!doctype html>\n${
    html`<html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>メンテナンス中です / Maintenance</title></head><body><main>
<section lang="ja"><h1>ただいまメンテナンス中です</h1><p>${at('ja')}ごろに終わる予定です。そのあと、もう一度開いてください。登録の内容はそのままです。</p></section>
<section lang="ja-x-plain"><h2>いまは 使(つか)えません</h2><p>システムを なおしています。${at('plja')}ごろに 終(お)わります。そのあと、もう一度(いちど) 開(ひら)いてください。登録(とうろく)した ことは そのままです。</p></section>
<section lang="en"><h2>We are doing maintenance</h2><p>We expect to be back by ${at('en')}. Please open this page again then. Your registration stays as it is.</p></section>
</main></body></html>`.html
  }\n`;
};

const say = (ctx: Context, state: MaintenanceState, now: number): void => {
  ctx.status = 503;
  ctx.set('Retry-After', String(Math.max(1, Math.ceil((state.until - now) / 1000))));
  ctx.set('Cache-Control', 'no-store');
  const detail = `Maintenance until ${new Date(state.until).toISOString()}: send it again then, with the same key.`;
  if (!forPrograms.test(ctx.path)) {
    ctx.type = 'text/html; charset=utf-8';
    ctx.body = page(state.until);
  } else if (ctx.path.startsWith('/v2')) {
    ctx.body = { status_code: 503, errors: [{ error: 'ServiceUnavailable', message: detail }] };
  } else {
    ctx.type = 'application/problem+json';
    ctx.body = JSON.stringify({
      type: 'about:blank',
      title: 'Service Unavailable',
      status: 503,
      code: 'maintenance',
      detail,
    });
  }
};

/** Before everything else: nothing is taken that would be lost. `now`: the hub's clock. */
export const duringMaintenance =
  (p: { maintenance: Pick<Maintenance, 'state'>; now: () => number }): Middleware =>
  async (ctx, next) => {
    const state = open.test(ctx.path) ? null : await p.maintenance.state();
    if (state) say(ctx, state, p.now());
    else await next();
  };
