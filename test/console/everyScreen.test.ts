/** Every address of the console has its picture in `npm run screens`. */
import { expect, it } from 'vitest';
import { unvisited } from '../../scripts/screens/console.ts';

it('no screen of the console is without a picture', () => {
  expect(unvisited()).toEqual([]);
});
