/** Why somebody is suspended: what can be chosen, and each in words. */
import { useTranslate } from 'react-admin';

const kinds: readonly string[] = ['hard-bounce', 'soft-bounces', 'complaint'];
/** A kind of suspension, or what the other side said; the server refuses any other. */
export const reasons: readonly string[] = [
  ...kinds,
  ...['userunknown', 'hostunknown', 'hasmoved', 'notaccept'],
  ...['mailboxfull', 'suspended', 'filtered', 'expired', 'networkerror'],
  ...['systemfull', 'systemerror', 'mailererror', 'undefined'],
];

export const useReasonWord = () => {
  const translate = useTranslate();
  return (code: string): string =>
    translate(kinds.includes(code) ? `fb.suspended.reasons.${code}` : `fb.code.reply.${code}`, { _: code });
};
