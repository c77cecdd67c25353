/** Letters of people to us: who wrote, about what, to which address; one is read on its own page. Below them, reports that nobody understood. */
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import type { ArrivalLine } from '../../../server/contract/console/arrivals.ts';
import { useKept } from '../../parts/kept.ts';
import { Listed } from '../../parts/Listed.tsx';
import { moment } from '../../parts/moment.ts';
import { Page } from '../../parts/Page.tsx';
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
  const [over, setOver] = useKept('over', ['true']);
  const name = translate('resources.arrivals.name', { smart_count: 2 });
  return (
    <Page title={name} intro={translate('fb.arrivals.intro')}>
      <FormControlLabel
        control={<Checkbox checked={over === 'true'} onChange={(e) => setOver(e.target.checked ? 'true' : '')} />}
        label={translate('fb.arrivals.over')}
        sx={{ justifySelf: 'start' }}
      />
      <Listed
        path="/arrivals"
        filter={over ? { over } : {}}
        label={name}
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
      <WordingPart />
    </Page>
  );
};
export default ArrivalList;
