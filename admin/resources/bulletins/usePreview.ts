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
      if (got && mine === asked.current) setAnswer(got);
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return answer;
};
