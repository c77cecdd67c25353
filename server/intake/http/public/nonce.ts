/** Names a form, sealed with the time it was shown: the same form sent twice does nothing twice, an old one is refused. */
import { HOUR } from '../../../lib/clock.ts';
import { HubError } from '../../../lib/errors.ts';
import { type KeyRing, openState, sealState } from '../../../lib/seal.ts';

const STATE_HOURS = 24;

export const sealNonce = (ring: KeyRing, nonce: string, now: number): string =>
  sealState(ring, 'nonce', { nonce, at: now });

/** Throws `form.stale`. */
export const openNonce = (ring: KeyRing, text: string, now: number): string => {
  const state = openState<{ nonce: string; at: number }>(ring, 'nonce', text);
  if (!state || state.at < now - STATE_HOURS * HOUR) throw new HubError('form.stale');
  return state.nonce;
};
