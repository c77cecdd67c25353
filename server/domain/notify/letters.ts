/** Letters of the Notify face as its clients read them back. */
import type { Language, LetterState } from '../../contract/codes.ts';
import type { Bundle } from '../../letters/bundle.ts';
import { customType, mailType } from '../../letters/catalogue.ts';
import { renderLetter } from '../../letters/render.ts';
import { isHardBounce } from '../../lib/outcomes.ts';
import { type KeyRing, unseal, unsealJson } from '../../lib/seal.ts';
import type { Db } from '../../store/db.ts';
import { findLetter, type LetterRow } from '../../store/letters.ts';
import { listNotifications } from '../../store/notifications.ts';
import type { Caller } from '../keys/keys.ts';
import { shippedText, typeTemplateId } from './templates.ts';

export type NotifyStatus =
  | 'created'
  | 'sending'
  | 'delivered'
  | 'permanent-failure'
  | 'temporary-failure'
  | 'technical-failure';

export type Notification = {
  id: string;
  reference: string | null;
  email: string;
  status: NotifyStatus;
  template: { id: string; version: number };
  subject: string;
  body: string;
  createdAt: number;
  sentAt: number | null;
  completedAt: number | null;
  scheduledFor: number | null;
  oneClickUrl: string | null;
};

/** Which of Notify's words a letter's state is (events.md, "Outcomes"). */
export const statusOf = (state: LetterState, reason: string | null): NotifyStatus => {
  if (state === 'planned' || state === 'held' || state === 'waiting') return 'created';
  if (state === 'sending' || state === 'deferred') return 'sending';
  if (state === 'accepted') return 'delivered';
  if (state === 'unknown') return 'temporary-failure';
  if (state === 'suppressed' || isHardBounce(state, reason)) return 'permanent-failure';
  return state === 'bounced' ? 'temporary-failure' : 'technical-failure';
};

/** States that can have a status; `bounced` may be two, so rows are asked once more. */
const statesOf: Readonly<Record<NotifyStatus, readonly LetterState[]>> = {
  created: ['planned', 'held', 'waiting'],
  sending: ['sending', 'deferred'],
  delivered: ['accepted'],
  'permanent-failure': ['refused', 'bounced', 'suppressed'],
  'temporary-failure': ['bounced', 'unknown'],
  'technical-failure': ['cancelled', 'expired', 'failed', 'withdrawn'],
};

const PAGE = 250;

export const notifyLetters = (p: { db: Db; ring: KeyRing; bundle: Bundle }) => {
  const shownOf = (row: LetterRow): Notification => {
    const place = (column: string) => `letter|${column}|${row.public_id}`;
    const variables = unsealJson<Record<string, unknown>>(p.ring, place('variables'), row.variables);
    const language = row.languages.split(',')[0] as Language;
    const custom = row.type === customType.id;
    const text = custom
      ? { subject: String(variables.subject ?? ''), body: String(variables.body ?? '') }
      : typeText(row, language, variables);
    const final = row.final_at !== null;
    return {
      id: row.public_id,
      reference: row.reference,
      email: unseal(p.ring, place('recipient'), row.recipient),
      status: statusOf(row.state, row.reason),
      template: custom
        ? { id: String(variables.template), version: Number(variables.version) }
        : { id: typeTemplateId(row.type, language), version: 1 },
      ...text,
      createdAt: row.created_at,
      sentAt: row.sent_at,
      completedAt: final ? row.final_at : null,
      scheduledFor: typeof variables._scheduled === 'number' ? variables._scheduled : null,
      oneClickUrl: typeof variables._one_click === 'string' ? variables._one_click : null,
    };
  };

  /** Text of a shipped mail as it was; erased secrets show as their field. */
  const typeText = (row: LetterRow, language: Language, variables: Record<string, unknown>) => {
    const type = mailType(row.type);
    const secrets = row.secrets
      ? unsealJson<Record<string, unknown>>(p.ring, `letter|secrets|${row.public_id}`, row.secrets, 'secret')
      : {};
    try {
      const letter = renderLetter({
        bundle: p.bundle,
        type,
        system: row.system as Caller['system'],
        languages: [language],
        variables: { ...variables, ...secrets },
      });
      return { subject: letter.subject, body: letter.text.trim() };
    } catch {
      return shippedText(p.bundle, language, type.id);
    }
  };

  return {
    /** Any key of the system may read any letter of this face by id. Null when there is none. */
    async notification(caller: Caller, id: string): Promise<Notification | null> {
      const row = await findLetter(p.db, id.toLowerCase());
      return row && row.system === caller.system && row.cause === 'notify' ? shownOf(row) : null;
    },

    /** A page of the calling key's type, newest first; at most 250. */
    async list(
      caller: Caller,
      filter: { statuses: readonly NotifyStatus[] | null; reference?: string; olderThan?: string },
    ): Promise<Notification[]> {
      let below: { createdAt: number; id: number } | undefined;
      if (filter.olderThan !== undefined) {
        const row = await findLetter(p.db, filter.olderThan.toLowerCase());
        if (!row || row.system !== caller.system || row.cause !== 'notify') return [];
        below = { createdAt: row.created_at, id: row.id };
      }
      const states = filter.statuses?.flatMap((s) => statesOf[s]);
      const found: Notification[] = [];
      for (;;) {
        const rows = await listNotifications(p.db, {
          system: caller.system,
          keyType: caller.type,
          limit: PAGE,
          ...(states ? { states } : {}),
          ...(filter.reference === undefined ? {} : { reference: filter.reference }),
          ...(below ? { below } : {}),
        });
        for (const row of rows)
          if (found.length < PAGE && (!filter.statuses || filter.statuses.includes(statusOf(row.state, row.reason))))
            found.push(shownOf(row));
        const last = rows.at(-1);
        if (rows.length < PAGE || found.length === PAGE || !last) return found;
        below = { createdAt: last.created_at, id: last.id };
      }
    },
  };
};
export type NotifyLetters = ReturnType<typeof notifyLetters>;
