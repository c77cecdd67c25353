/** The machine-readable half of a delivery report (RFC 3464), as servers really write it: blank lines and fields astray. */
import { firstAddress, internationalAddress, quotedAddress, readHeaders } from './headers.ts';

export type Action = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

export type RecipientStatus = {
  finalRecipient: string | null;
  originalRecipient: string | null;
  action: Action | null;
  /** RFC 3463 code without trailing remarks, e.g. '5.1.1'. */
  status: string | null;
  diagnostic: string;
  remoteMta: string;
};

const actions: Record<string, Action> = {
  failed: 'failed',
  failure: 'failed',
  'hard-bounce': 'failed',
  bounced: 'failed',
  error: 'failed',
  undeliverable: 'failed',
  delayed: 'delayed',
  deferred: 'delayed',
  'delivery-delayed': 'delayed',
  warning: 'delayed',
  delivered: 'delivered',
  deliverable: 'delivered',
  success: 'delivered',
  relayed: 'relayed',
  expanded: 'expanded',
};

/** `rfc822; "a..b"@docomo.ne.jp` → plain address; a mailbox of this machine (`x-unix; |/usr/bin/mda`) is none. */
const recipientOf = (value: string): string | null => {
  const [, kind = '', rest = value] = /^\s*([A-Za-z0-9_-]{1,20})\s*;\s*(.*)$/s.exec(value) ?? [];
  if (/^(?:x-unix|x400|x-x400|unknown)$/i.test(kind) && !rest.includes('@')) return null;
  // RFC 6533: the address in UTF-8, or with its signs as \x{…}.
  if (/^utf-8$/i.test(kind)) return internationalAddress(rest);
  return quotedAddress(rest) ?? firstAddress(rest.replace(/^mailto:/i, ''));
};

const statusIn = (value: string): string | null => /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(value)?.[1] ?? null;

/** Where servers write the reply: the standard's place, then their own. */
const elsewhere = [
  'diagnostic-code',
  'x-powermta-bouncecategory',
  'x-supplementary-info',
  'x-diagnostic-code',
  'x-smtp-diagnostic',
  'x-display-reason',
  'x-notes',
];

type Fields = ReturnType<typeof readHeaders>;

/** What is in UTF-8 already is not to be guessed at again. */
const namedIn = (fields: Fields, name: string): string | null => {
  const raw = fields.all(name)[0] ?? '';
  return recipientOf(/^\s*utf-8\s*;/i.test(raw) ? raw : fields.get(name));
};

const statusOf = (fields: Fields): RecipientStatus => ({
  finalRecipient: namedIn(fields, 'final-recipient') ?? namedIn(fields, 'x-actual-recipient'),
  originalRecipient: namedIn(fields, 'original-recipient'),
  action: actions[/[a-z-]+/.exec(fields.get('action').toLowerCase())?.[0] ?? ''] ?? null,
  status: statusIn(fields.get('status')),
  diagnostic: elsewhere
    .flatMap((name) => fields.all(name))
    .map((text) => text.replace(/^\s*(?:x-)?[a-z0-9_-]{2,24}\s*;\s*/i, ''))
    .join(' ')
    .slice(0, 4000),
  remoteMta: fields.get('remote-mta').replace(/^\s*dns\s*;\s*/i, ''),
});

const saysSomething = (fields: Fields): boolean =>
  ['final-recipient', 'original-recipient', 'action', 'status', 'diagnostic-code'].some((name) => fields.has(name));

/** One entry for each recipient. Fields that a stray blank line cut off from their recipient are put back. */
export const readDeliveryStatus = (text: string): RecipientStatus[] => {
  const groups: string[] = [];
  for (const block of text.split(/\n[ \t]*\n/).slice(0, 200)) {
    const fields = readHeaders(block);
    if (!saysSomething(fields)) continue;
    const startsOne = fields.has('final-recipient') || fields.has('original-recipient');
    const open = groups.at(-1);
    if (startsOne || open === undefined) {
      const orphan = open !== undefined && !/^(?:final|original)-recipient:/im.test(open);
      if (orphan) groups[groups.length - 1] = `${block}\n${open}`;
      else groups.push(block);
    } else groups[groups.length - 1] = `${open}\n${block}`;
  }
  return groups.map((block) => statusOf(readHeaders(block)));
};
