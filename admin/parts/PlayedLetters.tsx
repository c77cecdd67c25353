/** Letters of a play, each as it would have left, at its time. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { CasePlayed } from '../../server/contract/console/cases.ts';
import { LetterPreview } from './LetterPreview.tsx';
import { LetterStateChip } from './LetterRows.tsx';
import { moment } from './moment.ts';
import { useCodeWords } from './useCodeWords.ts';
import { useMailTypeNames } from './useMailTypeNames.ts';

type Letter = CasePlayed['letters'][number];

const Text = ({ mail, title }: { mail: NonNullable<Letter['mail']>; title: string }) =>
  mail.html === null ? (
    <Box sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 1.5 }}>
      <Typography variant="body2" color="text.secondary">
        {title} · {mail.from}
      </Typography>
      <Typography sx={{ fontWeight: 700 }}>{mail.subject}</Typography>
      <Box component="pre" tabIndex={0} sx={{ m: 0, mt: 1, overflow: 'auto', whiteSpace: 'pre-wrap' }}>
        {mail.text}
      </Box>
    </Box>
  ) : (
    <LetterPreview mail={{ ...mail, html: mail.html, fallback: null }} title={title} />
  );

const Mail = ({ letter, folded }: { letter: Letter; folded: boolean }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  const typeName = useMailTypeNames();
  const { mail } = letter;
  const title = typeName(letter.type);
  const language = letter.language.split(',').map((one) => translate(`fb.language.${one}`));
  return (
    <Box component="li" sx={{ display: 'grid', gap: 1, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <Typography sx={{ fontWeight: 700 }}>{moment(letter.sentAt, locale)}</Typography>
        <LetterStateChip state={letter.outcome} test />
        <Typography variant="body2" sx={{ overflowWrap: 'anywhere' }}>
          {words.recipient(letter.role)} {letter.to} ({language.join(' / ')})
        </Typography>
      </Box>
      {mail && folded && (
        <details>
          <Box component="summary" sx={{ py: 1, cursor: 'pointer', overflowWrap: 'anywhere' }}>
            {title}: {mail.subject}
          </Box>
          <Text mail={mail} title={title} />
        </details>
      )}
      {mail && !folded && <Text mail={mail} title={title} />}
      {!mail && <Alert severity="info">{translate('fb.play.gone', { type: title })}</Alert>}
    </Box>
  );
};

/** `folded`: each text opens by itself, where one play brings the mails of a year. */
export const PlayedLetters = ({ letters, folded = false }: { letters: readonly Letter[]; folded?: boolean }) => (
  <Box
    component="ol"
    sx={{ display: 'grid', gap: 3, m: 0, mt: 2, p: 0, listStyle: 'none', gridTemplateColumns: 'minmax(0, 1fr)' }}
  >
    {letters.map((letter) => (
      <Mail key={letter.id} letter={letter} folded={folded} />
    ))}
  </Box>
);
