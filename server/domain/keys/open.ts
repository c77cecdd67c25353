/** Keys of the application systems and of the hub itself, as the house opens them. */
import { openKeyExchange } from './exchange.ts';
import { openKeys } from './keys.ts';
import { openRotation } from './rotation.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openKeys>[0] &
  Omit<Parameters<typeof openKeyExchange>[0], 'keys'> &
  Parameters<typeof openRotation>[0];

export const openKeyNoun = (p: Needs) => {
  const keys = openKeys(p);
  return { keys, keyExchange: openKeyExchange({ ...p, keys }), rotation: openRotation(p) };
};
