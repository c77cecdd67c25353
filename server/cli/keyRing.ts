/** `hub key …`: the keys that personal data is sealed with (those of application systems are `hub keys …`). */
import { openParts } from '../app.ts';
import { register } from '../store/register.ts';
import { ACTOR, type Command } from './command.ts';

export const keyRingCommands: Command[] = [
  {
    name: 'key rotate',
    takes: '',
    says: 'seals everything anew with the newest key of MASTER_KEY, while the hub runs (it is a long work: hub works list)',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const { rotation, works } = openParts(await ground());
      const id = await rotation.begin(ACTOR);
      const work = await works.find(id);
      out.line(`Begun: work ${id}, ${work.total} values. A process with the role clock does it, piece by piece.`);
      out.line(`How far it is: hub works show ${id}. What still needs an older key: hub key status`);
      out.answer({ work: id, total: work.total });
    },
  },
  {
    name: 'key status',
    takes: '',
    says: 'which key seals now, and what still needs an older one',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const status = await openParts(await ground()).rotation.status();
      out.line(
        `Key ${status.current} seals. MASTER_KEY has ${status.ids.join(', ')}; kept for indexes and links: ${status.kept.join(', ') || 'none'}.`,
      );
      for (const { table, column, rows, endsByItself } of status.needs)
        out.line(`${table}.${column}  ${rows}${endsByItself ? `  (ends by itself: ${register[table]?.ends})` : ''}`);
      out.line(
        status.needs.length === 0
          ? 'Nothing is sealed with an older key. Backups from before the rotation still need it.'
          : 'These still need an older key.',
      );
      out.answer(status);
    },
  },
];
