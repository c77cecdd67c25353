/**
 * What each command does to the hub. `looks` changes nothing; `brakes` must work when much else is broken, and never asks; `changes` can be
 * undone by another command; `lasts` cannot, and asks once on a terminal in production; `makes` alone may make a database.
 * A command that nobody has weighed counts as one that changes: it names its database, and makes none.
 */
export type Weight = 'looks' | 'brakes' | 'changes' | 'lasts' | 'makes';

/** Verbs that only look, whatever the noun. */
const looking = new Set([
  'list',
  'show',
  'status',
  'count',
  'export',
  'board',
  'verify',
  'classify',
  'find',
  'doctor',
  'settings',
]);

const weighed: Readonly<Record<string, Weight>> = {
  migrate: 'makes',
  'demo fill': 'makes',
  'demo links': 'looks',
  'demo clear': 'lasts',
  'plja readings': 'looks',
  'plja check': 'looks',
  'plja draft': 'looks',
  // It asks by itself, and opens nothing before it has put the database there; a drill goes beside the one that runs.
  restore: 'changes',
  'backup key': 'looks',
  'holds set': 'brakes',
  'maintenance on': 'brakes',
  'letters hold': 'brakes',
  'letters let-go': 'lasts',
  'cases stop-chain': 'lasts',
  'cases close': 'lasts',
  'suppressions add': 'brakes',
  'bulletins revisions': 'looks',
  'bulletins comments': 'looks',
  'bulletins pause': 'brakes',
  'bulletins send': 'lasts',
  'bulletins resume': 'lasts',
  'bulletins cancel': 'lasts',
  'subscribers import': 'lasts',
  'subscribers import-undo': 'lasts',
  'keys revoke': 'lasts',
  'person erase': 'lasts',
  'person replay': 'lasts',
  'callbacks remove': 'lasts',
  'callbacks replay': 'lasts',
  'holds lift': 'lasts',
  'operators retire': 'lasts',
  'works cancel': 'lasts',
  'works confirm': 'lasts',
  'subscribers unsubscribe': 'lasts',
  'terms announce': 'lasts',
  'audit purge': 'lasts',
  'systems reply-to': 'looks',
  'relays check': 'looks',
};

export const weightOf = (name: string): Weight =>
  weighed[name] ?? (looking.has(name.split(' ').at(-1)!) ? 'looks' : 'changes');

/** The commands that are weighed by name: each must be one. */
export const weighedByName = (): string[] => Object.keys(weighed);
