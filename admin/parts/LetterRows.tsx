/** Letters as rows: type, to whom, state with its reason, when. */
import Chip from '@mui/material/Chip';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { LetterState } from '../../server/contract/codes.ts';
import type { LetterLine } from '../../server/contract/console/letters.ts';
import { useMe } from '../providers/useMe.ts';
import { moment } from './moment.ts';
import { type Column, Rows } from './Rows.tsx';
import { useCodeWords } from './useCodeWords.ts';
import { useMailTypeNames } from './useMailTypeNames.ts';

const color = (state: LetterState): 'success' | 'error' | 'warning' | 'default' | 'primary' => {
  if (state === 'accepted') return 'success';
  if (['refused', 'bounced', 'failed', 'expired'].includes(state)) return 'error';
  if (['unknown', 'deferred', 'held', 'suppressed'].includes(state)) return 'warning';
  return ['planned', 'waiting', 'sending'].includes(state) ? 'primary' : 'default';
};

const outcomes: readonly LetterState[] = ['accepted', 'refused', 'bounced', 'deferred', 'unknown'];

/** `test`: of a test key, so that its outcome is simulated. A hub without a relay says that its mails stay here. */
export const LetterStateChip = ({ state, test }: { state: LetterState; test: boolean }) => {
  const translate = useTranslate();
  const kept = useMe()?.mailbox === true && !test && state === 'accepted';
  const said = translate(kept ? 'fb.letterMark.kept' : `fb.letterState.${state}`);
  const label = test && outcomes.includes(state) ? translate('fb.letterMark.simulated', { state: said }) : said;
  return <Chip size="small" variant="outlined" color={color(state)} label={label} sx={{ maxWidth: 1 }} />;
};

type Given = {
  letters: readonly LetterLine[];
  label: string;
  empty: string;
  /** What an event is called that ended a letter. */
  eventName?: (type: string) => string;
};

export const useLetterColumns = (eventName?: (type: string) => string): Column<LetterLine>[] => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords(eventName);
  const typeName = useMailTypeNames();
  return [
    {
      name: 'type',
      label: translate('fb.letter.type'),
      show: (l) => (l.test ? `${typeName(l.type)} (${translate('fb.letter.test')})` : typeName(l.type)),
    },
    { name: 'to', label: translate('fb.letter.to'), show: (l) => l.to },
    {
      name: 'state',
      label: translate('fb.letter.state'),
      show: (l) => (
        <>
          <LetterStateChip state={l.state} test={l.test} />
          {l.reason && (
            <Typography variant="body2" color="text.secondary">
              {words.reply(l.reason)}
            </Typography>
          )}
        </>
      ),
    },
    { name: 'created', label: translate('fb.letter.created'), show: (l) => moment(l.createdAt, locale) },
    {
      name: 'when',
      label: translate('fb.letter.when'),
      show: (l) => moment(l.finalAt ?? l.sentAt ?? l.plannedAt, locale),
    },
  ];
};

export const LetterRows = (p: Given) => {
  const translate = useTranslate();
  return (
    <Rows
      label={p.label}
      empty={{ title: translate('fb.letter.none'), text: p.empty }}
      rows={p.letters}
      fold={6}
      keyOf={(l) => l.id}
      to={(l) => `/letters/${l.id}`}
      columns={useLetterColumns(p.eventName)}
    />
  );
};
