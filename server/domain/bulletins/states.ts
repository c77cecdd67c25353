/** The states of a bulletin as one table: which act leads from where to where, and who may do it. docs/states.md is drawn from it. */
import type { BulletinState } from '../../contract/codes.ts';
import type { Right } from '../../contract/rights.ts';

export type BulletinMove = {
  from: readonly BulletinState[];
  to: BulletinState;
  /** The right that a person needs; 'clock' happens by itself, 'cli' only on the command line. */
  by: Right | 'clock' | 'cli';
  says: string;
};

/** An act that is not here does not exist. */
export const bulletinMoves = {
  gather: {
    from: ['draft'],
    to: 'sending',
    by: 'clock',
    says: 'A digest: its hour has come, and each of its items was approved and released by itself.',
  },
  submit: {
    from: ['draft', 'returned'],
    to: 'submitted',
    by: 'bulletin.submit',
    says: 'Checks have no error, warnings are ticked, the audience is counted exactly; approvers get a mail.',
  },
  reopen: {
    from: ['submitted', 'approved', 'scheduled', 'held'],
    to: 'draft',
    by: 'bulletin.write',
    says: 'To write on. What was approved is not approved any more.',
  },
  return: {
    from: ['submitted', 'approved', 'scheduled', 'held'],
    to: 'returned',
    by: 'bulletin.approve',
    says: 'Back to the author, with a comment.',
  },
  approve: {
    from: ['submitted'],
    to: 'approved',
    by: 'bulletin.approve',
    says: 'Somebody else than the authors; bound to a hash of texts, audience, time and kind.',
  },
  release: {
    from: ['approved'],
    to: 'scheduled',
    by: 'bulletin.release',
    says: 'The last page was read. A time in the quiet hours moves to their end.',
  },
  recall: {
    from: ['scheduled', 'held'],
    to: 'approved',
    by: 'bulletin.release',
    says: 'Nobody has got it; it may be released again.',
  },
  hold: {
    from: ['scheduled'],
    to: 'held',
    by: 'clock',
    says: 'The last minutes in which nothing has left.',
  },
  start: {
    from: ['held'],
    to: 'sending',
    by: 'clock',
    says: 'The hold is over and the hash is still that of the approval.',
  },
  drop: {
    from: ['scheduled', 'held'],
    to: 'returned',
    by: 'clock',
    says: 'What would leave is not what was approved.',
  },
  late: {
    from: ['scheduled', 'held'],
    to: 'approved',
    by: 'clock',
    says: 'Its hour passed while nobody was there: it asks again, and tells by mail by how much it is late.',
  },
  breakGlass: {
    from: ['draft', 'returned', 'submitted'],
    to: 'sending',
    by: 'bulletin.emergency',
    says: 'Emergencies only: leaves at once, the approval comes afterwards.',
  },
  send: {
    from: ['draft', 'approved', 'scheduled', 'held'],
    to: 'sending',
    by: 'cli',
    says: 'At once, without approval, hold or quiet hours.',
  },
  pause: {
    from: ['sending'],
    to: 'paused',
    by: 'bulletin.control',
    says: 'Nothing more is claimed; also by the stop rule of the first wave.',
  },
  resume: { from: ['paused'], to: 'sending', by: 'bulletin.control', says: 'Goes on where it stopped.' },
  finish: {
    from: ['sending'],
    to: 'finished',
    by: 'clock',
    says: 'Everybody has an outcome, or waits for the digest.',
  },
  finishOpen: {
    from: ['sending'],
    to: 'finishedOpen',
    by: 'clock',
    says: 'Nothing more leaves, but of n mails nobody knows what became of them: the connection broke after the text, before the answer.',
  },
  settle: {
    from: ['finishedOpen'],
    to: 'finished',
    by: 'clock',
    says: 'The last open one came back, or was taken after all.',
  },
  cancel: {
    from: [
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
    ],
    to: 'cancelled',
    by: 'bulletin.control',
    says: 'For good. Who has not got it never will. Of what is done only while somebody waits for the digest.',
  },
} as const satisfies Record<string, BulletinMove>;
export type BulletinAct = keyof typeof bulletinMoves;

export const mayAct = (act: BulletinAct, state: BulletinState): boolean =>
  (bulletinMoves[act].from as readonly BulletinState[]).includes(state);

/** A draft that its author may still throw away without the right to control what is being sent. */
export const ownDraft: readonly BulletinState[] = ['draft', 'returned'];
