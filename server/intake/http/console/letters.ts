/** Console: one letter. */
import type { SystemCode } from '../../../contract/codes.ts';
import { letterRoutes } from '../../../contract/console/letters.ts';
import type { Applications } from '../../../domain/cases/cases.ts';
import type { Letters } from '../../../domain/letters/letters.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const letterConsole = ({
  letters,
  applications,
}: {
  letters: Letters;
  applications: Applications;
}): ConsoleRoute[] => [
  route(letterRoutes.show, ({ id }) => letters.show(id)),
  route(letterRoutes.resend, async ({ id, who }) => {
    const { system, keyType } = await letters.origin(id);
    const acting = { system: system as SystemCode, keyType: keyType as 'live', actor: who.actor };
    return { id: (await applications.resend(acting, id)).id };
  }),
  route(letterRoutes.cancel, async ({ id, input, who }) => {
    await letters.cancel(who.actor, id, input.reason);
    return letters.show(id);
  }),
];
