/** Console: a hub filled with a made-up agency. */
import { demoRoutes } from '../../../contract/console/demo.ts';
import type { Demo } from '../../../domain/demo/demo.ts';
import type { Operators } from '../../../domain/people/people.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const demoConsole = ({ demo, operators }: { demo: Demo; operators: Operators }): ConsoleRoute[] => [
  route(demoRoutes.show, ({ local }) => demo.show(local)),
  route(demoRoutes.enter, async ({ input, from, session, local }) => {
    session.set(await operators.demoDoor.enter(input.token, from, local));
    return { signedIn: true as const };
  }),
  route(demoRoutes.clear, async ({ session }) => {
    const cleared = await demo.clear();
    session.clear();
    return cleared;
  }),
];
