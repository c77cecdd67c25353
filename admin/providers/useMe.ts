/** Who is signed in, for parts of the frame; null until the server has answered. */
import { useEffect, useState } from 'react';
import type { Me } from '../../server/contract/console/session.ts';
import { whoAmI } from './authProvider.ts';

export const useMe = (): Me | null => {
  const [me, setMe] = useState<Me | null>(null);
  useEffect(() => {
    whoAmI().then(setMe, () => undefined);
  }, []);
  return me;
};
