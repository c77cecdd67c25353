/** Words of brakes, of undoing suspensions and of why a reader gets nothing, in English; suspensionsJa.ts has the same keys. */
import type { suspensionsJa } from './suspensionsJa.ts';

export const suspensionsEn: typeof suspensionsJa = {
  words: {
    intro:
      'When far more addresses than usual are said to be gone, or to report our mail as unwanted, suspensions are held back. Drop them when the other side was wrong; carry them out when it was right.',
    emptyTitle: 'No suspensions are held back',
    emptyText: 'When the same is suddenly answered for many addresses, suspensions are held back and stand here.',
    at: 'Recipient domain',
    state: 'Now',
    states: { on: 'Held back', lifted: 'Dropped', applied: 'Carried out' },
    answers: 'Addresses with this answer',
    share: '%{hards} of %{tried} mails',
    held: 'Readers held back',
    since: 'Counted since',
    pulledAt: 'Held back at',
    closedAt: 'Decided at',
    note: 'Reason for the decision',
    one: 'Held back at %{at}',
    readers: 'Readers held back',
    readersText: 'The first %{shown} of %{held}.',
    noReaders: 'No reader is held back',
    noReadersText: 'This can happen when those readers have left meanwhile.',
    kind: 'Kind of suspension',
    heldSince: 'Held back at',
    release: 'Drop these suspensions',
    releaseComplaint: 'Let bulletins go again',
    releaseAsk:
      'The other side was wrong: the suspensions of %{held} readers at %{at} are dropped. Nobody is suspended, and bulletins that wait are sent. They cannot be held back again.',
    releaseAskComplaint: 'The reports were wrong: %{held} readers at %{at} get bulletins again, from the next one on.',
    releaseDone: 'The suspensions were dropped',
    releaseDoneComplaint: 'Bulletins go there again',
    apply: 'Carry these suspensions out',
    applyComplaint: 'End these registrations',
    applyAsk:
      'The other side was right: %{held} readers at %{at} get no bulletins for now. After a rest a bulletin tries the address; some, such as those of mobile carriers, stop without a rest. To undo it, resume them one by one or use “Undo many suspensions”.',
    applyAskComplaint:
      'The reports were right: the registrations of %{held} readers at %{at} end. They get no bulletins already. To undo it, use “Undo many suspensions”.',
    applyDone: 'The suspensions were carried out',
    applyDoneComplaint: 'The registrations have ended',
    undo: {
      title: 'Undo many suspensions',
      intro:
        'Resumes every reader who was suspended since a time, at a domain, for a reason. See first how many there are. What is held back for the same domain and reason is dropped as well.',
      since: 'Since (Japanese time)',
      at: 'Domain, or class of domains',
      atHelp: 'For example example.jp, docomo, au, softbank, gmail, other',
      reason: 'Why suspended',
      count: 'See how many',
      found: '%{found} suspensions fit. %{lifted} of them can be undone.',
      tooOld:
        '%{tooOld} are addresses of mobile carriers, suspended more than 30 days ago, that may belong to somebody else by now. Only their owners bring them back by registering again.',
      none: 'There is nothing to undo. Check the conditions.',
      go: 'Undo %{lifted}',
      ask: 'Of %{found} suspensions since %{since} at %{at} for “%{reason}”, %{lifted} are undone. The next bulletin goes to these readers.',
      done: '%{lifted} were undone',
    },
    why: {
      title: 'Why suspended',
      see: 'See why suspended',
      next: 'What happens next',
      says: {
        'probe-from': 'The next bulletin after %{at} tries the address. When it arrives, delivery resumes by itself.',
        'probe-out': 'A bulletin that tries the address was sent. Its outcome decides whether delivery resumes.',
        'owner-only':
          'This address may belong to somebody else by now. Only its owner can bring it back by registering again.',
        'staff-or-owner': 'No bulletins until staff resume delivery or the reader registers again.',
        'staff-decide': 'The suspension is held back. Staff decide whether it is dropped or carried out.',
        'staff-decide-end':
          'Bulletins have stopped because of a complaint. Staff decide whether they go on or the registration ends.',
        left: 'The reader has left. Nothing is sent until they register again.',
        nothing: 'Delivery is not suspended.',
      },
      reports: 'What came back',
      noReports: 'Nothing came back',
      noReportsText:
        'When the other server refuses while a mail is handed over, no report comes by mail. Old reports are erased when their time is over.',
      raw: 'The words as they came',
      suspensions: 'Suspensions',
      noSuspensions: 'There are no suspensions',
      noSuspensionsText: 'What staff suspended stands in the audit log.',
      began: 'Began',
      states: {
        resting: 'Rests',
        ended: 'Suspended',
        held: 'Held back',
        lifted: 'Undone',
        over: 'Over',
      },
      restsUntil: 'Rests until',
      closed: 'Ended',
      by: { clock: 'By itself' },
    },
  },
  resources: { suspensions: { name: 'Held suspension |||| Held suspensions' } },
  problem: {
    'brake.closed': 'Somebody else has decided about these suspensions already. Reload the page.',
    'reason.unknown': 'Choose a reason from the list. Known are: %{known}',
    'since.future': 'Choose a time that is not in the future.',
    'class.missing': 'Write a domain or a class of domains.',
  },
};
