/** The languages paragraph by paragraph, with a mark where one lacks what another has: numbers, dates, links, headings, a whole paragraph. */

import WarningIcon from '@mui/icons-material/WarningAmber';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { memo, useDeferredValue, useMemo, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { languageOf } from '../../../server/languages/languages.ts';
import { apart } from '../../parts/apart.ts';
import { type KnownRows, type Side, sideBySide } from './sideBySide.ts';
import type { Texts } from './usePreview.ts';

const Mark = ({ text }: { text: string }) => (
  <Typography variant="body2" sx={{ display: 'flex', gap: 0.5, mt: 0.5 }}>
    <WarningIcon color="warning" fontSize="small" />
    {text}
  </Typography>
);

const OneSide = ({ side }: { side: Side }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 1, p: 1, mb: { xs: 1, md: 0 }, minWidth: 0 }}>
      <Typography variant="body2" color="text.secondary">
        {translate(`fb.language.${side.language}`)}
      </Typography>
      {side.text === null ? (
        <Mark text={translate('fb.writing.noParagraph')} />
      ) : (
        <Box lang={languageOf(side.language).tag} sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {side.text}
        </Box>
      )}
      {side.lacks.map((one) => (
        <Mark key={one.en} text={locale === 'en' ? one.en : one.ja} />
      ))}
    </Box>
  );
};

const OneRow = memo(({ sides }: { sides: readonly Side[] }) => (
  <Box
    component="li"
    sx={{
      '& > div': {
        ...apart,
        display: { md: 'grid' },
        gap: 1.5,
        gridTemplateColumns: `repeat(${sides.length}, minmax(0, 1fr))`,
      },
    }}
  >
    <div>
      {sides.map((side) => (
        <OneSide key={side.language} side={side} />
      ))}
    </div>
  </Box>
));

/** Not on the way of a key: the comparison follows when there is time, and compares only what changed. */
const Rows = memo(({ texts }: { texts: Texts }) => {
  const translate = useTranslate();
  const [known] = useState<KnownRows>(() => new Map());
  const rows = useMemo(() => sideBySide(texts, known), [texts, known]);
  if (rows.length === 0) return <Typography>{translate('fb.writing.oneLanguage')}</Typography>;
  return (
    <Box component="ol" sx={{ m: 0, mt: 1, pl: 3, display: 'grid', gap: 1.5 }}>
      {rows.map((sides, i) => (
        // Paragraphs may repeat: their place tells them apart.
        <OneRow key={`${i + 1}`} sides={sides} />
      ))}
    </Box>
  );
});

/** Drawn anew for another text, not for the saving. */
export const SideBySide = memo(({ texts }: { texts: Texts }) => {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  const later = useDeferredValue(texts);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{translate('fb.writing.paragraphs')}</summary>
      {open && <Rows texts={later} />}
    </details>
  );
});
