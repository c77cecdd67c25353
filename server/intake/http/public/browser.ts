/**
 * The one cookie of the pages: a random name for what this browser has typed, for half an hour. Whoever refuses it walks the same way;
 * only Back and reload then ask the browser's question.
 */
import type { Context } from 'koa';
import { DRAFT_MINUTES } from '../../../domain/subscriptions/pageDrafts.ts';
import { randomToken } from '../../../lib/token.ts';

export const COOKIE = '__Host-fumibako-form';

const named = new RegExp(`(?:^|;\\s*)${COOKIE}=([a-z2-7]{32})(?:;|$)`);

/** The name this browser came with, or null: no cookie, or not one of ours. */
export const browserOf = (ctx: Context): string | null => {
  return named.exec(ctx.get('cookie'))?.[1] ?? null;
};

const set = (ctx: Context, value: string, seconds: number): void => {
  ctx.append('set-cookie', `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; Secure; HttpOnly; SameSite=Lax`);
};

/** Gives a browser its name, or the one it has for another half hour. */
export const nameBrowser = (ctx: Context): void => set(ctx, browserOf(ctx) ?? randomToken(), DRAFT_MINUTES * 60);

export const unnameBrowser = (ctx: Context): void => set(ctx, '', 0);
