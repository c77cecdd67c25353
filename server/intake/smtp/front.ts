/**
 * Mail servers in front of the mail door (Postfix, nginx), which say who brought a mail: XCLIENT and XFORWARD as Postfix documents them.
 * SPF judges that address, so only a server that the settings name may say it; to everybody else these commands do not exist.
 */
import type { SMTPServer, SMTPServerSession } from 'smtp-server';
import { openNetworks } from '../../lib/networks.ts';

const commands = ['XCLIENT', 'XFORWARD'];

/** `networks`: addresses and networks, as the setting gives them. */
export const openFront = (networks: readonly string[]) => {
  const trusts = openNetworks(networks);
  return {
    trusts,
    /** What a session may not say: `always`, and for strangers who brought a mail. */
    refused: (address: string, always: readonly string[]): string[] =>
      trusts(address) ? [...always] : [...always, ...commands],
    /**
     * Who brought this mail. A front that does not know it (mail of its own, [UNAVAILABLE]) is itself the client: what it said of the
     * mail before must not stay. `own`: the address and name of the connection itself.
     */
    client: (session: SMTPServerSession, own: { network: string; helo: string }): { network: string; helo: string } => {
      const { xClient, xForward: told } = session as Partial<Record<'xClient' | 'xForward', Map<string, string>>>;
      const now = { network: session.remoteAddress, helo: String(session.hostNameAppearsAs || '') };
      if (xClient?.has('ADDR') || !told?.has('ADDR')) return now;
      const address = told.get('ADDR');
      return address ? { network: address, helo: told.get('HELO') || now.helo } : own;
    },
  };
};
export type Front = ReturnType<typeof openFront>;

/**
 * Postfix says HELO=[UNAVAILABLE] of its own mail, among it the question whether a recipient is known; smtp-server 3.21 takes that for a
 * client that has not greeted and refuses the mail with 503. A greeting that was said stays.
 */
export const keepGreeting = (smtp: SMTPServer, session: SMTPServerSession): void => {
  const all = smtp.connections as unknown as Set<{ session: SMTPServerSession; hostNameAppearsAs: string | false }>;
  const connection = [...all].find((one) => one.session === session);
  if (!connection) return;
  let greeted = connection.hostNameAppearsAs;
  Object.defineProperty(connection, 'hostNameAppearsAs', {
    get: () => greeted,
    set: (name: string | false) => {
      if (name !== '') greeted = name;
    },
  });
};
