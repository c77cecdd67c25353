/** Words about shapes in English; shapesJa.ts has the same keys. */
import type { shapesJa } from './shapesJa.ts';

export const shapesEn: typeof shapesJa = {
  title: 'Begin from a shape',
  says: 'A shape gives you text in three languages. Fill in what stands in {{ }}; the checks name each until it is filled in.',
  closure: 'Urgent closure',
  rule: 'Change of a rule',
  event: 'Event',
};
