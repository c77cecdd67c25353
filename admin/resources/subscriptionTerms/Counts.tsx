/** How many readers must agree, agreed already, or get no bulletins from the day on: counted, never guessed. */
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { TermsCounts } from '../../../server/contract/console/subscriptionTerms.ts';
import { Facts } from '../../parts/Facts.tsx';
import { figure } from '../../parts/moment.ts';

/** `by`: the last day with bulletins; absent where nothing is proposed. */
export const Counts = ({ counts, by }: { counts: TermsCounts; by?: string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const n = (value: number) => figure(value, locale);
  const open = counts.untold + counts.asked;
  return (
    <>
      <Facts
        rows={[
          ['readers', translate('fb.terms.counts.readers'), n(counts.readers)],
          ['accepted', translate('fb.terms.counts.accepted'), n(counts.accepted)],
          ['untold', translate('fb.terms.counts.untold'), n(counts.untold)],
          ['asked', translate('fb.terms.counts.asked'), n(counts.asked)],
          ['without', translate('fb.terms.counts.without'), n(counts.without)],
        ]}
      />
      {by && <Typography sx={{ mt: 1.5 }}>{translate('fb.terms.counts.onTheDay', { n: n(open), by })}</Typography>}
    </>
  );
};
