/** Phrases made of two words that stand near each other in one sentence. */

/** No sentence ends between the two; a full stop inside an address or a host name is none. */
const within = (most: number): string => `(?:[^.!?。！？।။]|\\.(?=\\S)){0,${most}}`;

/** `thing`, then `what` at most `most` signs later: "the account … was deleted". */
export const near = (thing: string, what: string, most: number): RegExp[] => [
  new RegExp(`(?:${thing})${within(most)}(?:${what})`),
];

/** Either order: "no such account", "the account is not there". */
export const either = (thing: string, what: string, most: number): RegExp[] => [
  ...near(thing, what, most),
  ...near(what, thing, Math.min(most, 24)),
];
