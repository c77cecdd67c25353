/** What the tables of the bench share: how much there is, which key seals it, and public ids that can be told from the number of a row. */
import type { KeyRing } from '../../server/lib/seal.ts';

export type Amounts = {
  readers: number;
  letters: number;
  cases: number;
  bulletins: number;
  audit: number;
  tasks: number;
};
/** As the issue wants them, for so many readers. */
export const amountsFor = (readers: number): Amounts => ({
  readers,
  letters: readers * 5,
  cases: Math.ceil(readers / 2),
  bulletins: 200,
  audit: 100_000,
  tasks: 2000,
});

/** `now`: when the tables are filled, epoch milliseconds; everything lies before it, but for what is planned. */
export type Filling = { ring: KeyRing; now: number; amounts: Amounts };

/** Twenty characters, as the hub's own are. */
export const idOf = (letter: string, n: number): string => letter + n.toString(32).padStart(19, '0');
/** Readers are named by a number. */
export const readerId = (n: number): number => 1_000_000_007 + n * 7919;

export const languageOf = (n: number) => (['ja', 'plja', 'en'] as const)[n % 3]!;
/** A few large providers, and several hundred small domains. */
const large = ['docomo.ne.jp', 'ezweb.ne.jp', 'softbank.ne.jp', 'gmail.com', 'yahoo.co.jp', 'outlook.jp'];
export const domainOf = (n: number): string => (n % 10 < 6 ? large[n % 10]! : `office${n % 397}.example`);
export const addressOf = (n: number): string => `reader.number${n}@${domainOf(n)}`;

export const one = <T>(from: readonly T[], n: number): T => from[n % from.length]!;
