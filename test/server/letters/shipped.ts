/** The shipped templates, read once for the tests of this room. */
import { readBundle } from '../../../server/letters/bundle.ts';

export const shipped = await readBundle(new URL('../../../templates', import.meta.url).pathname);
