/** A real OpenID Connect provider on this machine: whoever comes is the account that the test named last, at once and without a page. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export type Account = { subject: string; email: string; verified?: boolean; methods?: string[] };
export const CLIENT = { id: 'fumibako', secret: 'a secret of the test that is long enough' };

const signingKey = () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
};

/** `redirects`: where the hub may be called back. */
export const signInProvider = async (redirects: () => string[]) => {
  let account: Account | null = null;
  let provider: Provider;
  const seen: Record<string, unknown>[] = [];

  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const details = await provider.interactionDetails(req, res);
    seen.push(details.params);
    if (!account) return provider.interactionFinished(req, res, { error: 'access_denied' });
    const grant = new provider.Grant({ accountId: account.subject, clientId: CLIENT.id });
    grant.addOIDCScope('openid email');
    await provider.interactionFinished(
      req,
      res,
      {
        login: { accountId: account.subject, amr: account.methods ?? ['pwd'] },
        consent: { grantId: await grant.save() },
      },
      { mergeWithLastSubmission: false },
    );
  };

  const server = createServer((req, res) => {
    if (req.url?.startsWith('/interaction/')) {
      answer(req, res).catch((error: unknown) => {
        res.statusCode = 500;
        res.end(String(error));
      });
      return;
    }
    provider.callback()(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const open = () => {
    provider = new Provider(issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: redirects() }],
      jwks: { keys: [signingKey()] },
      cookies: { keys: ['of the test'] },
      claims: { openid: ['sub', 'amr'], email: ['email', 'email_verified'] },
      pkce: { required: () => true },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      features: { devInteractions: { enabled: false } },
      findAccount: (_: unknown, subject: string) => ({
        accountId: subject,
        claims: () => ({ sub: subject, email: account?.email, email_verified: account?.verified ?? true }),
      }),
    });
  };
  return {
    issuer,
    /** Call when the hub's own address is known. */
    open,
    /** Who comes next; null refuses. */
    is(next: Account | null): void {
      account = next;
    },
    /** Parameters of the authorization requests so far. */
    seen,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET: CLIENT.secret },
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
export type SignInProvider = Awaited<ReturnType<typeof signInProvider>>;
