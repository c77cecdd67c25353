/** How one steps into the part of a made-up person of a demo hub: a link for each, on the machine itself only, and in no other hub. */
import { refused } from '../../lib/errors.ts';
import { equalBytes, tokenHash, unseal } from '../../lib/seal.ts';
import { appendAudit } from '../../store/audit.ts';
import { findDemo } from '../../store/demo.ts';
import { findOperator, rolesOf } from '../../store/people.ts';
import type { From, OperatorParts } from './parts.ts';
import { startSession } from './sessions.ts';

export const demoDoor = (p: OperatorParts) => {
  /** Made from the key of this hub, so that nothing that opens a door stands in the database. */
  const tokenOf = (id: string) => `${id}.${tokenHash(p.ring, 'session', `demo|${id}`).toString('base64url')}`;

  return {
    /** One for each role; none in a hub that is no demo. */
    async links() {
      const links = [];
      for (const id of (await findDemo(p.db))?.operators ?? []) {
        const row = await findOperator(p.db, id);
        if (row?.state !== 'active') continue;
        const name = unseal(p.ring, `operator|name|${id}`, row.name);
        links.push({ role: rolesOf(row)[0]!, name, token: tokenOf(id) });
      }
      return links;
    },

    /** Signs in; answers the cookie's token. `local`: the browser runs on this machine. Errors: `demo.elsewhere`, `demo.none`, `link.ended`. */
    async enter(token: string, from: From, local: boolean): Promise<string> {
      if (!local) throw refused('demo.elsewhere');
      const mark = await findDemo(p.db);
      if (!mark) throw refused('demo.none');
      const id = mark.operators.find((one) => {
        const [right, given] = [Buffer.from(tokenOf(one)), Buffer.from(token)];
        return right.length === given.length && equalBytes(right, given);
      });
      const row = id && (await findOperator(p.db, id));
      if (!row || row.state !== 'active') throw refused('link.ended');
      return p.db.write(async (trx) => {
        const object = `operator:${row.public_id}`;
        await appendAudit(trx, { at: p.clock.now(), actor: object, action: 'session.start', object });
        return startSession(trx, p, row, from, 'demo');
      });
    },
  };
};
