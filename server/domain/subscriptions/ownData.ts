/**
 * What is stored about a reader, behind the reader's own change link: told in kinds and numbers, sent as an address that opens for a day,
 * and erased. The engine is that of `hub person`; this file says who may ask and what mail tells of it.
 */
import type { Language, Rhythm } from '../../contract/codes.ts';
import { storedAddress } from '../../lib/address.ts';
import { DAY } from '../../lib/clock.ts';
import { HubError } from '../../lib/errors.ts';
import { tokenHash } from '../../lib/seal.ts';
import type { Source } from '../../store/db.ts';
import type { ReaderRow } from '../../store/readers.ts';
import { claimForm, findForm } from '../../store/usedForms.ts';
import type { Persons, Shown } from '../persons/persons.ts';
import { limitDesk } from './limits.ts';
import { openLinks } from './links.ts';
import { mailDesk } from './mails.ts';
import { type Origin, type Parts, REMEMBER_DAYS } from './parts.ts';
import { waitingRoom } from './waiting.ts';

type Stored = { email: string; language: Language; rhythm: Rhythm; stay: boolean; shown: Shown };
type Payload = { email: string; language: Language };

/** Stands in the audit log for whoever holds the link. */
const ACTOR = 'reader';

export const openOwnData = (p: Parts & { persons: Persons }) => {
  const links = openLinks(p);
  const mails = mailDesk(p, links);
  const limits = limitDesk(p);
  const waiting = waitingRoom(p);
  const open = async (source: Source, token: string): Promise<ReaderRow> => {
    const reader = await links.openDerived(source, ['change'], token);
    if (reader.state === 'left' || reader.state === 'pending')
      throw new HubError('link.left', { language: reader.language });
    return reader;
  };

  return {
    /** Errors of the change link. */
    async view(token: string): Promise<Stored> {
      const reader = await open(p.db, token);
      const email = mails.addressOf(reader);
      const shown = await p.persons.show(ACTOR, email);
      return { email, language: reader.language, rhythm: reader.rhythm, stay: reader.stay_expires_on !== null, shown };
    },

    /** Mails an address behind which everything stands for 24 hours. Errors of the change link, `limit.reached`. */
    async send(token: string, origin: Origin): Promise<{ email: string; language: Language }> {
      const reader = await open(p.db, token);
      const email = mails.addressOf(reader);
      const address = storedAddress(email).canonical;
      const { language } = reader;
      await waiting.orTicket(origin, address, () =>
        p.db.write(async (trx) => {
          const passed = await waiting.passes(trx, origin, address);
          await limits.take(trx, { network: origin.network, browser: origin.browser, address, passed });
          const payload: Payload = { email, language };
          await mails.ownData(trx, { reader, to: email, language, cause: `own-data:${origin.nonce}`, payload });
        }),
      );
      return { email, language };
    },

    /** Everything, opened, as data; looked at as often as wanted while the link lives. Errors as `links.openStored`. */
    async read(token: string): Promise<{ language: Language; data: Record<string, unknown> }> {
      const { payload } = await links.openStored<Payload>(p.db, 'ownData', token);
      return { language: payload.language, data: await p.persons.export(ACTOR, payload.email) };
    },

    /**
     * Erases everything that is not bound to an open procedure, and confirms it by one last mail. The same press again answers the same
     * (`email` null: nobody knows it any more). Errors of the change link.
     */
    async erase(token: string, nonce: string): Promise<{ email: string | null; language: Language; kept: number }> {
      const hash = tokenHash(p.ring, 'form', nonce);
      const before = /^erased:(\w+):(\d+)$/.exec((await findForm(p.db, hash)) ?? '');
      if (before) return { email: null, language: before[1] as Language, kept: Number(before[2]) };
      const reader = await open(p.db, token);
      const email = mails.addressOf(reader);
      const { language } = reader;
      const { kept } = await p.persons.erase(ACTOR, email, 'asked for on the page of one’s own data');
      const answer = `erased:${language}:${kept.length}`;
      await p.db.write(async (trx) => {
        const now = p.clock.now();
        await claimForm(trx, { hash, answer, now, purgeAfter: now + REMEMBER_DAYS * DAY });
        await mails.erased(trx, { to: email, language, cause: `erased:${reader.public_id}`, kept: kept.length });
      });
      return { email, language, kept: kept.length };
    },
  };
};
export type OwnDataDesk = ReturnType<typeof openOwnData>;
