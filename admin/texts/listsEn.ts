/** Words of lists and their filters in English; listsJa.ts has the same keys. */
import type { listsJa } from './listsJa.ts';

export const listsEn: typeof listsJa = {
  filters: { all: 'All', clear: 'Clear the filters', none: 'Nothing fits. Change the filters.' },
  letterGroups: {
    lost: 'Not delivered or unknown',
    open: 'Still to be sent',
    held: 'Held',
    accepted: 'Accepted',
    ended: 'Cancelled or not sent',
  },
  readerList: {
    title: 'List of readers',
    reason: 'Why suspended',
    cause: 'Came by',
    causes: { import: 'Import', own: 'The reader' },
    from: 'Joined from',
    to: 'Joined until',
  },
};
