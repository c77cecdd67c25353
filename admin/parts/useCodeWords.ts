/** Codes in the words of staff; a code that is not known stays what it is. */
import { useTranslate } from 'react-admin';

export const useCodeWords = () => {
  const translate = useTranslate();
  const word = (group: string) => (code: string) => translate(`fb.code.${group}.${code}`, { _: code });
  const reply = word('reply');
  return {
    system: word('system'),
    recipient: word('recipient'),
    result: word('result'),
    returned: word('returned'),
    /** What somebody did, as the audit log names it. */
    act: word('act'),
    /** Why a mail is where it is; a case that ended says how behind a colon. */
    reply: (reason: string) => reply(reason.split(':')[0]!),
    /** Why follow-ups stopped: one of our own reasons, or the event that was reported. */
    stop: (reason: string) => {
      const code = reason.split(':')[0]!;
      return code.includes('.')
        ? translate('fb.code.stop.event', { event: code })
        : translate(`fb.code.stop.${code}`, { _: reason });
    },
  };
};
