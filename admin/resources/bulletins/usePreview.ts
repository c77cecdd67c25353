/** Asks the server for previews and findings shortly after the last keystroke. */
import { useEffect, useRef, useState } from 'react';
import type { BulletinKind, Language } from '../../../server/contract/codes.ts';
import type { Finding, Preview } from '../../../server/contract/console/bulletins.ts';
import type { InputOf } from '../../../server/contract/console/table.ts';
import { call } from '../../providers/http.ts';

export type Texts = Partial<Record<Language, { subject: string; body: string }>>;
export type Previewed = {
  previews: Partial<Record<Language, Preview>>;
  findings: Partial<Record<Language, Finding[]>>;
};

const WAIT_MS = 400;

/** What did not change stays the same object, so that nobody draws it anew. */
const kept = <T extends object>(before: T, next: T): T =>
  Object.fromEntries(
    Object.entries(next).map(([language, one]) => {
      const old = before[language as keyof T];
      return [language, JSON.stringify(old) === JSON.stringify(one) ? old : one];
    }),
  ) as T;

/** What the mail says of itself: its topics, and whether it has a page. */
export type About = { kind: BulletinKind; topics: readonly string[]; keptOut: boolean };

export const usePreview = (texts: Texts, { kind, topics, keptOut }: About): Previewed | null => {
  const [answer, setAnswer] = useState<Previewed | null>(null);
  const asked = useRef(0);
  const key = JSON.stringify({ texts, kind, topics, keptOut });
  useEffect(() => {
    const timer = setTimeout(async () => {
      const mine = ++asked.current;
      // Offline or signed out: the last preview stays, saving will tell.
      const got = await call(
        'POST',
        '/bulletins/preview',
        JSON.parse(key) as InputOf<'POST', '/bulletins/preview'>,
      ).catch(() => null);
      if (got && mine === asked.current)
        setAnswer((before) =>
          before
            ? { previews: kept(before.previews, got.previews), findings: kept(before.findings, got.findings) }
            : got,
        );
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return answer;
};
