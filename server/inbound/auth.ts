/** Whether the envelope sender of a mail is who it says: SPF or DKIM passes for the sender's own domain (RFC 7208, RFC 6376). */
import { authenticate } from 'mailauth';

export type SenderCheck = 'pass' | 'fail' | 'temperror';
export type Received = { from: string; raw: Buffer; network: string; helo: string };
/** As node:dns/promises.resolve; tests bring their own. */
export type Resolver = (name: string, type: string) => Promise<unknown>;

/** The same organisation: equal, or one is a subdomain of the other. */
const aligned = (a: string, b: string) => a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`);

/** `temperror`: DNS gave no answer now; the sender should try again (451), for silence would lose a resident. */
export const checkSender = async (mail: Received, p: { mta: string; resolver?: Resolver }): Promise<SenderCheck> => {
  const domain = mail.from.slice(mail.from.lastIndexOf('@') + 1).toLowerCase();
  const result = await authenticate(mail.raw, {
    sender: mail.from,
    ip: mail.network.replace(/^::ffff:/, ''),
    helo: mail.helo,
    mta: p.mta,
    disableArc: true,
    disableBimi: true,
    ...(p.resolver ? { resolver: p.resolver } : {}),
  } as Parameters<typeof authenticate>[1]);
  const spf = result.spf === false ? 'none' : (result.spf?.status.result ?? 'none');
  const signatures = result.dkim.results;
  if (spf === 'pass') return 'pass';
  if (
    signatures.some((s) => s.status.result === 'pass' && aligned(String(s.signingDomain ?? '').toLowerCase(), domain))
  )
    return 'pass';
  return spf === 'temperror' || signatures.some((s) => s.status.result === 'temperror') ? 'temperror' : 'fail';
};
