/** What only the wire of bulletins does: one round trip for each mail, and what becomes of the mail behind a refused one. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Carrier, WireMail } from '../../../../server/delivery/wire/mail.ts';
import type { Relay } from '../../../../server/delivery/wire/relay.ts';
import type { OpenFailure } from '../../../../server/delivery/wire/session.ts';
import { openWire, type WireParts } from '../../../../server/delivery/wire/wire.ts';
import { patient, type Script, type ScriptedRelay, scriptedRelay } from '../scriptedRelay.ts';

const mail = (n: number): WireMail => ({
  envelope: { from: `bounce+${n}@mail.example.jp`, to: `reader${n}@example.jp` },
  content: `Subject: ${n}\r\n\r\nbody ${n}\r\n`,
});

let relays: ScriptedRelay[] = [];
let wires: Carrier[] = [];
afterEach(async () => {
  await Promise.all(wires.map((wire) => wire.close()));
  await Promise.all(relays.map((relay) => relay.close()));
  relays = [];
  wires = [];
});
const start = async (script: Script = {}) => {
  const started = await scriptedRelay(script);
  relays.push(started);
  return started;
};
const wireTo = (relay: Relay, more: Partial<WireParts> = {}) => {
  const wire = openWire({ relay, deadlines: patient, ...more });
  wires.push(wire);
  return wire;
};
const sendAll = (wire: Carrier, numbers: number[]) => Promise.all(numbers.map((n) => wire.send(mail(n))));
const kindsOf = (results: { kind: string }[]) => results.map((result) => result.kind);

describe('one round trip for each mail', () => {
  it('the next envelope travels with the content: the server has it before it answers the dot', async () => {
    const to = await start({ final: async () => undefined });
    const results = await sendAll(wireTo(to.relay()), [1, 2, 3, 4, 5]);
    expect(kindsOf(results)).toEqual(Array(5).fill('accepted'));
    // MAIL, RCPT and DATA of the first, and the three after each of four contents but the last, came in company.
    expect(to.ahead).toBe(2 + 4 * 2);
    expect(to.mails.map((m) => m.raw)).toEqual([1, 2, 3, 4, 5].map((n) => `Subject: ${n}\r\n\r\nbody ${n}\r\n`));
  });

  it('a mail does not wait for a next one that is not there', async () => {
    const to = await start();
    const wire = wireTo(to.relay());
    expect((await wire.send(mail(1))).kind).toBe('accepted');
    expect((await wire.send(mail(2))).kind).toBe('accepted');
    expect(to.connections).toBe(1);
  });

  it('refusals in the middle of a batch touch nobody else, on one connection', async () => {
    const to = await start({
      answer: ({ verb, line }) => (verb === 'RCPT' && /reader[36]@/.test(line) ? '550 5.1.1 unknown user' : undefined),
    });
    const results = await sendAll(wireTo(to.relay()), [1, 2, 3, 4, 5, 6, 7]);
    expect(kindsOf(results)).toEqual([
      'accepted',
      'accepted',
      'refused',
      'accepted',
      'accepted',
      'refused',
      'accepted',
    ]);
    expect(to.mails.map((m) => m.to)).toEqual([1, 2, 4, 5, 7].map((n) => `reader${n}@example.jp`));
    expect(to.connections).toBe(1);
  });

  it('nothing leaves while there is no room to record it', async () => {
    let open: (() => void) | null = null;
    const to = await start();
    const room = () =>
      new Promise<void>((go) => {
        open = go;
      });
    const sending = wireTo(to.relay(), { room }).send(mail(1));
    await expect.poll(() => open, { timeout: 20_000 }).not.toBeNull();
    await new Promise((wait) => setTimeout(wait, 50));
    expect(to.mails).toHaveLength(0);
    open!();
    expect((await sending).kind).toBe('accepted');
  });
});

describe('a server out of step', () => {
  it('354 behind a refused recipient gets only the dot, and the next mail goes', async () => {
    const finals: string[] = [];
    const to = await start({
      answer: (h) => {
        if (h.mailNumber !== 1) return undefined;
        if (h.verb === 'RCPT') return '550 5.1.1 unknown user';
        return h.verb === 'DATA' ? '354 go ahead all the same' : undefined;
      },
      final: (raw) => {
        finals.push(raw);
        return raw === '' ? '554 5.5.1 no valid recipients' : undefined;
      },
    });
    const results = await sendAll(wireTo(to.relay()), [1, 2]);
    expect(results[0]).toMatchObject({ kind: 'refused', stage: 'rcpt' });
    expect(results[1]?.kind).toBe('accepted');
    expect(finals).toEqual(['', 'Subject: 2\r\n\r\nbody 2\r\n']);
    expect(to.connections).toBe(1);
  });

  it('354 behind a refused sender gets nothing at all: an empty mail could be delivered', async () => {
    const finals: string[] = [];
    const to = await start({
      answer: (h) => {
        if (h.connection > 1) return undefined;
        return h.verb === 'MAIL' ? '451 4.1.8 later' : h.verb === 'DATA' ? '354 go ahead' : undefined;
      },
      final: (raw) => {
        finals.push(raw);
        return undefined;
      },
    });
    expect(kindsOf(await sendAll(wireTo(to.relay()), [1, 2]))).toEqual(['deferred', 'accepted']);
    expect(finals).toEqual(['Subject: 2\r\n\r\nbody 2\r\n']);
  });

  it('421 to the dot puts off that mail only; the next goes over a new connection, once', async () => {
    const to = await start({
      final: (_raw, h) => (h.connection === 1 && h.mailNumber === 2 ? '421 4.7.0 closing' : undefined),
    });
    const results = await sendAll(wireTo(to.relay()), [1, 2, 3]);
    expect(kindsOf(results)).toEqual(['accepted', 'deferred', 'accepted']);
    expect(to.mails.map((m) => [m.to, m.connection])).toEqual([
      ['reader1@example.jp', 1],
      ['reader3@example.jp', 2],
    ]);
  });

  it('421 to the dot with nobody to answer afterwards: the next mail is given back unsent', async () => {
    const to = await start({
      answer: (h) => (h.connection > 1 && h.verb === 'EHLO' ? 'drop' : undefined),
      final: () => '421 4.7.0 closing',
    });
    expect(kindsOf(await sendAll(wireTo(to.relay()), [1, 2]))).toEqual(['deferred', 'unsent']);
    expect(to.mails).toHaveLength(0);
  });

  it('421 to a later MAIL ends the connection, and no try is counted', async () => {
    const to = await start({
      answer: (h) => (h.verb === 'MAIL' && h.mailNumber === 3 ? '421 4.7.0 too many mails in this session' : undefined),
    });
    expect(kindsOf(await sendAll(wireTo(to.relay()), [1, 2, 3, 4]))).toEqual(Array(4).fill('accepted'));
    expect(to.mails.map((m) => m.connection)).toEqual([1, 1, 2, 2]);
  });

  it('421 to every first MAIL counts as a try and is met with pauses', async () => {
    const to = await start({ answer: (h) => (h.verb === 'MAIL' ? '421 4.7.0 too many connections' : undefined) });
    const began = performance.now();
    const wire = wireTo(to.relay(), { deadlines: { ...patient, rest: 200 } });
    expect(kindsOf(await sendAll(wire, [1, 2, 3]))).toEqual(Array(3).fill('deferred'));
    // 200 and 400 milliseconds lie between the three.
    expect(performance.now() - began).toBeGreaterThan(590);
  });

  it('a farewell that nobody asked for stops the content before it leaves', async () => {
    const finals: string[] = [];
    const to = await start({
      answer: (h) => (h.verb === 'DATA' ? '354 go ahead\r\n421 4.4.2 closing' : undefined),
      final: (raw) => {
        finals.push(raw);
        return undefined;
      },
    });
    expect(await wireTo(to.relay()).send(mail(1))).toMatchObject({ kind: 'unsent', reason: 'closing' });
    expect(finals).toEqual([]);
  });

  it('dropped after a dot: that mail is unknown, the next one goes over a new connection', async () => {
    const to = await start({ final: (_raw, h) => (h.connection === 1 ? 'drop' : undefined) });
    expect(kindsOf(await sendAll(wireTo(to.relay()), [1, 2]))).toEqual(['unknown', 'accepted']);
    expect(to.mails.map((m) => m.to)).toEqual(['reader2@example.jp']);
  });

  it.each([
    ['garbage', 'nonsense'],
    ['an endless line', `250 ${'x'.repeat(40_000)}`],
    ['an endless reply', Array(600).fill('250-more').join('\r\n')],
    ['a code of another kind', '199 strange'],
  ])('%s to MAIL is no answer: nothing was sent', async (_what, answer) => {
    const to = await start({ answer: (h) => (h.verb === 'MAIL' ? answer : undefined) });
    expect(await wireTo(to.relay()).send(mail(1))).toMatchObject({ kind: 'unsent', reason: 'garbled' });
  });

  it('garbage to the dot leaves it unknown', async () => {
    const to = await start({ final: () => 'nonsense' });
    expect(await wireTo(to.relay()).send(mail(1))).toMatchObject({ kind: 'unknown', reason: 'garbled' });
  });

  it('a reply of many lines is one reply', async () => {
    const to = await start({ final: () => '550-5.7.1 first line\r\n550-5.7.1 second line\r\n550 5.7.1 third line' });
    const { reply } = await wireTo(to.relay()).send(mail(1));
    expect(reply).toBe('550 5.7.1 first line 5.7.1 second line 5.7.1 third line');
  });

  it('a trickling answer to the dot frees the lane long before the last deadline', async () => {
    const to = await start({
      final: (_raw, h) => (h.connection === 1 ? `250 ${'slowly '.repeat(20)}` : undefined),
      trickle: (answer) => (answer.includes('slowly') ? 20 : 0),
    });
    const began = performance.now();
    const wire = wireTo(to.relay(), { deadlines: { ...patient, final: 60_000, reply: 200 } });
    expect((await wire.send(mail(1))).kind).toBe('unknown');
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('closing gives back what had not begun', async () => {
    const to = await start({ final: async () => new Promise((late) => setTimeout(() => late(undefined), 150)) });
    const wire = wireTo(to.relay('tls=none&mails=1'));
    const all = sendAll(wire, [1, 2, 3]);
    await expect.poll(() => to.commands.includes('DATA'), { timeout: 20_000 }).toBe(true);
    await wire.close();
    expect(kindsOf(await all)).toEqual(['accepted', 'unsent', 'unsent']);
    expect(to.mails).toHaveLength(1);
  });
});

describe('opening', () => {
  it('tells why a relay could not be used', async () => {
    const failures: OpenFailure[] = [];
    const to = await start({ greeting: '554 5.7.1 not you' });
    const result = await wireTo(to.relay(), { onOpenFailed: (failure) => failures.push(failure) }).send(mail(1));
    expect(failures).toEqual([{ step: 'greeting', reason: 'refused', reply: '554 5.7.1 not you' }]);
    expect(result).toMatchObject({ kind: 'unsent', reason: 'greeting refused', reply: '554 5.7.1 not you' });
  });

  it('goes on in the open when TLS is only welcome and its handshake fails', async () => {
    const to = await start({ offers: ['PIPELINING', 'STARTTLS'], brokenHandshake: true });
    expect((await wireTo(to.relay('tls=opportunistic')).send(mail(1))).kind).toBe('accepted');
    expect(to.mails).toMatchObject([{ encrypted: false, connection: 2 }]);
  });

  it('believes nothing that was said before the handshake', async () => {
    const to = await start({
      offers: ['STARTTLS'],
      answer: (h) => (h.verb === 'STARTTLS' ? '220 ready\r\n250 injected' : undefined),
    });
    expect(await wireTo(to.relay('tls=required')).send(mail(1))).toMatchObject({
      kind: 'unsent',
      reason: 'tls garbled',
    });
    expect(to.mails).toHaveLength(0);
  });

  it('never gives a password to a server without TLS where TLS is required', async () => {
    const to = await start({ offers: ['AUTH PLAIN LOGIN'] });
    const auth = { user: 'hub', password: 'secret' };
    expect((await wireTo(to.relay('tls=required', { auth })).send(mail(1))).kind).toBe('unsent');
    expect(to.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);
  });

  it('a name that does not resolve sends nothing', async () => {
    const to = await start();
    const relay = { ...to.relay(), host: 'no-such-host.invalid' };
    const result = await wireTo(relay, { deadlines: { ...patient, connect: 3000 } }).send(mail(1));
    expect(result.kind).toBe('unsent');
    expect(result.reason).toMatch(/^connect (ENOTFOUND|EAI_AGAIN|timeout)$/);
  });
});
