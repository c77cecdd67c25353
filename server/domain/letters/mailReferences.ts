/**
 * Whether a mail is ours, by the reference it carries: its subject, day and sender, to be compared; never to whom it went. A reference can be
 * copied into a false mail, so one that many networks ask for opens a task.
 */
import type { BulletinKind, Language, SystemCode } from '../../contract/codes.ts';
import { bulletinSubject } from '../../letters/bulletin.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { customType, mailType } from '../../letters/catalogue.ts';
import { letterSubject } from '../../letters/render.ts';
import { senderOf } from '../../letters/sender.ts';
import { domainOf } from '../../lib/address.ts';
import { type Clock, DAY } from '../../lib/clock.ts';
import { type MailReference, readMailReference } from '../../lib/mailReference.ts';
import { type KeyRing, limitKey, unsealJson } from '../../lib/seal.ts';
import { networkOf } from '../../lib/strangers.ts';
import { publicId } from '../../lib/token.ts';
import { findBulletinById, listBulletinTexts } from '../../store/bulletins.ts';
import { findTemplate, findVersion } from '../../store/customTemplates.ts';
import type { Db } from '../../store/db.ts';
import type { LetterRow } from '../../store/letters.ts';
import { lockUses } from '../../store/rateUses.ts';
import { addReferenceLook, findLetterByRow } from '../../store/referenceLooks.ts';
import { openTask } from '../../store/tasks.ts';

/** `unknown`: no reference of ours. `old`: one of ours, whose mail is not kept any more. */
export type FoundMail =
  | { is: 'unknown' }
  | { is: 'old' }
  | { is: 'mail'; subject: string; at: number; domain: string; object: string };

/** So many networks within so many days, and staff look at it. A phone that walks from net to net is a handful. */
export const MANY_NETWORKS = 10;
const KEEP_LOOKS = 30 * DAY;

type Parts = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  bundle: Bundle;
  /** Texts of earlier versions: a letter names the one it was made from. */
  bundles: (revision: string) => Promise<Bundle>;
  mailFrom: string;
};

/** What of a letter says how its subject is made. */
type Named = Pick<LetterRow, 'type' | 'system' | 'languages' | 'revision'>;

const FIELD = /\(\([^()]+\)\)/g;

export const openMailReferences = (p: Parts) => {
  /** What staff wrote, its fields left open: what was put in may name a person, and whoever holds a reference may be anybody. */
  const ownSubject = async (variables: Record<string, unknown>): Promise<string | null> => {
    const template = await findTemplate(p.db, String(variables.template));
    const version = template && (await findVersion(p.db, template.id, Number(variables.version)));
    return version?.subject.replace(FIELD, '…') ?? null;
  };

  const subjectOf = async (letter: Named, variables: Record<string, unknown>): Promise<string | null> => {
    if (letter.type === customType.id) return ownSubject(variables);
    const bundle = await p.bundles(letter.revision);
    const languages = letter.languages.split(',') as Language[];
    if (letter.type !== 'nl-issue') {
      const system = letter.system as SystemCode;
      return letterSubject({ bundle, type: mailType(letter.type), system, languages, variables });
    }
    const kind = variables._kind as BulletinKind | undefined;
    const subject = String(variables.subject);
    return bulletinSubject({ bundle, language: languages[0]!, subject, ...(kind ? { kind } : {}) });
  };

  const letterFound = async (row: number): Promise<FoundMail> => {
    const letter = await findLetterByRow(p.db, row);
    if (!letter || letter.text_gone) return { is: 'old' };
    const place = `letter|variables|${letter.public_id}`;
    const variables = unsealJson<Record<string, unknown>>(p.ring, place, letter.variables);
    const subject = await subjectOf(letter, variables);
    if (subject === null) return { is: 'old' };
    const sender = senderOf(await p.bundles(letter.revision)).systems[letter.system as SystemCode];
    const domain = letter.system === 'nl' ? domainOf(p.mailFrom) : sender.domain;
    return {
      is: 'mail',
      subject,
      at: letter.sent_at ?? letter.created_at,
      domain,
      object: `letter:${letter.public_id}`,
    };
  };

  const bulletinFound = async ({ bulletin, language }: MailReference): Promise<FoundMail> => {
    const row = await findBulletinById(p.db, bulletin);
    const text = row && (await listBulletinTexts(p.db, row.id, row.revision)).find((t) => t.language === language);
    if (!row?.template_revision || !text) return { is: 'old' };
    const bundle = await p.bundles(row.template_revision);
    return {
      is: 'mail',
      subject: bulletinSubject({ bundle, language, subject: text.subject, kind: row.kind }),
      at: Number(row.started_at ?? row.created_at),
      domain: domainOf(p.mailFrom),
      object: `bulletin:${row.public_id}`,
    };
  };

  /** Counts the network; staff hear once, when it has become many. */
  const noteLook = async (spelling: string, network: string, object: string): Promise<void> => {
    const now = p.clock.now();
    const reference = limitKey(p.ring, 'reference', spelling);
    const from = limitKey(p.ring, 'reference-network', `${spelling}|${networkOf(network, 48)}`);
    await p.db.write(async (trx) => {
      await lockUses(trx, reference);
      const networks = await addReferenceLook(trx, { reference, network: from, purgeAfter: now + KEEP_LOOKS });
      if (networks !== MANY_NETWORKS) return;
      const facts = JSON.stringify({ networks });
      await openTask(trx, { publicId: publicId(), kind: 'reference-copied', object, facts, now, again: true });
    });
  };

  return {
    /** The subject that a letter had, by the texts it was made from; null when staff's own template has gone. `variables`: opened. */
    subjectOf,
    /** `typed`: as somebody typed it, in any spelling. `network`: who asks. */
    async find(typed: string, network: string): Promise<FoundMail> {
      const read = readMailReference(p.ring, typed);
      if (!read) return { is: 'unknown' };
      const found = await (read.bulletin === 0 ? letterFound(read.row) : bulletinFound(read));
      if (found.is === 'mail') await noteLook(read.spelling, network, found.object);
      return found;
    },
  };
};
export type MailReferences = ReturnType<typeof openMailReferences>;
