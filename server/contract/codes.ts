/** The closed lists of codes that every room, the API and the console share. Meanings stand in server/README.md (glossary). */

/** Reader languages: Japanese, plain Japanese (やさしいにほんご), English. A new language is a code here, its folder in languages/ with a line in languages/languages.ts and one in languages/words.ts, and its texts in templates/. */
export const languages = ['ja', 'plja', 'en'] as const;
export type Language = (typeof languages)[number];
export const isLanguage = (value: unknown): value is Language => languages.includes(value as Language);
/** One of something for every language. */
export const inEvery = <T>(make: (language: Language) => T): Record<Language, T> =>
  Object.fromEntries(languages.map((language) => [language, make(language)])) as Record<Language, T>;

/** Where a mail type or an event belongs: newsletter, RASENS, earlier RAS, electronic notification, and our own staff. */
export const systems = ['nl', 'ras2', 'ras1', 'ens', 'staff'] as const;
export type SystemCode = (typeof systems)[number];

/** Lanes of delivery, most urgent first. Each keeps reserved connections, so none starves another. */
export const lanes = ['transactional', 'confirmation', 'emergency', 'bulletin'] as const;
export type Lane = (typeof lanes)[number];

/**
 * States of one letter or one bulletin recipient (events.md, "Outcomes").
 * `planned` has a time in the future, `held` waits for a switch, `waiting` may be claimed, `sending` is leased,
 * `deferred` waits after a temporary refusal, `digest` for the digest of a reader who wants one. The others are final. `accepted` means the next server took it; it is never called delivered.
 */
export const letterStates = [
  'planned',
  'held',
  'waiting',
  'sending',
  'deferred',
  'digest',
  'accepted',
  'refused',
  'bounced',
  'unknown',
  'cancelled',
  'expired',
  'suppressed',
  'failed',
  'withdrawn',
] as const;
export type LetterState = (typeof letterStates)[number];
export const finalStates: readonly LetterState[] = letterStates.slice(6);
export const isFinal = (state: LetterState) => finalStates.includes(state);

/** How often a reader gets bulletins: each at once, or those of a day, of a week, in one mail. Emergencies always come at once. */
export const rhythms = ['atOnce', 'daily', 'weekly'] as const;
export type Rhythm = (typeof rhythms)[number];
export const isRhythm = (value: unknown): value is Rhythm => rhythms.includes(value as Rhythm);

export const readerStates = ['pending', 'active', 'suspended', 'left'] as const;
export type ReaderState = (typeof readerStates)[number];

/** `finishedOpen`: nothing more will be sent, but what became of some mails nobody knows. */
export const bulletinStates = [
  'draft',
  'submitted',
  'returned',
  'approved',
  'scheduled',
  'held',
  'sending',
  'paused',
  'finished',
  'finishedOpen',
  'cancelled',
] as const;
export type BulletinState = (typeof bulletinStates)[number];

/** How a bulletin is meant. A drill (訓練) never becomes a real one; an emergency has its own lane and limits. */
export const writtenKinds = ['normal', 'emergency', 'drill', 'correction', 'redelivery'] as const;
/** A digest is a bulletin as well: the clock gathers it from what waits for readers who want one mail a day or a week. */
export const bulletinKinds = [...writtenKinds, 'digest'] as const;
export type BulletinKind = (typeof bulletinKinds)[number];

export const keyTypes = ['live', 'team', 'test'] as const;
export type KeyType = (typeof keyTypes)[number];

export const roles = ['web', 'intake', 'delivery', 'clock'] as const;
export type RoleName = (typeof roles)[number];

/** Who a letter of an application system goes to (events.md, "Envelope"); `reader` and `operator` are our own. */
export const recipientRoles = ['holder', 'filer', 'applicant', 'new', 'old', 'reader', 'operator'] as const;
export type RecipientRole = (typeof recipientRoles)[number];

/** Purposes of derived links and of stored tokens; the number is the byte inside a derived link and never changes. */
export const linkPurposes = { change: 1, unsubscribe: 2, oneClick: 3, mailto: 4, verp: 5, terms: 6 } as const;
export type LinkPurpose = keyof typeof linkPurposes;
export const tokenPurposes = [
  'entry',
  'confirmRegistration',
  'addressChange',
  'newChoices',
  'undoAddress',
  'ownData',
  'firstAdministrator',
  'staffInvitation',
  'staffPasswordReset',
  'passkeyEnrol',
  'passkeySignIn',
] as const;
export type TokenPurpose = (typeof tokenPurposes)[number];

/** What a person is asked to look at; each has its words in the console (admin/texts/tasksJa.ts). */
export const taskKinds = [
  'letter-bounced',
  'letter-not-sent',
  'letters-expired',
  'letters-late',
  'letter-went-alone',
  'bulletin-paused',
  'relay-unreached',
  'database-restored',
  'hub-trouble',
  'suspensions-held',
  'own-domain-refused',
  'letters-arrived',
  'reports-unread',
  'sender-unsigned',
  'reference-copied',
  'access-request',
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** What an entry of the list of suppressions names. */
export const suppressionKinds = ['address', 'domain'] as const;
export type SuppressionKind = (typeof suppressionKinds)[number];

/** Addresses for answers: `pending` until the code of the mail is entered. */
export const replyAddressStates = ['pending', 'confirmed', 'removed'] as const;
export type ReplyAddressState = (typeof replyAddressStates)[number];

/** States of a long work of staff. `collecting`: what it needs is still being handed in. The last three are final. */
export const workStates = ['collecting', 'waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type WorkState = (typeof workStates)[number];

/**
 * Troubles that the hub sees in itself (docs/operate.md). `flow-stands`: mail waits that nothing keeps, and none was accepted for a minute.
 * `clock-stands`: no clock runs. `follow-ups-late`: reminders are due and not written. `database-refuses`: the database takes no writes.
 * `audit-broken`: the audit log does not hold together. `backup-late`: no good backup for 26 hours. `drill-failed`: a backup could not be opened.
 * `canary-late`: a mail that the hub sent to itself did not come back in time.
 */
export const troubleCodes = [
  'flow-stands',
  'clock-stands',
  'follow-ups-late',
  'database-refuses',
  'audit-broken',
  'backup-late',
  'drill-failed',
  'canary-late',
] as const;
export type TroubleCode = (typeof troubleCodes)[number];

/** What came back by mail. */
export const inboundClasses = ['hard', 'soft', 'complaint', 'auto-reply', 'not-a-bounce'] as const;
export type InboundClass = (typeof inboundClasses)[number];
