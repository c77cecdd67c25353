/** Looks at every relay on request: a connection, the greeting, TLS and the password, with the dialogue written down. Nothing is sent. */
import { type DialogueLine, openDialogue } from './wire/dialogue.ts';
import { type Deadlines, usualDeadlines } from './wire/mail.ts';
import { parseRelays, type Relay } from './wire/relay.ts';
import { isSession, type OpenFailure, trySession } from './wire/session.ts';

const WAIT: Deadlines = { ...usualDeadlines, connect: 5000, greeting: 10_000, open: 15_000 };

/** `step` and `reason`: where and why it ended before a mail could have been sent; null when it would take one. */
export type RelayChecked = {
  relay: string;
  encrypted: boolean;
  step: OpenFailure['step'] | null;
  reason: string | null;
  dialogue: DialogueLine[];
};

/** One relay; never rejects. */
export const checkRelay = async (relay: Relay, deadlines: Deadlines = WAIT): Promise<RelayChecked> => {
  const { lines, hears } = openDialogue(relay);
  const session = await trySession(relay, deadlines, hears);
  const found = { relay: relay.name, dialogue: lines };
  return isSession(session)
    ? { ...found, encrypted: session.encrypted, step: null, reason: null }
    : { ...found, encrypted: false, step: session.step, reason: session.reason };
};

/** Every relay of SMTP_URL, side by side. */
export const openRelayCheck = (smtpUrl: string) => (): Promise<RelayChecked[]> =>
  Promise.all(parseRelays(smtpUrl).map((relay) => checkRelay(relay)));
export type RelayCheck = ReturnType<typeof openRelayCheck>;
