/** The shape of one rule about what a server said, and the closed list of reasons (RFC 3463, RFC 5321, RFC 7505). */

/** The first line closes an address for good; everything else leaves the reader alone. */
export const replyReasons = [
  ...(['userunknown', 'hostunknown', 'hasmoved', 'notaccept'] as const),
  ...(['mailboxfull', 'suspended', 'filtered'] as const),
  ...(['rejected', 'blocked', 'authfailure', 'requireptr', 'greylisted', 'ratelimited', 'norelaying'] as const),
  ...(['spamdetected', 'virusdetected', 'policyviolation', 'contenterror', 'mesgtoobig'] as const),
  ...([
    'expired',
    'networkerror',
    'loop',
    'systemfull',
    'systemerror',
    'mailererror',
    'syntaxerror',
    'tlserror',
  ] as const),
  'undefined',
] as const;
export type ReplyReason = (typeof replyReasons)[number];

/** Nobody is behind the address. A wrong entry here drops living readers, so the list stays short. */
export const hardReasons: ReadonlySet<ReplyReason> = new Set(['userunknown', 'hostunknown', 'hasmoved', 'notaccept']);

/**
 * What is wrong with the mailbox or its server for now. Several in a row put an address to rest; refusals of our address, pace, proof or
 * content say nothing about whether somebody reads there.
 */
export const softReasons: ReadonlySet<ReplyReason> = new Set([
  'mailboxfull',
  'suspended',
  'filtered',
  'expired',
  'networkerror',
  'systemfull',
  'systemerror',
  'mailererror',
  'undefined',
]);

export type ReplyRule = {
  reason: ReplyReason;
  /** Any of these, in the text in lower case with white space and continuation codes folded to one space (foldReply). One phrase a line. */
  says: RegExp[];
  /** A reply that this very rule has to catch; replayed by a test. */
  sample: string;
};
