/** Every package of the lockfile has a licence that we take, or a reason; every reason is needed. Asks nobody. */
import { idleReasons, partsIn, strangeIn } from '../licences.ts';
import { type Checker, home } from './shape.ts';

export const licences: Checker = async (root) => {
  const parts = partsIn(root);
  return {
    inspected: parts.length,
    wrong: [
      ...strangeIn(parts).map(
        ({ name, version, licence }) =>
          `${name} ${version} is under "${licence}": take another package, or say in scripts/licences.ts why it is all right`,
      ),
      // A planted tree has other packages than ours.
      ...(root === home
        ? idleReasons(parts).map((name) => `scripts/licences.ts: nothing needs the reason for ${name}`)
        : []),
    ],
  };
};
