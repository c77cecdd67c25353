/** Words of the page on which a reader accepts new terms, in English. */
import type { NewTermsWords } from '../../ja/pages/newTerms.ts';

export const newTerms: NewTermsWords = {
  title: 'The terms of use have changed',
  lead: 'Read the new terms of use and choose whether you accept them.',
  until:
    'If you do not accept, you get news until the end of {day}. After that you get only emergency news, corrections and the reminders you asked for. You stay registered, and you can accept at any time.',
  stopped:
    'You have not accepted yet, so we have stopped sending you news. When you accept, you will get the next news again. Emergency news, corrections and the reminders you asked for do not stop.',
  done: 'You have accepted the new terms of use',
  doneText: 'You get news as before.',
  asked: 'The terms of use have changed. You have not accepted the new ones yet.',
  see: 'See the new terms of use',
};
