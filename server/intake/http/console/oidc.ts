/**
 * The way to the sign-in provider and back (OpenID Connect Core 1.0, authorization code flow with PKCE, RFC 7636): state, nonce and
 * verifier travel sealed in a cookie of ten minutes that only these two addresses get.
 */
import Router, { type RouterContext } from '@koa/router';
import * as oidc from 'openid-client';
import type { Operators, Who } from '../../../domain/people/people.ts';
import type { Identity } from '../../../domain/people/provider.ts';
import { isHubError, refused } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import { type KeyRing, openState, sealState } from '../../../lib/seal.ts';
import type { SessionCookie } from './mount.ts';

const BASE = '/console/oidc';
const KEEP = 10 * 60_000;
/** How old a sign-in at the provider may be when somebody is asked again, in seconds. */
const FRESH = 120;

export type OidcSettings = { issuer: string; clientId: string; clientSecret: string };
type Flow = { state: string; nonce: string; verifier: string; until: number; confirms: string | null };
type Parts = {
  operators: Operators;
  settings: OidcSettings;
  publicUrl: () => string;
  cookie: SessionCookie;
  secure: boolean;
  ring: KeyRing;
  log: Log;
  now: () => number;
};

/** Asks the provider about itself once, and again when that failed. Plain HTTP only to this machine: settings refuse it elsewhere. */
const discoverer = ({ issuer, clientId, clientSecret }: OidcSettings) => {
  let found: Promise<oidc.Configuration> | null = null;
  return (): Promise<oidc.Configuration> => {
    found ??= oidc
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: 10,
        execute: issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        found = null;
        throw error;
      });
    return found;
  };
};

/** What the tokens say, with the address from the user info endpoint when the ID token has none. */
const identityFrom = async (
  provider: oidc.Configuration,
  tokens: Awaited<ReturnType<typeof oidc.authorizationCodeGrant>>,
): Promise<Identity> => {
  const claims = tokens.claims();
  if (!claims) throw refused('oidc.failed');
  const facts =
    claims.email === undefined && provider.serverMetadata().userinfo_endpoint
      ? await oidc.fetchUserInfo(provider, tokens.access_token, claims.sub)
      : claims;
  return {
    issuer: claims.iss,
    subject: claims.sub,
    email: typeof facts.email === 'string' ? facts.email : null,
    emailVerified: facts.email_verified === true,
    methods: Array.isArray(claims.amr) ? claims.amr.map(String) : [],
  };
};

export const oidcRoutes = (p: Parts): Router => {
  const discover = discoverer(p.settings);
  const name = p.secure ? '__Host-fumibako-oidc' : 'fumibako-oidc';
  const back = () => `${p.publicUrl()}${BASE}/back`;
  const keep = (ctx: RouterContext, value: string | null) => {
    ctx.cookies.secure = p.secure;
    // Lax, because the way back begins at another site; it is read there once and gone.
    ctx.cookies.set(name, value, { httpOnly: true, sameSite: 'lax', secure: p.secure, path: '/', overwrite: true });
  };
  const leave = (ctx: RouterContext, place: string) => ctx.redirect(`/console/#/${place}`);
  const fail = (ctx: RouterContext, error: unknown) => {
    const code = isHubError(error) ? error.code : 'oidc.failed';
    if (!isHubError(error)) p.log.warn({ error: (error as Error).message }, 'sign-in provider');
    leave(ctx, `login?wrong=${code}`);
  };

  const begin = async (ctx: RouterContext, who: Who | null) => {
    const flow: Flow = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      until: p.now() + KEEP,
      confirms: who?.session.public_id ?? null,
    };
    const url = oidc.buildAuthorizationUrl(await discover(), {
      redirect_uri: back(),
      scope: 'openid email',
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
      ...(who ? { prompt: 'login', max_age: '0' } : {}),
    });
    keep(ctx, sealState(p.ring, 'oidc', flow));
    ctx.redirect(url.href);
  };

  const finish = async (ctx: RouterContext) => {
    const flow = openState<Flow>(p.ring, 'oidc', ctx.cookies.get(name) ?? '');
    keep(ctx, null);
    if (!flow || flow.until < p.now()) throw refused('oidc.ended');
    const provider = await discover();
    const tokens = await oidc.authorizationCodeGrant(provider, new URL(`${back()}${ctx.search}`), {
      pkceCodeVerifier: flow.verifier,
      expectedState: flow.state,
      expectedNonce: flow.nonce,
      idTokenExpected: true,
      ...(flow.confirms ? { maxAge: FRESH } : {}),
    });
    const identity = await identityFrom(provider, tokens);
    if (flow.confirms) {
      await p.operators.provider.confirm(identity, flow.confirms);
      return leave(ctx, 'confirmed');
    }
    const entered = await p.operators.provider.enter(identity, { agent: ctx.get('user-agent'), network: ctx.ip });
    if ('half' in entered) return leave(ctx, `login?half=${entered.half}`);
    p.cookie.set(ctx, entered.token);
    leave(ctx, '');
  };

  const router = new Router({ prefix: BASE });
  const answer = (work: (ctx: RouterContext) => Promise<void>) => async (ctx: RouterContext) => {
    ctx.set('cache-control', 'no-store');
    try {
      await work(ctx);
    } catch (error) {
      fail(ctx, error);
    }
  };
  router.get(
    '/start',
    answer(async (ctx) => {
      // The cookie must be where the way back ends, under whatever name somebody came.
      if (ctx.host !== new URL(p.publicUrl()).host) return ctx.redirect(`${p.publicUrl()}${BASE}/start`);
      await begin(ctx, null);
    }),
  );
  router.get(
    '/confirm',
    answer(async (ctx) => {
      const token = p.cookie.get(ctx);
      const who = token ? await p.operators.whoIs(token) : null;
      if (!who) throw refused('session.none');
      await begin(ctx, who);
    }),
  );
  router.get('/back', answer(finish));
  return router;
};
