/** Where the bytes of shared files lie: a folder of ours, or a bucket of any S3-compatible store. They are sealed before they come here. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HubError } from '../../lib/errors.ts';
import { signedHeaders } from './signing.ts';

/** `get` answers null for what is not there; `remove` of it does nothing. Others reject with `files.unavailable {reason}`. */
export type Shelf = {
  put(id: string, bytes: Buffer): Promise<void>;
  get(id: string): Promise<Buffer | null>;
  remove(id: string): Promise<void>;
};

const missing = (error: unknown) => (error as { code?: string }).code === 'ENOENT';

/** Ids are letters and digits; the first two make a folder, so that none grows without end. */
export const folderShelf = (folder: string): Shelf => {
  const at = (id: string) => join(folder, id.slice(0, 2), id);
  return {
    async put(id, bytes) {
      await mkdir(dirname(at(id)), { recursive: true, mode: 0o700 });
      // Half a file is never under its own name.
      await writeFile(`${at(id)}.part`, bytes, { mode: 0o600 });
      await rename(`${at(id)}.part`, at(id));
    },
    async get(id) {
      return readFile(at(id)).catch((error: unknown) => {
        if (missing(error)) return null;
        throw error;
      });
    },
    remove: (id) => rm(at(id), { force: true }),
  };
};

const PATIENCE_MS = 10_000;

/** `url`: https://KEY:SECRET@s3.example.jp/bucket?region=ap-northeast-1 (path style). */
export const bucketShelf = (url: string): Shelf => {
  const place = new URL(url);
  const key = {
    id: decodeURIComponent(place.username),
    secret: decodeURIComponent(place.password),
    region: place.searchParams.get('region') ?? 'us-east-1',
  };
  const bucket = place.pathname.replace(/\/$/, '');
  const ask = async (method: 'PUT' | 'GET' | 'DELETE', id: string, body?: Buffer): Promise<Response> => {
    const path = `${bucket}/${id}`;
    const request = { method, host: place.host, path, body: body ?? Buffer.alloc(0) };
    try {
      return await fetch(`${place.origin}${path}`, {
        method,
        headers: signedHeaders(key, request, new Date()),
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...(body ? { body: new Uint8Array(body) } : {}),
      });
    } catch (error) {
      throw new HubError('files.unavailable', { reason: (error as Error).message });
    }
  };
  const needOk = async (answer: Response): Promise<Response> => {
    if (answer.ok) return answer;
    await answer.body?.cancel();
    throw new HubError('files.unavailable', { reason: `the store answered ${answer.status}` });
  };
  return {
    async put(id, bytes) {
      await (await needOk(await ask('PUT', id, bytes))).body?.cancel();
    },
    async get(id) {
      const answer = await ask('GET', id);
      if (answer.status === 404) {
        await answer.body?.cancel();
        return null;
      }
      return Buffer.from(await (await needOk(answer)).arrayBuffer());
    },
    async remove(id) {
      const answer = await ask('DELETE', id);
      if (answer.status !== 404) await (await needOk(answer)).body?.cancel();
    },
  };
};

/** The shelf that the settings name. */
export const openFileShelf = (p: { filesUrl: string; folder: string }): Shelf =>
  p.filesUrl === '' ? folderShelf(p.folder) : bucketShelf(p.filesUrl);
