/** Letters of people to us: who wrote, about what, to which address; one is read on its own page. Below them, reports that nobody understood. */
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { ArrivalLine } from '../../../server/contract/console/arrivals.ts';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { usePages } from '../../parts/usePages.ts';
import { WordingPart } from '../returns/WordingPart.tsx';

const From = ({ line }: { line: ArrivalLine }) => {
  const translate = useTranslate();
  return (
    <>
      {line.from ?? translate('fb.arrivals.nobody')}
      {line.machine && (
        <Typography variant="body2" color="text.secondary">
          {translate('fb.arrivals.machine')}
        </Typography>
      )}
    </>
  );
};

const ArrivalList = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const [over, setOver] = useState(false);
  const asked = usePages('/arrivals', over ? { over: 'true' } : {});
  const name = translate('resources.arrivals.name', { smart_count: 2 });
  return (
    <Page title={name} intro={translate('fb.arrivals.intro')}>
      <FormControlLabel
        control={<Checkbox checked={over} onChange={(e) => setOver(e.target.checked)} />}
        label={translate('fb.arrivals.over')}
        sx={{ justifySelf: 'start' }}
      />
      <Told asked={asked}>
        <Rows
          label={name}
          rows={asked.rows}
          keyOf={(a) => a.id}
          to={(a) => `/arrivals/${a.id}`}
          empty={{ title: translate('fb.arrivals.emptyTitle'), text: translate('fb.arrivals.emptyText') }}
          columns={[
            {
              name: 'subject',
              label: translate('fb.arrivals.subject'),
              show: (a) => a.subject || translate('fb.arrivals.noSubject'),
            },
            { name: 'from', label: translate('fb.arrivals.from'), show: (a) => <From line={a} /> },
            { name: 'box', label: translate('fb.arrivals.box'), show: (a) => translate(`fb.arrivals.boxes.${a.box}`) },
            { name: 'received', label: translate('fb.arrivals.received'), show: (a) => moment(a.receivedAt, locale) },
            {
              name: 'state',
              label: translate('fb.arrivals.state'),
              show: (a) => translate(`fb.arrivals.states.${a.state}`),
              whole: true,
            },
          ]}
        />
        {asked.more && (
          <Button variant="outlined" onClick={asked.more} sx={{ justifySelf: 'start', mt: 2 }}>
            {translate('fb.arrivals.more')}
          </Button>
        )}
      </Told>
      <WordingPart />
    </Page>
  );
};
export default ArrivalList;
