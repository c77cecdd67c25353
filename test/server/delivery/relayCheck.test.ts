/** A relay is looked at on request: the dialogue stands there line by line, and nothing in it opens an account. */
import { afterEach, expect, it } from 'vitest';
import { checkRelay } from '../../../server/delivery/relayCheck.ts';
import { openDialogue } from '../../../server/delivery/wire/dialogue.ts';
import type { Relay } from '../../../server/delivery/wire/relay.ts';
import { patient, type Script, scriptedRelay } from './scriptedRelay.ts';

const auth = { user: 'hub@example.jp', password: 'pässword-9' };
const plain = Buffer.from(`\0${auth.user}\0${auth.password}`, 'utf8').toString('base64');
let relay: Awaited<ReturnType<typeof scriptedRelay>> | null = null;
const open = async (script: Script): Promise<Relay> => {
  relay = await scriptedRelay(script);
  return { ...relay.relay(), auth };
};
afterEach(async () => {
  await relay?.close();
  relay = null;
});

const said = (checked: { dialogue: { by: string; text: string }[] }) =>
  checked.dialogue.map(({ by, text }) => `${by} ${text}`);

it('greets, encrypts, signs in and leaves; the password stands nowhere, also where the relay repeats it', async () => {
  const ours = await open({
    offers: ['STARTTLS', 'AUTH PLAIN'],
    answer: ({ verb }) => (verb === 'AUTH' ? `235 welcome ${plain}` : undefined),
  });
  const checked = await checkRelay({ ...ours, tls: 'opportunistic' }, patient);
  expect(checked).toMatchObject({ encrypted: true, step: null, reason: null });
  const lines = said(checked);
  expect(lines[0]).toBe('relay 220 relay.example.jp ESMTP');
  expect(lines).toEqual(
    expect.arrayContaining(['us STARTTLS', 'note TLS', 'us AUTH PLAIN ••••••', 'relay 235 welcome ••••••', 'us QUIT']),
  );
  expect(lines.findIndex((line) => line.startsWith('relay 250-'))).toBeGreaterThan(0);
  expect(JSON.stringify(checked)).not.toContain(plain);
  expect(relay!.mails).toEqual([]);
});

it('says at which step it ended, with the words of the relay', async () => {
  const ours = await open({
    offers: ['AUTH LOGIN'],
    answer: ({ verb, line }) => {
      if (verb === 'AUTH') return '334 VXNlcm5hbWU6';
      return line === Buffer.from(auth.user).toString('base64')
        ? '334 UGFzc3dvcmQ6'
        : verb === 'EHLO' || verb === 'QUIT'
          ? undefined
          : '535 5.7.8 no';
    },
  });
  const checked = await checkRelay(ours, patient);
  expect(checked).toMatchObject({ step: 'auth', encrypted: false });
  expect(said(checked).slice(-5)).toEqual([
    'relay 334 VXNlcm5hbWU6',
    'us ••••••',
    'relay 334 UGFzc3dvcmQ6',
    'us ••••••',
    'relay 535 5.7.8 no',
  ]);
});

it('ends where nobody listens, and a relay that talks without end does not fill the screen', async () => {
  const gone = await open({});
  await relay!.close();
  relay = null;
  expect(await checkRelay(gone, patient)).toMatchObject({ step: 'connect', dialogue: [] });
  const { lines, hears } = openDialogue({ auth: null });
  for (let i = 0; i < 1000; i++) hears('relay', `250-${'x'.repeat(5000)}\u0007`);
  expect(lines).toHaveLength(200);
  expect(lines[0]!.text).toHaveLength(300);
});
