/**
 * The register of personal data: every table with what it holds of people, why, and when that ends; every column of bytes by what it is.
 * docs/privacy.md is printed from it, keys are rotated by it, and both refuse a table or a column of bytes that does not stand here.
 */

/** `sealed`: opened only by a key of the ring. `index`: keyed, found but not opened. `hash`: of what nobody keeps. */
export type BytesKind = 'sealed' | 'index' | 'hash';

export type Entry = {
  /** What it holds of people, in words; null when it holds nothing of anybody. */
  holds: string | null;
  why?: string;
  /** When it ends. */
  ends?: string;
  bytes?: Readonly<Record<string, BytesKind>>;
  /** Columns in clear that say something of a person. */
  clear?: readonly string[];
};

const nothing: Entry = { holds: null };

export const register: Readonly<Record<string, Entry>> = {
  reader: {
    holds:
      'a reader of the newsletter: address, language, how often mail is wanted, until when new terms wait for an answer, end of the period of stay when it was given',
    why: 'the reader asked for the newsletter',
    ends: '365 days after leaving; unconfirmed after 2 days; at once when erased',
    bytes: { email: 'sealed', email_index: 'index', stay_expires_on: 'sealed' },
    clear: ['domain', 'language', 'rhythm', 'state', 'suspended_reason', 'terms_by', 'terms_asked'],
  },
  reader_topic: { holds: 'the topics a reader chose', why: 'as reader', ends: 'with the reader' },
  consent: {
    holds: 'proof of a consent: time, texts shown, network address',
    why: 'proof of the consent',
    ends: 'with the reader, one year after leaving',
    bytes: { network: 'sealed' },
  },
  former_address: {
    holds: 'which keyed index a reader had before',
    why: 'links in earlier mails must go on ending what they began',
    ends: 'when the last such link has ended, 91 days',
    bytes: { email_index: 'index' },
  },
  topic_moved: {
    holds: 'a reader led to another topic',
    why: 'the mail about it',
    ends: 'when the mail is posted, or after 30 days',
  },
  token: {
    holds: 'a link that works once, and the address or person it is for',
    why: 'links in mails',
    ends: '30 days after the link',
    bytes: { hash: 'hash', payload: 'sealed' },
  },
  intent: {
    holds: 'a request of a form or a mail until it is decided, with the address',
    why: 'answers must not tell who is known',
    ends: '7 days',
    bytes: { payload: 'sealed' },
  },
  suppression: {
    holds: 'an address that must not be written to',
    why: 'wish of the person or of a carrier',
    ends: 'a year after it was lifted',
    bytes: { email: 'sealed', email_index: 'index' },
    clear: ['domain'],
  },
  letter: {
    holds: 'a mail to one person: address and the values in its text',
    why: 'sending, and telling what became of it',
    ends: 'the text 90 days after the letter is final (certificates and receipts: 90 days after their case closed), the rest after a year',
    bytes: { recipient: 'sealed', recipient_index: 'index', variables: 'sealed', secrets: 'sealed' },
    clear: ['domain', 'reference', 'reply'],
  },
  attempt: {
    holds: 'one try to send, with the answer of the server, which may repeat the address',
    why: 'proof of sending',
    ends: '90 days',
    clear: ['reply'],
  },
  outcome: { holds: 'what came of a mail', why: 'proof of what came of it', ends: 'one year', clear: ['reply'] },
  returned_mail: {
    holds: 'a report or answer that came back by mail, as it came',
    why: 'proof of a bounce or complaint',
    ends: '90 days',
    bytes: { hash: 'hash', raw: 'sealed', wording: 'hash', words: 'sealed' },
  },
  arrival: {
    holds: 'a letter that somebody wrote to us: sender, subject, text, and the mail as it came',
    why: 'staff read and answer it',
    ends: '90 days after it was closed or forwarded; one year when nobody closes it; at once when erased',
    bytes: {
      hash: 'hash',
      sender: 'sealed',
      sender_index: 'index',
      subject: 'sealed',
      text: 'sealed',
      raw: 'sealed',
    },
    clear: ['closed_by'],
  },
  wording: {
    holds: 'who of the staff said what a wording of reports means; the wording as a hash',
    why: 'the same wording is understood from then on',
    ends: 'it stays: no resident is in it',
    bytes: { hash: 'hash' },
    clear: ['decided_by'],
  },
  hard_answer: {
    holds: 'that an address was said to be gone, or complained, and its domain',
    why: 'an unusual number of such answers is a fault of the other side, not of readers',
    ends: '35 days',
    bytes: { address: 'index' },
  },
  hard_count: {
    holds: 'how many addresses of a class of domains, or of a domain, were said to be gone in ten minutes',
    why: 'the brake adds up figures instead of answers',
    ends: 'two days',
    clear: ['domain'],
  },
  hard_usual: {
    holds: 'how many addresses of a class of domains, or of a domain, are usually said to be gone',
    why: 'the brake asks once in an hour',
    ends: 'two days',
    clear: ['domain'],
  },
  suspension: {
    holds: 'why and until when a reader gets no bulletins; topics that a complaint ended',
    why: 'it can be explained and undone',
    ends: 'two years; with the reader when one is erased',
    clear: ['topics', 'domain'],
  },
  bulletin_recipient: {
    holds: 'that a bulletin went to a reader, and what came of it',
    why: 'nobody gets it twice; proof',
    ends: 'one year after the bulletin was finished',
    clear: ['reply'],
  },
  case_file: {
    holds: 'a case of an application system: number, addresses, names its letters need',
    why: 'letters of a running procedure',
    ends: 'two years after its last event, 90 days after it closed',
    bytes: { subject: 'sealed', subject_index: 'index', facts: 'sealed', account_index: 'index' },
  },
  event: {
    holds: 'that an event came, and the answer to it',
    why: 'the same event twice does nothing twice',
    ends: 'see purge_after',
    bytes: { fingerprint: 'hash', request_key: 'hash', answer: 'sealed' },
    clear: ['source_id'],
  },
  request_key: {
    holds: 'the answer to a request that may be sent again',
    why: 'the same request twice does nothing twice',
    ends: '24 hours',
    bytes: { hash: 'hash', fingerprint: 'hash', answer: 'sealed' },
  },
  chain: {
    holds: 'a planned row of reminders with the values of their text',
    why: 'reminders',
    ends: 'one year',
    bytes: { payload: 'sealed' },
  },
  follow_up: { holds: 'one reminder of a chain', why: 'as chain', ends: 'with its chain' },
  callback_delivery: {
    holds: 'what an application system is told of a letter',
    why: 'telling it once and in order',
    ends: 'see purge_after',
    bytes: { body: 'sealed' },
  },
  callback_attempt: { holds: 'one try of a callback', why: 'as callback_delivery', ends: 'with its delivery' },
  operator: {
    holds: 'a person of the console: name, address, roles, password as a hash, second factor',
    why: 'signing in, and reading the audit log',
    ends: 'one year after retiring',
    bytes: { email: 'sealed', email_index: 'index', name: 'sealed', totp_secret: 'sealed', oidc_subject: 'index' },
    clear: ['language', 'roles', 'bureaus', 'password_hash'],
  },
  passkey: {
    holds: 'a passkey of a person of the console: its public half, the name its owner gave it',
    why: 'the second factor at signing in',
    ends: 'when it is removed, and when the person retires',
    clear: ['credential', 'name'],
  },
  reply_address: {
    holds: 'an address of an office that answers to mails of a system go to',
    why: 'letters name it as the address for answers',
    ends: '30 days after it was removed, or entered and never confirmed',
    bytes: { email: 'sealed', code: 'hash' },
  },
  shared_file: {
    holds:
      'a file that a mail links to: its name, and the keyed index of the address that may have it; its bytes lie in DATA_DIR/files or FILES_URL, sealed by a key in the link',
    why: 'the person behind the address downloads it',
    ends: 'after the weeks that its sender asked for (26 unless told, 78 at most), or when the person is erased',
    bytes: { name: 'sealed', recipient_index: 'index' },
  },
  operator_session: {
    holds: 'a session of a person of the console: network address, browser',
    why: 'known devices, ending sessions',
    ends: '90 days',
    bytes: { hash: 'hash', network: 'sealed' },
    clear: ['agent'],
  },
  api_key: {
    holds: 'for team keys the addresses that may be written to',
    why: 'trying out without reaching residents',
    ends: 'with the key',
    bytes: { hash: 'index', secret: 'sealed', allow_list: 'sealed' },
  },
  audit: {
    holds:
      'who of the staff did what to what, by public id: no address, no name of a resident; a reason that staff typed',
    why: 'accountability',
    ends: '7 years',
    clear: ['actor', 'object', 'reason'],
  },
  task: {
    holds: 'what staff must look at, by public id; a note that staff typed',
    why: 'work of the staff',
    ends: 'one year after it was closed',
    clear: ['taken_by', 'closed_by', 'closed_reason'],
  },
  work: {
    holds: 'a long work of staff (an import, an export) and what it was given, which may name people',
    why: 'going on after a crash',
    ends: 'see purge_after',
    bytes: { given: 'sealed', at: 'sealed', result: 'sealed' },
  },
  work_part: {
    holds: 'a piece of a file that was handed in or made',
    why: 'as work',
    ends: 'with its work',
    bytes: { body: 'sealed' },
  },
  rate_use: {
    holds: 'that somebody used something, by keyed hash',
    why: 'limits',
    ends: 'two days at most',
    bytes: { who: 'index' },
  },
  reference_look: {
    holds: 'that somebody asked whether a mail is real: its reference and the network, by keyed hash',
    why: 'a reference that many ask for was copied into false mails',
    ends: '30 days',
    bytes: { reference: 'index', network: 'index' },
  },
  used_form: {
    holds: 'that a form was sent, by keyed hash',
    why: 'the same form twice does nothing twice',
    ends: '30 days',
    bytes: { hash: 'hash' },
  },
  page_draft: {
    holds: 'what somebody has typed on a page and not sent yet',
    why: 'Back and reload find the page filled in',
    ends: 'half an hour',
    bytes: { browser: 'index', flow: 'hash', payload: 'sealed' },
  },
  import_run: {
    holds: 'an import of readers: the name of the file and who began it',
    why: 'undoing it',
    ends: 'see purge_after',
    clear: ['name', 'actor'],
  },
  import_piece: {
    holds: 'a piece of the file that is imported, with addresses',
    why: 'going on after a crash',
    ends: 'with its import',
    bytes: { body: 'sealed' },
  },
  import_reader: { holds: 'who was new in an import', why: 'undoing it', ends: 'with its import or the reader' },
  callback: { holds: null, bytes: { secret: 'sealed', previous_secret: 'sealed' } },
  bulletin: nothing,
  bulletin_count: nothing,
  bulletin_event: {
    holds: 'who of the staff did what to a bulletin',
    why: 'four eyes',
    ends: 'with the bulletin',
    clear: ['actor', 'comment'],
  },
  bulletin_comment: {
    holds: 'what staff said to each other at the text of a bulletin',
    why: 'reviewing it before it leaves',
    ends: 'with the bulletin',
    clear: ['actor', 'closed_by', 'words'],
  },
  bulletin_presence: {
    holds: 'which of the staff has a draft open, and in which language',
    why: 'two people who write at once know of each other',
    ends: '45 seconds after the page was closed; the row by the next night',
    clear: ['actor'],
  },
  bulletin_sample: nothing,
  bulletin_text: nothing,
  bulletin_topic: nothing,
  custom_template: nothing,
  custom_template_version: nothing,
  domain_limit: nothing,
  brake: nothing,
  figure: nothing,
  trouble: nothing,
  canary: nothing,
  digest: nothing,
  digest_item: nothing,
  news: nothing,
  news_text: nothing,
  hold: nothing,
  house_rule: nothing,
  kept_block: nothing,
  plja_word: nothing,
  plja_refusal: nothing,
  job: nothing,
  knex_migrations: nothing,
  knex_migrations_lock: nothing,
  meta: nothing,
  queue: nothing,
  reader_day: nothing,
  system: nothing,
  text_revision: nothing,
  token_bucket: nothing,
  topic: nothing,
  topic_change: nothing,
  terms_proposal: nothing,
  topic_group: nothing,
  worker: nothing,
};

/** Sealed columns as table and column, for those that open or re-seal all of them. */
export const sealedColumns = (): { table: string; column: string }[] =>
  Object.entries(register).flatMap(([table, { bytes = {} }]) =>
    Object.entries(bytes)
      .filter(([, kind]) => kind === 'sealed')
      .map(([column]) => ({ table, column })),
  );

/** What of a schema does not stand in the register, and what of the register is not in the schema; empty when they agree. */
export const registerFaults = (schema: ReadonlyMap<string, readonly string[]>): string[] => [
  ...[...schema].flatMap(([table, bytes]) => {
    const entry = register[table];
    if (!entry) return [`table ${table} does not stand in the register of personal data (server/store/register.ts)`];
    return bytes
      .filter((column) => !(column in (entry.bytes ?? {})))
      .map(
        (column) =>
          `column ${table}.${column} does not stand in the register of personal data (server/store/register.ts)`,
      );
  }),
  ...Object.entries(register).flatMap(([table, entry]) => {
    const bytes = schema.get(table);
    if (!bytes) return [`the register of personal data names a table ${table} that is not there`];
    return Object.keys(entry.bytes ?? {})
      .filter((column) => !bytes.includes(column))
      .map((column) => `the register of personal data names a column ${table}.${column} that is not there`);
  }),
];
