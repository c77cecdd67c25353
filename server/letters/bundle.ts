/** A bundle is the whole of templates/ as one value with a revision, so that old letters render from old texts. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { HubError } from '../lib/errors.ts';

/** `files`: path below templates/ with `/` → text with LF line ends. `revision`: first 12 hex digits of the SHA-256 over the sorted files. */
export type Bundle = { readonly revision: string; readonly files: Readonly<Record<string, string>> };

const belongs = (path: string) => /(\.txt|\.html|(^|\/)_(?:wording|pages)\.json|^sender\.json)$/.test(path);
const tidy = (text: string) => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

/** Makes a bundle of files that are already in memory; tests and the console's "try this text" use it. */
export const makeBundle = (files: Readonly<Record<string, string>>): Bundle => {
  const kept: Record<string, string> = {};
  const hash = createHash('sha256');
  for (const path of Object.keys(files).filter(belongs).sort()) {
    const text = tidy(files[path] ?? '');
    kept[path] = text;
    hash.update(`${path}\0${Buffer.byteLength(text)}\0`).update(text);
  }
  return { revision: hash.digest('hex').slice(0, 12), files: kept };
};

/** Reads a templates folder. Throws HubError `templates.unreadable {directory}` when it is absent or holds nothing. */
export const readBundle = async (directory: string): Promise<Bundle> => {
  const files: Record<string, string> = {};
  try {
    // At the start of a program, where nobody waits beside: hundreds of small files one by one in the thread pool cost five times as much.
    const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const full = join(entry.parentPath, entry.name);
      const path = relative(directory, full).split(sep).join('/');
      if (belongs(path)) files[path] = readFileSync(full, 'utf8');
    }
  } catch (cause) {
    throw new HubError('templates.unreadable', { directory }, [], cause);
  }
  if (Object.keys(files).length === 0) throw new HubError('templates.unreadable', { directory });
  return makeBundle(files);
};

/** The form kept in the database. */
export const serialiseBundle = (bundle: Bundle): string => JSON.stringify(bundle.files);

/** Reads what `serialiseBundle` wrote; with `revision`, a text that does not belong to it is refused (`templates.altered`). */
export const parseBundle = (stored: string, revision?: string): Bundle => {
  const bundle = makeBundle(JSON.parse(stored) as Record<string, string>);
  if (revision !== undefined && bundle.revision !== revision) throw new HubError('templates.altered', { revision });
  return bundle;
};
