/** Console contract: a hub filled with a made-up agency. */
import { z } from 'zod';
import { staffRoles } from '../rights.ts';
import { asks, contract, none, nothing } from './route.ts';

export const demoShown = z.object({
  demo: z.boolean(),
  /** Names the run of the hub: another after each start. */
  run: z.string(),
  /** A door for each role, for a browser on the machine of the hub; none for others. */
  links: z.array(z.object({ role: z.enum(staffRoles), name: z.string(), token: z.string() })),
});
export type DemoShown = z.infer<typeof demoShown>;

export const demoRoutes = {
  show: contract({ method: 'GET', path: '/demo', right: 'open', reversal: none, input: nothing, answer: demoShown }),
  enter: contract({
    method: 'POST',
    path: '/demo/enter',
    right: 'open',
    reversal: none,
    input: z.object({ token: z.string().max(200) }),
    answer: z.object({ signedIn: z.literal(true) }),
  }),
  /** Refused when somebody has added something of their own. `first` makes the first administrator of the empty hub; `ends`: the run that ends for it. */
  clear: contract({
    method: 'POST',
    path: '/demo/clear',
    right: 'self',
    reversal: asks('that everything of the demo goes'),
    input: nothing,
    answer: z.object({ first: z.string().nullable(), ends: z.string().nullable() }),
  }),
};
