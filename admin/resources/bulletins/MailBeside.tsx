/** One language at a time with its mail beside it, as a phone shows it; or the three texts side by side. Remembered on this device. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Language } from '../../../server/contract/codes.ts';
import { LetterPreview } from '../../parts/LetterPreview.tsx';
import type { Previewed } from './usePreview.ts';

const NAME = 'fumibako.writingSides';
/** `mail`: one text and its mail; `texts`: the three texts. */
export type Sides = 'mail' | 'texts';

export const useSides = (): [Sides, (sides: Sides) => void] => {
  const [sides, setSides] = useState<Sides>(() => (localStorage.getItem(NAME) === 'mail' ? 'mail' : 'texts'));
  return [
    sides,
    (next) => {
      localStorage.setItem(NAME, next);
      setSides(next);
    },
  ];
};

export const SidesChoice = ({ sides, onChoose }: { sides: Sides; onChoose: (sides: Sides) => void }) => {
  const translate = useTranslate();
  return (
    <ToggleButtonGroup
      size="small"
      exclusive
      value={sides}
      onChange={(_e, next: Sides | null) => next && onChoose(next)}
      aria-label={translate('fb.writing.sides')}
      sx={{ display: { xs: 'none', lg: 'inline-flex' } }}
    >
      <ToggleButton value="texts">{translate('fb.writing.sidesTexts')}</ToggleButton>
      <ToggleButton value="mail">{translate('fb.writing.sidesMail')}</ToggleButton>
    </ToggleButtonGroup>
  );
};

/** The mail in this language, as far as it is written. */
export const MailOf = ({ previewed, language }: { previewed: Previewed | null; language: Language }) => {
  const translate = useTranslate();
  if (!previewed) return <Skeleton variant="rounded" height={320} />;
  const mail = previewed.previews[language];
  if (!mail) return <Alert severity="info">{translate('fb.preview.none')}</Alert>;
  const title = translate(`fb.language.${language}`);
  return (
    <LetterPreview
      mail={mail}
      title={mail.fallback ? `${title} ← ${translate(`fb.language.${mail.fallback}`)}` : title}
    />
  );
};

/** Beside the text where there is room, and it stays in sight. The text stays the same whether the mail stands there or not. */
export const BesideText = ({
  beside,
  previewed,
  language,
  children,
}: Parameters<typeof MailOf>[0] & { beside: boolean; children: React.ReactNode }) => (
  <Box sx={beside ? { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 392px', gap: 3, alignItems: 'start' } : {}}>
    {children}
    {beside && (
      <Box sx={{ position: 'sticky', top: 64 }}>
        <MailOf previewed={previewed} language={language} />
      </Box>
    )}
  </Box>
);
