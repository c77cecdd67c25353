/** Console: cases. */

import type { LetterState } from '../../../contract/codes.ts';
import { caseRoutes } from '../../../contract/console/cases.ts';
import type { EventSystem } from '../../../contract/events.ts';
import type { Applications } from '../../../domain/cases/cases.ts';
import type { CaseControl } from '../../../domain/cases/control.ts';
import type { CaseFiles } from '../../../domain/cases/files.ts';
import { refused } from '../../../lib/errors.ts';
import type { Cursors } from './cursor.ts';
import { type ConsoleRoute, route } from './mount.ts';

type CaseDoor = {
  caseControl: CaseControl;
  caseFiles: CaseFiles;
  applications: Pick<Applications, 'advance'>;
  cursors: Cursors;
};

/** A letter of a play as the console gets it. */
export const playedLetter = <L extends { sent_at: string | null; outcome: string }>({
  sent_at,
  outcome,
  ...letter
}: L) => ({
  ...letter,
  outcome: outcome as LetterState,
  sentAt: sent_at === null ? null : Date.parse(sent_at),
});

export const caseConsole = ({ caseControl, caseFiles, applications, cursors }: CaseDoor): ConsoleRoute[] => [
  route(caseRoutes.list, async ({ input }) => {
    const test = input.test === 'true';
    const name = test ? 'cases:test' : 'cases';
    const before = cursors.read<{ changedAt: number; id: number }>(name, input.cursor);
    const { limit, system, state } = input;
    const page = await caseFiles.list({ limit, test, system, state, ...(before ? { before } : {}) });
    return { data: page.data, next: cursors.next(name, page.last, page.data.length === input.limit) };
  }),
  route(caseRoutes.play, async ({ id, input, who }) => {
    const { system, subject, test } = await caseFiles.show(id);
    if (!test) throw refused('key.not-test');
    const acting = { system: system as EventSystem, keyType: 'test' as const, actor: who.actor };
    const played = await applications.advance(acting, { subject, to: input.to });
    return { at: played.at, letters: played.letters.map(playedLetter) };
  }),
  route(caseRoutes.stopChain, async ({ id, input, who }) => {
    await caseControl.stopChain(id, input.chain, { actor: who.actor, reason: input.reason });
    return caseFiles.show(id);
  }),
  route(caseRoutes.correctAddress, async ({ id, input: { reason, ...change }, who }) => {
    const done = await caseControl.correctAddress(id, change, { actor: who.actor, reason });
    return { sentAgain: done.sentAgain.length, moved: done.readdressed, lost: done.lost.length };
  }),
  route(caseRoutes.close, async ({ id, input, who }) => {
    await caseControl.close(id, { actor: who.actor, reason: input.reason });
    return caseFiles.show(id);
  }),
  route(caseRoutes.show, ({ id }) => caseFiles.show(id)),
];
