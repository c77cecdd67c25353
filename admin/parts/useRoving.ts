/** A toolbar is one stop for the Tab key; arrow keys, Home and End go through its buttons. */
import { type KeyboardEvent, useRef, useState } from 'react';

/** Where a key leads from the button at `at`; null for other keys. */
const nextStop = (key: string, at: number, last: number): number | null => {
  if (key === 'ArrowRight') return at === last ? 0 : at + 1;
  if (key === 'ArrowLeft') return at === 0 ? last : at - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? last : null;
};

/** For the toolbar itself, and for its button number `i` of `n`. */
export const useRoving = (n: number) => {
  const [stop, setStop] = useState(0);
  const ref = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextStop(event.key, stop, n - 1);
    if (next === null) return;
    event.preventDefault();
    setStop(next);
    ref.current?.querySelectorAll<HTMLElement>('button')[next]?.focus();
  };
  return {
    bar: { ref, role: 'toolbar', onKeyDown },
    button: (i: number) => ({ tabIndex: i === stop ? 0 : -1, onFocus: () => setStop(i) }),
  };
};
