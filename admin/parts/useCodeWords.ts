/** Codes in the words of staff; a code that is not known stays what it is. */
import { useTranslate } from 'react-admin';

const itself = (code: string): string => code;

/** `eventName`: what a reported event is called, where the screen knows it; its type when absent. */
export const useCodeWords = (eventName: (type: string) => string = itself) => {
  const translate = useTranslate();
  const reported = (type: string) => translate('fb.code.stop.event', { event: eventName(type) });
  const word = (group: string) => (code: string) => translate(`fb.code.${group}.${code}`, { _: code });
  const reply = word('reply');
  return {
    system: word('system'),
    recipient: word('recipient'),
    result: word('result'),
    returned: word('returned'),
    /** What somebody did, as the audit log names it. */
    act: word('act'),
    /** Why a mail is where it is: a code (a case that ended says how behind a colon), or the event that ended it. */
    reply: (reason: string) =>
      /^[a-z0-9]+\.[a-z-]+\.[a-z-]+$/.test(reason) ? reported(reason) : reply(reason.split(':')[0]!),
    /** Why follow-ups stopped: one of our own reasons, or the event that was reported. */
    stop: (reason: string) => {
      const code = reason.split(':')[0]!;
      return code.includes('.') ? reported(code) : translate(`fb.code.stop.${code}`, { _: reason });
    },
  };
};
