/** What came back by mail after a mail had been accepted: our reading of it first, then what the server really said. */
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { ReturnedLine } from '../../server/contract/console/letters.ts';
import { moment } from './moment.ts';
import { Part } from './Page.tsx';
import { Rows } from './Rows.tsx';
import { useCodeWords } from './useCodeWords.ts';

export const Said = ({ reply, reason }: { reply: string | null; reason: string | null }) => (
  <>
    {reason ?? (reply === null && '–')}
    {reply !== null && (
      <Typography variant="body2" color="text.secondary">
        {reply}
      </Typography>
    )}
  </>
);

/** Nothing where nothing came back. */
export const Returned = ({ rows }: { rows: readonly ReturnedLine[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const words = useCodeWords();
  if (rows.length === 0) return null;
  return (
    <Part title={translate('fb.letter.returned')}>
      <Rows
        label={translate('fb.letter.returned')}
        rows={rows}
        keyOf={(r) => `${r.at}${r.class}${r.reason}`}
        columns={[
          { name: 'at', label: translate('fb.common.at'), show: (r) => moment(r.at, locale) },
          { name: 'class', label: translate('fb.letter.result'), show: (r) => words.returned(r.class) },
          {
            name: 'why',
            label: translate('fb.reason.label'),
            show: (r) => <Said reply={r.status} reason={words.reply(r.reason)} />,
          },
        ]}
      />
    </Part>
  );
};
