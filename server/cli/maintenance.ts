/** `hub maintenance …`: pages say when they are back, mail is asked to come again, nothing is sent. */
import { openParts } from '../app.ts';
import { ACTOR, type Command, instantOf, need, text, when } from './command.ts';

export const maintenanceCommands: Command[] = [
  {
    name: 'maintenance on',
    takes: '',
    says: 'pages, API and mail entry say when to come back, and all mail is held; it ends by itself at --until',
    options: { until: text, reason: text },
    optionSays: { until: 'like 2026-11-21T06:00:00+09:00, at most seven days away', reason: 'stands in the audit log' },
    needs: 0,
    async run(words, ground, out) {
      const until = instantOf('until', need(words, 'until'));
      const reason = need(words, 'reason');
      const state = await openParts(await ground()).maintenance.on(ACTOR, { until, reason });
      out.line(`Maintenance until ${when(state.until)}. The console stays open; all mail is held.`);
      out.answer(state);
    },
  },
  {
    name: 'maintenance off',
    takes: '',
    says: 'ends it; mail that staff hold stays held',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      await openParts(await ground()).maintenance.off(ACTOR);
      out.line('Maintenance has ended.');
      out.answer({ ended: true });
    },
  },
  {
    name: 'maintenance show',
    takes: '',
    says: 'whether there is one, and until when',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const state = await openParts(await ground()).maintenance.state();
      out.line(
        state ? `Maintenance until ${when(state.until)}, since ${when(state.since)}.` : 'There is no maintenance.',
      );
      out.answer({ maintenance: state });
    },
  },
];
