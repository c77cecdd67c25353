/** A file to the console's API: its bytes are the body, everything else stands in the address. */
import { answered } from './http.ts';

/** Asks for the password in place and sends the file again if the session ended meanwhile; throws an `HttpError` with the problem. */
export const upload = <T>(path: string, query: Record<string, string>, file: File): Promise<T> =>
  answered<T>(async () => {
    const response = await fetch(`/console/api${path}?${new URLSearchParams(query)}`, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
    });
    return { ok: response.ok, status: response.status, body: await response.json().catch(() => null) };
  });
