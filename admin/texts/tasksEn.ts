/** Words of tasks in English. The compiler refuses a missing key. */
import type { tasksJa } from './tasksJa.ts';

export const tasksEn = {
  intro: 'What needs the judgement of a person. Take what you will do, so that others know.',
  open: 'Open',
  closed: 'Done',
  close: 'Close',
  closeAsk: 'Write what was done about “%{what}”. Nobody is reminded again.',
  done: 'Closed',
  take: 'Take it',
  putBack: 'Put it back',
  who: 'In the hand of',
  nobody: 'Nobody yet',
  me: 'You (since %{at})',
  other: '%{name} (since %{at})',
  somebody: 'Somebody who is gone',
  byItself: 'By itself',
  object: 'About',
  next: 'What to do',
  opened: 'Opened',
  finished: 'Closed',
  did: 'What was done',
  emptyTitle: 'There are no tasks',
  sendExpired: 'Send all that are still true',
  sentExpired: '%{sent} sent again; %{left} are not true any more',
  emptyText: 'When something needs the judgement of a person, it stands here.',
  emptyClosed: 'No task was closed yet',
  itself: {
    exported: 'What is stored was exported',
    erased: 'The registration was erased',
    'sent again': 'What was still true was sent again',
    'address-corrected': 'The address was corrected and the mail sent again',
    'reached again': 'It was reached again',
    over: 'It is over',
  },
  kinds: {
    'letter-bounced': {
      name: 'A mail did not arrive',
      next: 'Reach the person another way, such as by telephone, and have the right address entered in the application system. The task then closes by itself.',
    },
    'letter-not-sent': {
      name: 'A mail could not be sent',
      next: 'See the reason in the record of the mail. Send it again where that can help; otherwise tell the person another way.',
    },
    'letters-expired': {
      name: 'Mails ran out of time',
      next: 'They were not sent within their time, often because the hub or the relay stood still. One press sends all that are still true, to the present addresses.',
    },
    'letters-late': {
      name: 'Mails whose day has passed are held',
      next: 'They name days, and their day passed while the hub stood still. Where the text is still true, let them go in the list of mails; cancel them where it is not.',
    },
    'letter-went-alone': {
      name: 'A mail went without the one before it',
      next: 'The completion mail of the case did not come within a day. Ask those who run the application system whether the application was reported.',
    },
    'bulletin-paused': {
      name: 'A bulletin stopped by itself',
      next: 'See on its page why mails were refused. Resume it when that is mended; cancel it when it should not be sent.',
    },
    'relay-unreached': {
      name: 'A relay cannot be reached, or does not answer',
      next: 'Ask those who run the relay whether it works. The task closes by itself when it is reached again. Waiting mails are not lost.',
    },
    'database-restored': {
      name: 'The database was restored from a backup',
      next: 'What was sent after the backup may be sent again. Check what has left, then release lane after lane on the page Delivery.',
    },
    'hub-trouble': {
      name: 'Work stands still',
      next: 'Tell those who operate the hub; docs/operate.md says under "troubles" what to do. The task closes by itself when work flows again. Waiting mails are not lost.',
    },
    'suspensions-held': {
      name: 'Suspensions are held back',
      next: 'Open the held-back suspensions by the link and decide: drop them when the other side has a fault, carry them out when the addresses are really gone (as commands: `hub brakes release` and `hub brakes apply`). Bulletins to these addresses wait until then.',
    },
    'sender-unsigned': {
      name: 'A sender domain has no signing key',
      next: 'Mails of these systems leave unsigned and are soon refused or put with spam. Make a key with `hub dkim create`, publish its record, and start delivery again; then this task closes by itself. `hub doctor` and the page Systems check everything.',
    },
    'reference-copied': {
      name: 'One reference is asked for from many networks',
      next: 'Its mail was probably copied into false mails. Compare what people report, and warn readers by a bulletin where that is needed. The reference itself stays valid.',
    },
    'own-domain-refused': {
      name: 'Our domain is refused',
      next: 'Check the DNS records (SPF, DKIM, DMARC, MX) and the reputation of the sender. Readers stay registered.',
    },
    'letters-arrived': {
      name: 'Letters to us have come',
      next: 'Read them on the page Letters to us, and close each when it is dealt with. The task closes by itself when all are closed.',
    },
    'access-request': {
      name: 'Somebody asks for what is stored about them',
      next: 'On the reader’s screen an administrator exports what is stored, or erases it. Either settles this task. It is due 30 days after the request.',
    },
    'reports-unread': {
      name: 'A report came that nobody understood',
      next: 'Read it at the foot of the page Letters to us and say what it means: gone for good, not this time, or no bounce. The same wording is understood from then on.',
    },
  },
  fact: {
    'asks-access': 'On %{day} they asked what is stored.',
    'asks-erasure': 'On %{day} they asked for erasure.',
    'flow-stands': 'Mail that may leave is waiting, and for more than a minute no mail was accepted.',
    'clock-stands': 'No job of the clock has run for %{minutes} minutes.',
    'follow-ups-late': '%{due} reminders have been due for more than 15 minutes and are not written.',
    'audit-broken':
      'Line %{line} of the audit log does not fit. Copy the database before anything else, and compare with the heads kept outside (docs/incident.md).',
    'backup-late': 'There has been no good backup for %{hours} hours. %{why}',
    'drill-failed': 'The backup %{file} could not be opened and counted: %{why}',
    'canary-late':
      'A mail that the hub sent to itself has not come back (lane %{lane}, language %{language}, sent %{minutes} minutes ago). Mail to readers may not arrive either: look at the relay and at the way in to our mail door.',
    'database-refuses': 'The database took no writes for some %{minutes} minutes.',
    letter: '“%{type}” from %{system} to the %{role}.',
    'letter-bounced': 'The other server said: %{reason}',
    'letter-not-sent': 'Outcome: %{outcome}',
    'letters-expired': '“%{type}” from %{system}.',
    'letters-late': '“%{type}” from %{system}. Days after the planned day: %{days}.',
    refused: '%{refused} of %{of} mails in a row were refused. The last reason: %{last}',
    crashed: 'Making the mail failed %{crashes} times. Something in the text may be too much for it.',
    why: 'Relay %{relay} said: %{why}',
    ages: 'This database is %{beats} heartbeats older than the one this machine saw before.',
    fresh: 'This database is older than the one this machine saw before.',
    held: 'Of %{tried} addresses at %{at} %{hards} were said to be gone: %{reason}.',
    ownDomain: '%{at} said: %{reason}',
    unsigned: '%{domain} (%{systems})',
    copied: 'Asked for from %{networks} networks within 30 days',
  },
} satisfies typeof tasksJa;
