/** Console: signing in, out, who I am, my sessions and my second factor. */
import { passkeyRoutes } from '../../../contract/console/passkeys.ts';
import { sessionRoutes } from '../../../contract/console/session.ts';
import { allRights } from '../../../contract/rights.ts';
import type { Demo } from '../../../domain/demo/demo.ts';
import { IDLE, type Operators } from '../../../domain/people/people.ts';
import { type ConsoleRoute, done, route } from './mount.ts';
import { qrPath } from './qr.ts';

/** `provider`: words on the button of the sign-in provider; null without one. `mailbox`: no relay is set. */
type Parts = {
  operators: Operators;
  version: string;
  mailbox: boolean;
  now: () => number;
  provider: string | null;
  demo: Demo;
  agency: { ja: string; en: string };
};
const signedIn = { signedIn: true } as const;

const signingIn = (p: Parts): ConsoleRoute[] => [
  route(sessionRoutes.whoAmI, async ({ who }) => ({
    id: who.publicId,
    name: who.name,
    email: who.email,
    language: who.language,
    colour: who.colour,
    roles: who.roles,
    rights: allRights(who.roles),
    bureaus: who.bureaus,
    factor: who.factor,
    hasApp: who.hasApp,
    hasPassword: who.hasPassword,
    summary: who.summary,
    recoveryLeft: await p.operators.recoveryLeft(who),
    idleEndsAt: Math.min(who.session.seen_at + IDLE, who.session.expires_at),
    endsAt: who.session.expires_at,
    now: p.now(),
    version: p.version,
    mailbox: p.mailbox,
    demo: (await p.demo.show(false)).demo,
    agency: p.agency,
  })),
  route(
    sessionRoutes.signIn,
    async ({ input, from, session }) => {
      const { token, device } = await p.operators.signIn(input, from);
      session.set(token, device);
      return signedIn;
    },
    p.operators.refuseCrowd,
  ),
  route(sessionRoutes.ways, async () => ({ provider: p.provider })),
  route(sessionRoutes.finishProvider, async ({ input, from, session }) => {
    session.set(await p.operators.provider.finish(input, from));
    return signedIn;
  }),
  route(sessionRoutes.providerWays, ({ input }) => p.operators.provider.waysOn(input.half)),
  route(sessionRoutes.signOut, async ({ who, session }) => {
    await p.operators.signOut(who);
    session.clear();
    return { signedOut: true as const };
  }),
  route(sessionRoutes.becomeFirst, async ({ input, from, session }) => {
    session.set(await p.operators.becomeFirst(input.token, input, from));
    return signedIn;
  }),
  route(sessionRoutes.invitation, ({ input }) => p.operators.links.lookAtInvitation(input.token)),
  route(sessionRoutes.acceptInvitation, async ({ input, from, session }) => {
    session.set(await p.operators.links.acceptInvitation(input.token, input, from));
    return signedIn;
  }),
  route(sessionRoutes.askReset, async ({ input }) => {
    await p.operators.links.askReset(input.email);
    return done;
  }),
  route(sessionRoutes.reset, async ({ input, from }) => {
    await p.operators.links.reset(input.token, input, from);
    return done;
  }),
];

const myAccount = (p: Parts): ConsoleRoute[] => [
  route(sessionRoutes.confirm, async ({ input, who }) => {
    await p.operators.confirm(who, input);
    return done;
  }),
  route(sessionRoutes.waysToConfirm, ({ who }) => p.operators.waysToConfirm(who)),
  route(sessionRoutes.choose, async ({ input, who }) => {
    await p.operators.choose(who, {
      ...(input.language ? { language: input.language } : {}),
      ...(input.colour ? { colour: input.colour } : {}),
    });
    return done;
  }),
  route(sessionRoutes.chooseSummary, async ({ input, who }) => {
    await p.operators.setSummary(who, who.publicId, input.on);
    return done;
  }),
  route(sessionRoutes.changePassword, async ({ input, who, from }) => {
    await p.operators.changePassword(who, input, from);
    return done;
  }),
  route(sessionRoutes.beginFactor, async ({ who }) => {
    const begun = p.operators.factor.begin(who);
    return { ...begun, qr: qrPath(begun.uri) };
  }),
  route(sessionRoutes.finishFactor, async ({ input, who, from, session }) => {
    const { recovery, token } = await p.operators.factor.finish(who, input, from);
    session.set(token);
    return { recovery };
  }),
  route(sessionRoutes.renewRecovery, async ({ who, from }) => ({
    recovery: await p.operators.factor.renewRecovery(who, from),
  })),
  route(sessionRoutes.sessions, async ({ who }) => ({
    data: await p.operators.list(who.id, who.session.id),
    next: null,
  })),
  route(sessionRoutes.endSession, async ({ who, id }) => {
    await p.operators.endOwn(who, id);
    return done;
  }),
  route(sessionRoutes.endOthers, async ({ who }) => ({ ended: await p.operators.endOthers(who) })),
];

const myPasskeys = ({ operators: { passkeys } }: Parts): ConsoleRoute[] => [
  route(passkeyRoutes.list, ({ who }) => passkeys.list(who)),
  route(passkeyRoutes.begin, async ({ who }) => ({ options: await passkeys.begin(who) })),
  route(passkeyRoutes.add, async ({ input, who, from, session }) => {
    const { recovery, token } = await passkeys.finish(who, input, from);
    session.set(token);
    return { recovery };
  }),
  route(passkeyRoutes.rename, async ({ input, who, id }) => {
    await passkeys.rename(who, id, input.name);
    return done;
  }),
  route(passkeyRoutes.remove, async ({ who, id, from }) => {
    await passkeys.remove(who, id, from);
    return done;
  }),
];

export const sessionConsole = (p: Parts): ConsoleRoute[] => [...signingIn(p), ...myAccount(p), ...myPasskeys(p)];
