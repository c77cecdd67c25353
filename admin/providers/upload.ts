/** A file to the console's API: its bytes are the body, everything else stands in the address. */
import { HttpError } from 'react-admin';
import type { Problem } from '../../server/contract/console/route.ts';

export const upload = async <T>(path: string, query: Record<string, string>, file: File): Promise<T> => {
  const response = await fetch(`/console/api${path}?${new URLSearchParams(query)}`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/octet-stream' },
    body: file,
  });
  const body = (await response.json().catch(() => null)) as T | Problem | null;
  if (response.ok) return body as T;
  const told = (body ?? { code: 'offline', status: response.status, title: '', type: '' }) as Problem;
  throw new HttpError(`problem.${told.code}`, told.status, told);
};
