/** All routes of the console as one type: the console's client knows by method and path what to ask with and what comes back. */
import type { z } from 'zod';
import type { arrivalRoutes } from './arrivals.ts';
import type { auditRoutes } from './audit.ts';
import type { blockRoutes } from './blocks.ts';
import type { budgetRoutes } from './budgets.ts';
import type { bulletinCommentRoutes } from './bulletinComments.ts';
import type { bulletinPresenceRoutes } from './bulletinPresence.ts';
import type { bulletinRevisionRoutes } from './bulletinRevisions.ts';
import type { bulletinRoutes } from './bulletins.ts';
import type { bulletinWayRoutes } from './bulletinWay.ts';
import type { callbackRoutes } from './callbacks.ts';
import type { caseRoutes } from './cases.ts';
import type { deliveryRoutes } from './delivery.ts';
import type { demoRoutes } from './demo.ts';
import type { findRoutes } from './find.ts';
import type { homeRoutes } from './home.ts';
import type { houseRuleRoutes } from './houseRules.ts';
import type { importRoutes } from './imports.ts';
import type { keyRoutes } from './keys.ts';
import type { letterRoutes } from './letters.ts';
import type { limitRoutes } from './limits.ts';
import type { mailTypeRoutes } from './mailTypes.ts';
import type { newsRoutes } from './news.ts';
import type { passkeyRoutes } from './passkeys.ts';
import type { peopleRoutes } from './people.ts';
import type { pljaRoutes } from './plja.ts';
import type { readerActRoutes } from './readerActs.ts';
import type { readerRoutes } from './readers.ts';
import type { returnRoutes } from './returns.ts';
import type { Method } from './route.ts';
import type { rulebookRoutes } from './rulebook.ts';
import type { sessionRoutes } from './session.ts';
import type { settingRoutes } from './settings.ts';
import type { subscriptionTermsRoutes } from './subscriptionTerms.ts';
import type { suppressionRoutes } from './suppressions.ts';
import type { suspensionRoutes } from './suspensions.ts';
import type { systemRoutes } from './systems.ts';
import type { taskRoutes } from './tasks.ts';
import type { templateRoutes } from './templates.ts';
import type { topicRoutes } from './topics.ts';
import type { underWayRoutes } from './underWay.ts';
import type { workRoutes } from './works.ts';

type Nouns =
  | typeof arrivalRoutes
  | typeof auditRoutes
  | typeof blockRoutes
  | typeof bulletinCommentRoutes
  | typeof bulletinPresenceRoutes
  | typeof bulletinRevisionRoutes
  | typeof bulletinWayRoutes
  | typeof bulletinRoutes
  | typeof callbackRoutes
  | typeof caseRoutes
  | typeof deliveryRoutes
  | typeof demoRoutes
  | typeof findRoutes
  | typeof homeRoutes
  | typeof houseRuleRoutes
  | typeof importRoutes
  | typeof keyRoutes
  | typeof letterRoutes
  | typeof budgetRoutes
  | typeof limitRoutes
  | typeof mailTypeRoutes
  | typeof newsRoutes
  | typeof peopleRoutes
  | typeof pljaRoutes
  | typeof readerActRoutes
  | typeof readerRoutes
  | typeof returnRoutes
  | typeof rulebookRoutes
  | typeof passkeyRoutes
  | typeof sessionRoutes
  | typeof settingRoutes
  | typeof subscriptionTermsRoutes
  | typeof suppressionRoutes
  | typeof suspensionRoutes
  | typeof systemRoutes
  | typeof taskRoutes
  | typeof templateRoutes
  | typeof topicRoutes
  | typeof underWayRoutes
  | typeof workRoutes;

type RoutesOf<T> = T extends unknown ? T[keyof T] : never;
type Routes = RoutesOf<Nouns>;

/** A path as it is asked: with some text where `:id` stands. */
type Written<P extends string> = P extends `${infer Before}:id${infer After}` ? `${Before}${string}${After}` : P;

/** Input and answer of each route, by method and path. */
type Table = {
  [M in Method]: {
    [R in Extract<Routes, { method: M }> as R['path']]: { input: z.input<R['input']>; answer: z.output<R['answer']> };
  };
};

/** The paths that may be asked with a method. */
export type PathOf<M extends Method> = Written<keyof Table[M] & string>;

/** The path of the table that is written so; where a text could mean several, the one that is written alike. */
type Behind<M extends Method, W extends string> = {
  [P in keyof Table[M] & string]: [W, Written<P>] extends [Written<P>, W] ? P : never;
}[keyof Table[M] & string];

/** What stands behind the id of a POST: `VerbOf<'/works'>` is 'cancel' and its like. */
export type VerbOf<Noun extends string> = keyof Table['POST'] extends infer P
  ? P extends `${Noun}/:id/${infer V}`
    ? V
    : never
  : never;

/** As it is given: what is read only may be sent. */
type ReadOnly<T> = T extends readonly (infer One)[]
  ? readonly ReadOnly<One>[]
  : T extends object
    ? { readonly [K in keyof T]: ReadOnly<T[K]> }
    : T;

type Each<M extends Method, W extends string> = W extends unknown ? Table[M][Behind<M, W>] : never;
/** What a route is asked with. */
export type InputOf<M extends Method, W extends string> = Each<M, W> extends { input: infer I } ? ReadOnly<I> : never;
/** What a route answers. */
export type AnswerOf<M extends Method, W extends string> = Each<M, W> extends { answer: infer A } ? A : never;
