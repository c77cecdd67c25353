/** Words of the screen of long works in English; worksJa.ts has the same keys. */
import type { worksJa } from './worksJa.ts';

export const worksEn: typeof worksJa = {
  title: 'Long works',
  intro: 'What takes its time, such as imports and exports. A work that was interrupted goes on where it was.',
  none: 'There have been no long works yet',
  noneText: 'An import of readers and whatever else takes its time is listed here once it has begun.',
  kind: 'Work',
  kinds: {
    readers: {
      act: 'Act on many readers',
      import: 'Import of readers',
      export: 'Export of readers',
      erase: 'Erasure of readers',
    },
    letters: { act: 'Act on many letters' },
    keys: { rotate: 'Sealing with a new key' },
    terms: { announce: 'Mail about new terms' },
  },
  state: 'Now',
  states: {
    collecting: 'Being handed in',
    waiting: 'Waits for its turn',
    running: 'Under way',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  progress: 'How far',
  of: '%{done} of %{total}',
  sofar: '%{done}',
  acted: 'Done for',
  result: 'What came of it',
  noResult: 'There is no result yet.',
  began: 'Asked for',
  ended: 'Ended',
  cancel: 'Cancel this work',
  cancelTitle: 'Cancel this work?',
  cancelAsk: 'It has done %{of}. What is done stays.',
  stay: 'Go on with it',
};
