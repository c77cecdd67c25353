/** What letters say of a link: only what its event says (decision 26). */
import type { Source } from './shape.ts';

export const usedOnce: Source = { holds: [{ path: 'data.once', is: [true] }] };
