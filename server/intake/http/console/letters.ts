/** Console: one letter. */
import { letterRoutes } from '../../../contract/console/letters.ts';
import type { Applications } from '../../../domain/cases/cases.ts';
import type { ManyLetters } from '../../../domain/cases/manyLetters.ts';
import type { WhyLetter } from '../../../domain/cases/whyLetter.ts';
import type { Letters } from '../../../domain/letters/letters.ts';
import type { LetterList } from '../../../domain/letters/list.ts';
import type { LetterText } from '../../../domain/letters/reading.ts';
import type { LetterReports } from '../../../domain/letters/reports.ts';
import type { LetterPlace } from '../../../store/letterList.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, route } from './mount.ts';

export const letterConsole = ({
  letters,
  letterList,
  applications,
  manyLetters,
  letterText,
  letterReports,
  whyLetter,
  cursors,
}: {
  letters: Letters;
  letterList: LetterList;
  cursors: Cursors;
  applications: Applications;
  manyLetters: ManyLetters;
  letterText: LetterText;
  letterReports: LetterReports;
  whyLetter: WhyLetter;
}): ConsoleRoute[] => {
  const shown = async (id: string) => ({
    ...(await letters.show(id)),
    why: await whyLetter(id),
    resendTo: await applications.resendsTo(id),
  });
  return [
    route(letterRoutes.list, async ({ input }) => {
      const { limit, cursor, ...query } = input;
      const before = cursors.read<LetterPlace>('letters', cursor) ?? null;
      const { data, next } = await letterList(query, { before, limit });
      return { data, next: cursors.next('letters', next ?? undefined, next !== null) };
    }),
    route(letterRoutes.many, ({ input: { filter, ...wish }, who }) => manyLetters.freeze(who.actor, wish, filter)),
    route(letterRoutes.show, ({ id }) => shown(id)),
    route(letterRoutes.text, ({ id, who }) => letterText.read(who.actor, id)),
    route(letterRoutes.reports, async ({ id, who }) => ({ data: await letterReports.read(who.actor, id) })),
    route(letterRoutes.resend, async ({ id, who }) => {
      const { system, keyType } = await letters.origin(id);
      const acting = { system, keyType: keyType as 'live', actor: who.actor };
      return { id: (await applications.resend(acting, id)).id };
    }),
    route(letterRoutes.sendExpired, ({ input, who }) => applications.sendExpired(input, who.actor)),
    route(letterRoutes.cancel, async ({ id, input, who }) => {
      await letters.cancel(who.actor, id, input.reason);
      return shown(id);
    }),
    route(letterRoutes.hold, async ({ id, input, who }) => {
      await letters.hold(who.actor, id, input.reason);
      return shown(id);
    }),
    route(letterRoutes.letGo, async ({ id, who }) => {
      await letters.letGo(who.actor, id);
      return shown(id);
    }),
  ];
};
