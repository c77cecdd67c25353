/** Console contract: signing in, who I am, my sessions and my second factor. */
import { z } from 'zod';
import { rights, staffRoles } from '../rights.ts';
import { passkeyAnswer } from './passkeys.ts';
import { asks, contract, done, listOf, none, nothing, undo } from './route.ts';

export const consoleLanguages = ['ja', 'en'] as const;
export const colours = ['auto', 'light', 'dark'] as const;

export const me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  language: z.enum(consoleLanguages),
  colour: z.enum(colours),
  roles: z.array(z.enum(staffRoles)),
  rights: z.array(z.enum(rights)),
  bureaus: z.array(z.string()),
  /** `needed`: nothing else may be done before it is set up. `provider`: the sign-in provider asked for one. */
  factor: z.enum(['set', 'needed', 'none', 'provider']),
  /** An authenticator app is set up, with or without passkeys beside it. */
  hasApp: z.boolean(),
  hasPassword: z.boolean(),
  /** Gets the daily summary by mail. */
  summary: z.boolean(),
  recoveryLeft: z.number().int(),
  /** Epoch milliseconds: when the session ends without a sign of life, and at the latest; and the server's now, for countdowns. */
  idleEndsAt: z.number(),
  endsAt: z.number(),
  now: z.number(),
  version: z.string(),
  /** No relay is set: whatever goes out stays in the built-in mailbox. */
  mailbox: z.boolean(),
  /** The hub is filled with a made-up agency. */
  demo: z.boolean(),
  /** Whose hub this is, by its short name. */
  agency: z.object({ ja: z.string(), en: z.string() }),
});
export type Me = z.infer<typeof me>;

export const ownSession = z.object({
  id: z.string(),
  current: z.boolean(),
  startedAt: z.number(),
  seenAt: z.number(),
  endsAt: z.number(),
  agent: z.string(),
  network: z.string(),
});
export type OwnSession = z.infer<typeof ownSession>;

/** One path of dark modules in a square of `size`, quiet zone included. */
export const qr = z.object({ path: z.string(), size: z.number().int() });

const email = z.string().max(320);
const password = z.string().max(300);
const code = z.string().max(40);
/** After the password: one of the two. */
const proof = { code: code.optional(), passkey: passkeyAnswer.optional() };
/** What the way back from the sign-in provider carries, sealed. */
const half = z.string().max(2000);
const token = z.string().max(100);
const signedIn = z.object({ signedIn: z.literal(true) });

export const sessionRoutes = {
  whoAmI: contract({ method: 'GET', path: '/session', right: 'self', reversal: none, input: nothing, answer: me }),
  signIn: contract({
    method: 'POST',
    path: '/session',
    right: 'open',
    reversal: none,
    input: z.object({ email, password, ...proof }),
    answer: signedIn,
  }),
  /** What the sign-in page offers beside the password: the words on the button, null without a provider. */
  ways: contract({
    method: 'GET',
    path: '/session/ways',
    right: 'open',
    reversal: none,
    input: nothing,
    answer: z.object({ provider: z.string().nullable() }),
  }),
  /** The code of the own authenticator app, after the provider vouched for the person. */
  finishProvider: contract({
    method: 'POST',
    path: '/session/provider',
    right: 'open',
    reversal: none,
    input: z.object({ half, ...proof }),
    answer: signedIn,
  }),
  /** How that person may show the second factor. POST, so that nothing of it stands in a log. */
  providerWays: contract({
    method: 'POST',
    path: '/session/provider/ways',
    right: 'open',
    reversal: none,
    input: z.object({ half }),
    answer: z.object({ app: z.boolean(), passkey: z.string().nullable() }),
  }),
  signOut: contract({
    method: 'DELETE',
    path: '/session',
    right: 'self',
    reversal: none,
    input: nothing,
    answer: z.object({ signedOut: z.literal(true) }),
  }),
  becomeFirst: contract({
    method: 'POST',
    path: '/first-administrator',
    right: 'open',
    reversal: none,
    input: z.object({ token, name: z.string().max(200), email, password, language: z.enum(consoleLanguages) }),
    answer: signedIn,
  }),
  /** POST, so that no token stands in a log. */
  invitation: contract({
    method: 'POST',
    path: '/invitation',
    right: 'open',
    reversal: none,
    input: z.object({ token }),
    answer: z.object({
      name: z.string(),
      email: z.string(),
      language: z.enum(consoleLanguages),
      roles: z.array(z.enum(staffRoles)),
      needsFactor: z.boolean(),
    }),
  }),
  acceptInvitation: contract({
    method: 'POST',
    path: '/invitation/accept',
    right: 'open',
    reversal: none,
    input: z.object({ token, password, language: z.enum(consoleLanguages) }),
    answer: signedIn,
  }),
  askReset: contract({
    method: 'POST',
    path: '/password-reset',
    right: 'open',
    reversal: none,
    input: z.object({ email }),
    answer: done,
  }),
  reset: contract({
    method: 'POST',
    path: '/password-reset/finish',
    right: 'open',
    reversal: none,
    input: z.object({ token, password }),
    answer: done,
  }),
  /** How the second factor can be shown once more. POST: a passkey is asked for by a challenge that is made for it. */
  waysToConfirm: contract({
    method: 'POST',
    path: '/session/confirm/ways',
    right: 'self',
    reversal: none,
    input: nothing,
    answer: z.object({ app: z.boolean(), passkey: z.string().nullable() }),
  }),
  /** Password, code or passkey once more; good for ten minutes. */
  confirm: contract({
    method: 'POST',
    path: '/session/confirm',
    right: 'self',
    reversal: none,
    input: z.object({ password: password.optional(), ...proof }),
    answer: done,
  }),
  choose: contract({
    method: 'PUT',
    path: '/session/choices',
    right: 'self',
    reversal: undo('session.choose'),
    input: z.object({ language: z.enum(consoleLanguages).optional(), colour: z.enum(colours).optional() }),
    answer: done,
  }),
  /** The daily summary by mail, for oneself. */
  chooseSummary: contract({
    method: 'PUT',
    path: '/session/summary',
    right: 'self',
    reversal: undo('session.chooseSummary'),
    input: z.object({ on: z.boolean() }),
    answer: done,
  }),
  changePassword: contract({
    method: 'PUT',
    path: '/session/password',
    right: 'self',
    reversal: undo('session.reset'),
    input: z.object({ old: password, password }),
    answer: done,
  }),
  beginFactor: contract({
    method: 'POST',
    path: '/session/factor',
    right: 'self',
    reversal: none,
    input: nothing,
    answer: z.object({ secret: z.string(), uri: z.string(), state: z.string(), qr }),
  }),
  finishFactor: contract({
    method: 'PUT',
    path: '/session/factor',
    right: 'self',
    fresh: true,
    reversal: undo('session.beginFactor'),
    input: z.object({ state: z.string().max(2000), code }),
    answer: z.object({ recovery: z.array(z.string()) }),
  }),
  renewRecovery: contract({
    method: 'POST',
    path: '/session/recovery',
    right: 'self',
    fresh: true,
    reversal: asks('that the old codes end'),
    input: nothing,
    answer: z.object({ recovery: z.array(z.string()) }),
  }),
  sessions: contract({
    method: 'GET',
    path: '/session/list',
    right: 'self',
    reversal: none,
    input: nothing,
    answer: listOf(ownSession),
  }),
  endSession: contract({
    method: 'DELETE',
    path: '/session/list/:id',
    right: 'self',
    reversal: none,
    input: nothing,
    answer: done,
  }),
  endOthers: contract({
    method: 'POST',
    path: '/session/end-others',
    right: 'self',
    reversal: none,
    input: nothing,
    answer: z.object({ ended: z.number().int() }),
  }),
};
