/** Console: the rulebook, to read, with the settings that are in force; and its events to play. */
import { rulebookRoutes } from '../../../contract/console/rulebook.ts';
import type { Applications } from '../../../domain/cases/cases.ts';
import { rulebooks } from '../../../domain/rulebook/index.ts';
import { reasonSentence } from '../../../domain/rulebook/reasons.ts';
import { rulebookScreen } from '../../../domain/rulebook/screen.ts';
import type { Settings } from '../../../domain/rulebook/settings.ts';
import { type FieldError, isHubError, notFound } from '../../../lib/errors.ts';
import { fieldSentence } from '../api/problems.ts';
import { playedLetter } from './cases.ts';
import { type ConsoleRoute, route } from './mount.ts';

type Parts = { settings: Settings; applications: Pick<Applications, 'sample' | 'playEvent'> };

export const rulebookConsole = ({ settings, applications }: Parts): ConsoleRoute[] => [
  route(rulebookRoutes.show, async () => {
    const all = await Promise.all(rulebooks.map(async ({ system }) => [system, await settings.get(system)] as const));
    return rulebookScreen(Object.fromEntries(all));
  }),
  route(rulebookRoutes.sample, async ({ id }) => {
    const data = await applications.sample(id);
    if (!data) throw notFound('event');
    return { data };
  }),
  route(rulebookRoutes.play, async ({ input, who }) => {
    try {
      const { letters, more, reason } = await applications.playEvent(who.actor, input.type, input.data);
      return { letters: letters.map(playedLetter), more, reason: reasonSentence(reason), faults: [] };
    } catch (error) {
      // What a system would be refused for is an answer here, in the sentences that it would get.
      if (!isHubError(error) || error.code !== 'input.invalid') throw error;
      const says = (fault: FieldError) => ({ ja: fieldSentence(fault, 'ja'), en: fieldSentence(fault, 'en') });
      return {
        letters: [],
        more: false,
        reason: null,
        faults: error.fields.map((f) => ({ field: f.field, says: says(f) })),
      };
    }
  }),
];
