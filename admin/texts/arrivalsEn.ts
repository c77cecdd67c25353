/** Words of letters to us and of reports nobody understood, in English; arrivalsJa.ts has the same keys. */
import type { arrivalsJa } from './arrivalsJa.ts';

export const arrivalsEn: typeof arrivalsJa = {
  arrivals: {
    intro:
      'What people wrote to postmaster@, abuse@ and no-reply@, and their answers to our mails. Only the text is shown; attachments are never opened. Who wrote it is not proven.',
    emptyTitle: 'There are no letters',
    emptyText: 'When somebody writes to us, the letter stands here.',
    over: 'Show those that were closed or forwarded',
    from: 'From',
    nobody: 'No sender',
    machine: 'Written by a machine',
    subject: 'Subject',
    noSubject: '(no subject)',
    box: 'To',
    boxes: {
      postmaster: 'Whoever runs our mail (postmaster@)',
      abuse: 'Reports of abuse (abuse@)',
      'no-reply': 'The address that only sends (no-reply@)',
      return: 'An answer to a mail of ours',
    },
    received: 'Came',
    state: 'State',
    states: { open: 'Open', forwarded: 'Forwarded', closed: 'Closed' },
    attachments: 'Attachments',
    attached: '%{n} (not opened)',
    text: 'Text',
    noText: 'There is no text.',
    closed: 'Closed, and by whom',
    by: '%{at} %{actor}',
    forwarded: 'Forwarded',
    close: 'Close',
    closeDone: 'Closed; it is erased after 90 days',
    reopen: 'Open it again',
    reopenDone: 'Open again',
  },
  wordings: {
    title: 'Reports nobody understood',
    intro:
      'Reports about mails of ours that the hub could not read. Say what one means: it holds for all reports with the same wording, and is remembered.',
    emptyTitle: 'There are no such reports',
    emptyText: 'When a server reports in words that are new to us, they stand here.',
    words: 'What it says',
    reports: 'Reports',
    last: 'Last one',
    hard: 'Nobody is there',
    soft: 'Not this time',
    none: 'No bounce',
    asks: {
      hard: '%{n} reports with this wording mean that nobody is there. Bulletins to these readers rest; letters of procedures count as not arrived, and staff and application systems are told. The same holds from now on.',
      soft: '%{n} reports with this wording mean “not this time”. Readers stay registered, and rest only after several in a row. The same holds from now on.',
      none: '%{n} reports with this wording are no bounces. Readers stay registered. The same holds from now on.',
    },
    done: 'Remembered (%{n})',
  },
  resources: { arrivals: { name: 'Letter to us |||| Letters to us' } },
  problem: {
    'arrival.closed': 'Somebody else has closed this letter already.',
    'arrival.open': 'This letter is open again already.',
    'wording.decided': 'Somebody else has decided about this wording already. Reload the page.',
  },
};
