/** The mail of a template with sample values, asked for shortly after the last keystroke. */
import { useEffect, useState } from 'react';
import type { z } from 'zod';
import type { templateRoutes } from '../../../server/contract/console/templates.ts';
import { call } from '../../providers/http.ts';

export type Asked = z.input<typeof templateRoutes.preview.input>;
export type Shown = z.output<typeof templateRoutes.preview.answer>;

const WAIT_MS = 400;

export const useTemplatePreview = (asked: Asked): Shown | null => {
  const [shown, setShown] = useState<Shown | null>(null);
  const key = JSON.stringify(asked);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      // Offline or signed out: the last preview stays, saving will tell.
      void call('POST', '/templates/preview', JSON.parse(key) as Asked)
        .then((answer) => current && setShown(answer))
        .catch(() => {});
    }, WAIT_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  return shown;
};
