/**
 * What somebody has typed on the pages, kept sealed for half an hour after the last step. One browser has one draft for each flow
 * (registration, one change link, …); each step of the flow keeps what it showed.
 */
import { type Clock, MINUTE } from '../../lib/clock.ts';
import { isHubError } from '../../lib/errors.ts';
import { type KeyRing, sealJson, tokenHash, unsealJson } from '../../lib/seal.ts';
import type { Db } from '../../store/db.ts';
import { deletePageDrafts, findPageDraft, type PageDraftKey, putPageDraft } from '../../store/pageDrafts.ts';

export const DRAFT_MINUTES = 30;

/** What each step shows, by its name. */
export type Steps = Readonly<Record<string, unknown>>;

export const pageDrafts = (p: { db: Db; ring: KeyRing; clock: Clock }) => {
  const keyOf = (browser: string, flow: string): PageDraftKey => ({
    browser: tokenHash(p.ring, 'draft-browser', browser),
    flow: tokenHash(p.ring, 'draft-flow', flow),
  });
  const place = (key: PageDraftKey) => `page_draft|payload|${key.browser.toString('hex')}${key.flow.toString('hex')}`;
  const open = (key: PageDraftKey, payload: Buffer | undefined): Steps => {
    if (!payload) return {};
    try {
      return unsealJson<Steps>(p.ring, place(key), payload, 'form');
    } catch (error) {
      // Sealed by a key that is gone: the person begins again, as after half an hour.
      if (isHubError(error) && error.code === 'seal.broken') return {};
      throw error;
    }
  };
  return {
    /** The steps of a flow, empty when there are none (any more). `browser`: the cookie. */
    async read(browser: string, flow: string): Promise<Steps> {
      const key = keyOf(browser, flow);
      return open(key, await findPageDraft(p.db, key, p.clock.now()));
    },
    /** Keeps these steps beside the others; `alone`: the others are forgotten. */
    async keep(browser: string, flow: string, steps: Steps, alone = false): Promise<void> {
      const key = keyOf(browser, flow);
      await p.db.write(async (trx) => {
        const now = p.clock.now();
        const before = alone ? {} : open(key, await findPageDraft(trx, key, now));
        const payload = sealJson(p.ring, place(key), { ...before, ...steps }, 'form');
        await putPageDraft(trx, { ...key, payload, purge_after: now + DRAFT_MINUTES * MINUTE });
      });
    },
    /** Forgets all that this browser has typed. */
    async forget(browser: string): Promise<void> {
      await p.db.write((trx) => deletePageDrafts(trx, keyOf(browser, '').browser));
    },
  };
};
export type PageDrafts = ReturnType<typeof pageDrafts>;
