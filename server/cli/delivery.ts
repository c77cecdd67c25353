/** `hub bounces …`, `hub holds …`, `hub relays …`, `hub dkim …`, `hub verify`: what operators need of delivery. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openParts } from '../app.ts';
import { createDkimKey } from '../delivery/dkim.ts';
import { verifyCounts } from '../delivery/expand.ts';
import { openRelayCheck, type RelayChecked } from '../delivery/relayCheck.ts';
import type { Switch } from '../domain/delivery/delivery.ts';
import { classifyFile } from '../inbound/classify.ts';
import { refused } from '../lib/errors.ts';
import { ALL, type HoldKind, holdKinds, listHolds } from '../store/holds.ts';
import { type Command, need, UsageError } from './command.ts';

const text = { type: 'string' } as const;

const holdOf = (words: string[]): Switch => {
  const [kind, target = ALL, ...more] = words;
  if (more.length > 0) throw new UsageError(`one target at a time, got ${[target, ...more].join(', ')}`);
  if (!holdKinds.includes(kind as HoldKind)) throw new UsageError(`what is held is one of ${holdKinds.join(', ')}`);
  if (kind !== 'everything' && target === ALL) throw new UsageError(`name the ${kind}`);
  return { kind: kind as HoldKind, target };
};

const signs = { us: '>', relay: '<', note: '*' } as const;

const told = (checked: RelayChecked): string => {
  const { step, reason, encrypted } = checked;
  if (step !== null) return `FAIL: ${step}: ${reason}`;
  return encrypted ? 'ok, encrypted' : 'ok, not encrypted';
};

export const deliveryCommands: Command[] = [
  {
    name: 'delivery board',
    takes: '',
    says: 'lanes with what waits and for how long, holds, relays, delivery processes',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const board = await openParts(await ground()).delivery.board();
      for (const l of board.lanes)
        out.line(
          `${l.lane.padEnd(16)} ${l.waiting} wait${l.ageMs === null ? '' : `, the oldest for ${Math.round(l.ageMs / 1000)} s`}`,
        );
      for (const h of board.holds) out.line(`held: ${h.kind} ${h.target}: ${h.reason}`);
      for (const relay of board.relays) out.line(`relay ${relay}`);
      for (const w of board.workers) out.line(`process ${w.id} on ${w.host}: ${w.alive ? 'lives' : 'is silent'}`);
      out.answer(board);
    },
  },
  {
    name: 'relays check',
    takes: '',
    says: 'connects to each relay, greets it and signs in, and prints the dialogue with its secrets masked; sends nothing',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const { config } = await ground();
      const checked = await openRelayCheck(config.SMTP_URL)();
      if (checked.length === 0) out.line('SMTP_URL is not set: mail stays in the built-in mailbox.');
      for (const one of checked) {
        out.line(`${one.relay}: ${told(one)}`);
        for (const line of one.dialogue) out.line(`  ${signs[line.by]} ${line.text}`);
      }
      out.answer(checked);
      if (checked.some((one) => one.step !== null)) out.fails();
    },
  },
  {
    name: 'bounces classify',
    takes: 'FILE...',
    says: 'what each mail that came back is; one line a file',
    options: {},
    needs: 'some',
    async run(words, _ground, out) {
      let unread = 0;
      // One file at a time keeps memory flat for thousands of files, and one that cannot be read does not keep back the others.
      for (const file of words.rest) {
        const found = await classifyFile(file).catch((error: Error) => {
          process.stderr.write(`${file}: ${error.message}\n`);
          unread++;
        });
        if (!found) continue;
        out.line(
          `${found.class.padEnd(13)} ${found.status ?? '-'} ${found.reason} ${found.final_recipient ?? ''}  ${file}`,
        );
        out.answer(found);
      }
      if (unread > 0) throw refused('files.unreadable', { files: unread });
    },
  },
  {
    name: 'holds set',
    takes: 'KIND [TARGET]',
    says: `stops delivery of ${holdKinds.join(', ')}; works within a second`,
    options: { reason: text },
    needs: 'some',
    async run(words, ground, out) {
      const hold = holdOf(words.rest);
      const reason = need(words, 'reason');
      await openParts(await ground()).delivery.hold('cli', hold, reason);
      out.line(`${hold.kind} ${hold.target} is held.`);
      out.answer(hold);
    },
  },
  {
    name: 'holds lift',
    takes: 'KIND [TARGET]',
    says: 'lets it go on',
    options: {},
    needs: 'some',
    async run(words, ground, out) {
      const hold = holdOf(words.rest);
      await openParts(await ground()).delivery.release('cli', hold);
      out.line(`${hold.kind} ${hold.target} goes on.`);
      out.answer(hold);
    },
  },
  {
    name: 'holds list',
    takes: '',
    says: 'what is held now, and why',
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const holds = await listHolds((await ground()).db);
      for (const h of holds)
        out.line(`${h.kind} ${h.target}: ${h.reason} (${h.actor}, ${new Date(h.held_at).toISOString()})`);
      if (holds.length === 0) out.line('Nothing is held.');
      out.answer(holds);
    },
  },
  {
    name: 'dkim create',
    takes: '',
    says: 'a signing key and the DNS record that publishes it',
    options: { domain: text, selector: text, algorithm: text, out: text },
    optionSays: { algorithm: 'rsa (default) or ed25519 (as a second signature)', out: 'file for the private key' },
    needs: 0,
    async run(words, _ground, out) {
      const algorithm = words.values.algorithm ?? 'rsa';
      if (algorithm !== 'rsa' && algorithm !== 'ed25519') throw new UsageError('--algorithm is rsa or ed25519');
      const made = createDkimKey({ domain: need(words, 'domain'), selector: need(words, 'selector'), algorithm });
      const { privateKey, ...published } = made;
      const file = words.values.out;
      if (typeof file === 'string') {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await writeFile(file, privateKey, { mode: 0o600, flag: 'wx' });
      } else out.line(privateKey);
      out.line(made.record);
      out.answer(typeof file === 'string' ? published : made);
    },
  },
  {
    name: 'verify',
    takes: '',
    says: "counts every bulletin's rows and compares with the kept counters",
    options: {},
    needs: 0,
    async run(_words, ground, out) {
      const differences = await verifyCounts((await ground()).db);
      out.answer({ differences });
      for (const d of differences)
        out.line(`${d.bulletin} ${d.language} ${d.state}: kept ${d.kept}, counted ${d.counted}`);
      if (differences.length > 0) throw refused('counters.differ', { differences: differences.length });
      out.line('Every counter is what its rows say.');
    },
  },
];
