/** Bundles of texts by revision: rows name the one they render from, and an upgrade must not change a retry. */
import { type Bundle, parseBundle } from '../letters/bundle.ts';
import { HubError } from '../lib/errors.ts';
import type { Db } from '../store/db.ts';
import { findText } from '../store/texts.ts';

/** Few revisions are alive at a time: those of the last upgrades. */
const KEEP = 8;

export const bundleShelf = (db: Db) => {
  const shelf = new Map<string, Promise<Bundle>>();
  const load = async (revision: string): Promise<Bundle> => {
    const stored = await findText(db, 'bundle', revision);
    if (stored === null) throw new HubError('templates.revision_missing', { revision });
    return parseBundle(stored, revision);
  };
  return (revision: string): Promise<Bundle> => {
    const known = shelf.get(revision);
    if (known) return known;
    const bundle = load(revision).catch((error: Error) => {
      shelf.delete(revision);
      throw error;
    });
    shelf.set(revision, bundle);
    if (shelf.size > KEEP) shelf.delete(shelf.keys().next().value!);
    return bundle;
  };
};
export type BundleShelf = ReturnType<typeof bundleShelf>;
