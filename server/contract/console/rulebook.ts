/** Console contract: the rulebook, to read. */
import { z } from 'zod';
import { reads } from './route.ts';

export const rulebookRoutes = {
  show: reads(
    '/rulebook',
    'rulebook.see',
    z.object({ revision: z.string(), systems: z.array(z.unknown()), reasons: z.unknown(), codes: z.unknown() }),
  ),
};
