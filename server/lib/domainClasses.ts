/**
 * Classes of recipient domains: which are slowed down together, and what holds for each until staff set something else
 * (domain.md, decision 19). Carriers stand here once: their limits and who assigns an address again are of the same list.
 */

/** Bulletins and letters of every day, or emergencies. */
export const limitKinds = ['usual', 'emergency'] as const;
export type LimitKind = (typeof limitKinds)[number];
/** Null is no limit. */
export type DomainLimit = { connections: number | null; ratePerSecond: number | null };

/** Carriers with limits of their own; they also assign an address again to somebody else. */
const carriers: readonly [RegExp, string][] = [
  [/(^|\.)docomo\.ne\.jp$/, 'docomo'],
  [/(^|\.)(ezweb\.ne\.jp|au\.com)$/, 'au'],
  [/(^|\.)(softbank\.ne\.jp|i\.softbank\.jp)$/, 'softbank'],
];
/** Providers with so many readers that one which puts mail off must rest alone. Nothing limits them until staff say so. */
const providers: readonly [RegExp, string][] = [
  [/^(gmail|googlemail)\.com$/, 'gmail'],
  [/^((outlook|live)\.(com|jp)|hotmail\.(com|co\.jp)|msn\.com)$/, 'outlook'],
  [/^(yahoo\.co\.jp|ymail\.ne\.jp|yahoo\.com)$/, 'yahoo'],
  [/^(icloud|me|mac)\.com$/, 'icloud'],
];
/** Everybody else shares `other`. */
const classes = [...carriers, ...providers];

export const domainClasses: readonly string[] = [...classes.map(([, name]) => name), 'other'];
/** The class of a domain, given in lower case. */
export const domainClass = (domain: string): string =>
  classes.find(([pattern]) => pattern.test(domain))?.[1] ?? 'other';

/** Assigns an address again to somebody else: a suspension there is never lifted by hand. */
export const isReassigningCarrier = (domain: string): boolean => carriers.some(([pattern]) => pattern.test(domain));

export const carrierLimits = { connections: 4, ratePerSecond: 10 } as const;
/** What holds for a class until staff set something else. Emergencies have no limit of ours. */
export const defaultLimit = (domainClass: string, kind: LimitKind): DomainLimit =>
  kind === 'usual' && carriers.some(([, name]) => name === domainClass)
    ? { ...carrierLimits }
    : { connections: null, ratePerSecond: null };

/** What of a class's mails a second a bulletin leaves to letters, and letters to a bulletin that waits. */
export const keptForLetters = (perSecond: number): number => (perSecond > 1 ? Math.ceil(perSecond / 10) : 0);
