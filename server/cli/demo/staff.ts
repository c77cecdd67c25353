/** The people of the demo: one for each role, with obviously made-up names and addresses that nobody has. */
import { type StaffRole, staffRoles } from '../../contract/rights.ts';
import type { Actor } from '../../domain/policy/policy.ts';
import type { Ground } from '../../ground.ts';
import { blindIndex, seal } from '../../lib/seal.ts';
import { publicId } from '../../lib/token.ts';
import { markDemo } from '../../store/demo.ts';
import { insertOperator } from '../../store/people.ts';

const names: Readonly<Record<StaffRole, string>> = {
  author: '見本 起案',
  approver: '見本 承認',
  operator: '見本 運用',
  helpdesk: '見本 窓口',
  auditor: '見本 監査',
  administrator: '見本 管理',
};
export type DemoStaff = Readonly<Record<StaffRole, Actor>>;

/** Puts the mark of a demo into the database before its first row, together with its people. */
export const makeStaff = async (ground: Ground, seed: number): Promise<DemoStaff> => {
  const now = ground.clock.now();
  const ids = Object.fromEntries(staffRoles.map((role) => [role, publicId()])) as Record<StaffRole, string>;
  await ground.db.write(async (trx) => {
    await markDemo(trx, { seed, madeAt: now, ready: false, operators: staffRoles.map((role) => ids[role]) });
    for (const role of staffRoles) {
      const id = ids[role];
      const email = `${role}@agency.example`;
      await insertOperator(trx, {
        public_id: id,
        email: seal(ground.ring, `operator|email|${id}`, email),
        email_index: blindIndex(ground.ring, 'email', email),
        name: seal(ground.ring, `operator|name|${id}`, names[role]),
        language: 'ja',
        roles: JSON.stringify([role]),
        bureaus: '[]',
        state: 'active',
        password_hash: null,
        created_at: now,
        changed_at: now,
        actor: 'demo',
      });
    }
  });
  const actor = (role: StaffRole): Actor => ({ actor: `operator:${ids[role]}`, roles: [role], bureaus: [] });
  return Object.fromEntries(staffRoles.map((role) => [role, actor(role)])) as DemoStaff;
};
