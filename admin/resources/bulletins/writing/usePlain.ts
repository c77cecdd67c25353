/** Whether this person writes with plain signs: remembered on this device. */
import { useCallback, useState } from 'react';

const NAME = 'fumibako.plainSigns';

export const usePlain = (): [boolean, (plain: boolean) => void] => {
  const [plain, setPlain] = useState(() => localStorage.getItem(NAME) === 'yes');
  const choose = useCallback((next: boolean) => {
    localStorage.setItem(NAME, next ? 'yes' : 'no');
    setPlain(next);
  }, []);
  return [plain, choose];
};
