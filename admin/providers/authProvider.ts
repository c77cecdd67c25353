/** Signing in and rights. The rights come from the server's table, so buttons and server agree. */
import type { AuthProvider } from 'react-admin';
import type { Me } from '../../server/contract/console/session.ts';
import type { Right } from '../../server/contract/rights.ts';
import { call, problemOf } from './http.ts';

let known: Promise<Me> | null = null;
let last: Me | null = null;
/** Who was signed in last since this page was loaded. */
export const whoWasHere = (): Me | null => last;
export const whoAmI = (): Promise<Me> => {
  known ??= call('GET', '/session').then(
    (me) => {
      last = me;
      return me;
    },
    (error) => {
      known = null;
      throw error;
    },
  );
  return known;
};
export const forget = (): void => {
  known = null;
};

/** After signing in by a link: to the authenticator app when it is still missing, else home. */
export const enter = async (): Promise<void> => {
  forget();
  const me = await whoAmI();
  window.location.hash = me.factor === 'needed' ? '#/factor' : '#/';
  window.location.reload();
};

/** react-admin's words for what our table calls seeing and writing. */
const rightOf: Readonly<Record<string, string>> = {
  list: 'see',
  show: 'see',
  create: 'write',
  edit: 'write',
  delete: 'write',
};

/** Pages that need no session. */
const open = /^#\/(login|first|invitation|reset|forgot|demo)/;

export const authProvider: AuthProvider = {
  /** `half`: what came back from the sign-in provider, when our own code is still missing. */
  async login({ half, ...given }) {
    await (half ? call('POST', '/session/provider', { half, ...given }) : call('POST', '/session', given));
    forget();
  },
  async logout() {
    const had = known !== null;
    forget();
    if (had) await call('DELETE', '/session').catch(() => {});
  },
  checkAuth: async () => {
    if (open.test(window.location.hash)) return;
    // Whoever only comes to the door is not told off: the sign-in page says all.
    await whoAmI().catch((error) => {
      throw last ? error : Object.assign(new Error('door'), { message: false });
    });
  },
  checkError: async (error) => {
    if (problemOf(error)?.code === 'session.none') {
      forget();
      throw error;
    }
  },
  getIdentity: async () => {
    const me = await whoAmI();
    return { id: me.id, fullName: me.name };
  },
  /** Nobody has no rights; that is no error, or the first link could not open its page. */
  getPermissions: async () => (await whoAmI().catch(() => null))?.rights ?? [],
  canAccess: async ({ resource, action }) =>
    (await whoAmI()).rights.includes(`${resource.replace(/s$/, '')}.${rightOf[action] ?? action}` as Right),
};
