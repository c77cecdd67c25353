/**
 * "User unknown" and its kind: the words decide, whichever code stands beside them, and also after the content. A code of permission
 * (5.7.x) outweighs words that only refuse an address, never those that name it as missing.
 */

/** Who can be missing. */
const who =
  '(?:user|users|recipients?|mail ?box|mail ?boxes|address(?:es|ee)?|account|e-?mail|person|customer|subscriber|member|alias|username|receiver|local[- ]part|rcpt)(?:name|id)?';
const named = '(?: <[^>]{0,320}>| \\S{1,320}@\\S{1,200}| \\([^)]{0,120}\\)| \\[[^\\]]{0,120}\\])?:?';

/** The address is named as missing: not merely refused, closed or out of reach. */
const missing = new RegExp(
  [
    `\\b${who}${named} ?(?:is |was |are |were )?(?:unknown|unkown|not known|not (?:be )?found|non-?existent|not exist\\w*|not (?:registered|listed|recogni[sz]ed))`,
    `\\b(?:unknown|unkown|no such|non-?existent|nonexisting|not an? (?:known|existing|registered)) (?:local |virtual |e-?mail |mail |destination |recipient |remote )?${who}\\b`,
    `\\b${who}(?: \\S+){0,6} (?:does|do|did|could|can)(?: ?not|n.t) (?:be )?(?:exist|found)`,
    `\\b${who}(?: \\S+){0,4} (?:no(?:t| longer)) (?:exist|found|known)`,
    `<[^>]{1,320}>(?: \\S+){0,2} (?:does not exist|doesn.t exist|not found|is unknown|unknown)`,
    `\\bno (?:mail ?box|user|account|person|one|recipient)(?: \\S+){0,3} (?:by that name|here|with that|of that name)`,
    '\\bthis user doesn.t have an? \\S+ account',
    `\\b${who}(?: \\S+){0,4} (?:could|was)(?: ?not|n.t) (?:be )?found`,
    '\\bno (?:mail ?box|user|account|recipient) (?:for |named )?<?[^\\s@]{1,64}@',
    'find any(?:one|body)\\b',
    '\\bnosuchuser|usernotfound|recipientnotfound|useru?nknown|mailboxnotfound|recipnotfound',
  ].join('|'),
);
/** The address is said to be wrong; filters say so, too. */
const invalid = new RegExp(
  `destinataire invalide|\\b(?:invalid|bad|wrong) (?:local |e-?mail |mail |destination )?${who}\\b|\\b${who}${named} ?(?:is )?invalid\\b`,
);
/** The sentence names the reader's address as missing. `folded`: as `foldReply` gives it. */
export const namesMissing = (folded: string): boolean => missing.test(folded);

/** The sentence calls the reader's address invalid. */
export const callsInvalid = (folded: string): boolean => invalid.test(folded);

/** The mail filter of au (ezweb) leaves the address empty; its check of the recipient names it in angle brackets. */
export const namesNobody = (folded: string): boolean => /(?:^|[^>\w])55\d:? : user unknown/.test(folded);
