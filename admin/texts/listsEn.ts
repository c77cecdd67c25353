/** Words of lists and their filters in English; listsJa.ts has the same keys. */
import type { listsJa } from './listsJa.ts';

export const listsEn: typeof listsJa = {
  checklist: {
    title: 'First steps',
    text: '%{done} of %{all} are done. What is done ticks itself.',
    done: 'Done',
    open: 'Not yet',
    steps: {
      relay: 'Let mail leave this machine',
      people: 'Invite a colleague',
      topics: 'Make the topics your own',
      readers: 'Import readers, or wait for them',
      test: 'Send a bulletin to yourself as a test',
      bulletin: 'Send the first bulletin',
    },
    says: {
      relay: 'Until a relay (SMTP_URL) is set, mail is kept in the built-in mailbox and nothing leaves.',
      people: 'An approval needs somebody beside the author.',
      topics: 'Sample topics are in it now. Rename them, add what is missing, end what is not needed.',
      readers: 'Lists from Excel (.xlsx or CSV) can be imported. No mail is sent.',
      test: 'Draft a bulletin and press "Send a test to myself".',
      bulletin: 'It is sent after an approval, and can be stopped before it begins to leave.',
    },
  },
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
