/** The door to earlier versions on a bulletin's page: what stands behind it is loaded when somebody opens it. */
import { lazy, Suspense, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import { persistently } from '../../parts/loaded.ts';
import { Waiting } from '../../parts/Waiting.tsx';

const Revisions = lazy(persistently(() => import('./Revisions.tsx')));

export const Earlier = (p: { bulletin: Bulletin; refetch: () => void }) => {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{translate('fb.writing.revisions.title')}</summary>
      {open && (
        <Suspense fallback={<Waiting />}>
          <Revisions {...p} />
        </Suspense>
      )}
    </details>
  );
};
