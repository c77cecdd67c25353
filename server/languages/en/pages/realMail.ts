/** Words of the page on which somebody finds out whether a mail is real, in English. */
import type { RealMailWords } from '../../ja/pages/realMail.ts';

export const realMail: RealMailWords = {
  title: 'Is this email real?',
  lead: 'Fake emails are sent in the name of public offices. Check these points.',
  label: 'Reference of the email',
  hint: '32 letters and digits near the end of the email. Spaces, hyphens and small letters make no difference.',
  check: 'Check',
  found: {
    title: 'We sent an email with this reference',
    lead: 'Compare it with the email you got. If anything differs, yours is fake.',
    subject: 'Subject',
    at: 'Sent on',
    domain: 'Sender’s address after “@”',
    copied:
      'A reference can be copied into another email. Even with a correct reference, an email that asks for money or passwords is fake.',
  },
  old: {
    title: 'The reference is ours, but the email is too old to show',
    lead: 'The reference is genuine. We erase the text of an email after some time, so there is no subject left to compare.',
  },
  unknown: {
    title: 'We have sent no email with this reference',
    lead: 'Check that all 32 letters and digits are right. If they are, the email is not ours: do not open its links, and do not answer it.',
  },
  again: 'Check another reference',
  from: {
    h: 'The sender',
    p: 'Our emails come from these addresses. Look at the address, not only at the name.',
  },
  hosts: {
    h: 'Where links lead',
    p: 'Links to change or unsubscribe always begin with {site}. All other links lead to these sites. We never use short links.',
  },
  never: {
    h: 'What we never ask for',
    p: [
      'We never ask by email for money, card numbers, passwords or photos of your residence card.',
      'We never attach files.',
    ],
  },
  frauds: {
    h: 'What fake emails often say',
    p: [
      '“Your residence card becomes invalid unless you act within 24 hours.”',
      '“Your account has been suspended. Confirm who you are.”',
      '“You have an unpaid fee. Pay now.”',
      '“You will get a refund. Enter your bank account and card number.”',
      '“There is a warrant for your arrest. Call this number.”',
    ],
  },
  odd: {
    h: 'If an email seems fake',
    p: 'Do not answer it, and do not open its links or files. If you are worried, call us.',
  },
};
