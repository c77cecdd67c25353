/** The approval record as a public document: texts, audience, who, when, outcome; to print, or to keep as data. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import { type Language, languages } from '../../../server/contract/codes.ts';
import type { BulletinRecord as Paperwork } from '../../../server/contract/console/bulletinWay.ts';
import { Facts } from '../../parts/Facts.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { figure, moment } from '../../parts/moment.ts';
import { usePageTitle } from '../../parts/Page.tsx';
import { StateChip } from '../../parts/StateChip.tsx';
import { saveFile } from '../../parts/saveFile.ts';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { HistoryLines } from './History.tsx';
import { KindChip } from './KindChip.tsx';
import { useTopicNames } from './useTopicNames.ts';

const outcomes = ['accepted', 'waiting', 'digest', 'failed', 'withdrawn', 'cancelled', 'unknown'] as const;

const saveAs = (record: Paperwork) =>
  saveFile(`bulletin-${record.id}.json`, 'application/json', JSON.stringify(record, null, 2));

const Texts = ({ record }: { record: Paperwork }) => {
  const translate = useTranslate();
  return (
    <>
      {languages
        .filter((l: Language) => record.texts[l])
        .map((l) => (
          <Box key={l} sx={{ border: 1, borderColor: 'divider', borderRadius: 2, p: 2 }}>
            <Typography variant="body2" color="text.secondary">
              {translate(`fb.language.${l}`)}
            </Typography>
            <Typography sx={{ fontWeight: 700 }}>{record.texts[l]?.subject}</Typography>
            <Box component="pre" sx={{ whiteSpace: 'pre-wrap', fontFamily: 'inherit', m: 0 }}>
              {record.texts[l]?.body}
            </Box>
          </Box>
        ))}
    </>
  );
};

const Paper = ({ record }: { record: Paperwork }) => {
  const translate = useTranslate();
  const topics = useTopicNames();
  const locale = useLocale();
  usePageTitle(translate('fb.bulletins.record.title'));
  return (
    <Box sx={{ display: 'grid', gap: 2, py: 2, maxWidth: 860 }}>
      <Typography component="h1" variant="h5" sx={{ fontWeight: 700 }}>
        {translate('fb.bulletins.record.title')}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', '@media print': { display: 'none' } }}>
        <Button variant="contained" onClick={() => window.print()}>
          {translate('fb.bulletins.record.print')}
        </Button>
        <Button variant="outlined" onClick={() => saveAs(record)}>
          {translate('fb.bulletins.record.json')}
        </Button>
      </Box>
      <Typography component="h2" variant="h6">
        {record.title}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
        <StateChip state={record.state} />
        <KindChip kind={record.kind} />
      </Box>
      <Facts
        rows={[
          ['topics', translate('fb.bulletins.facts.topics'), topics(record.topics)],
          [
            'readers',
            translate('fb.bulletins.record.readers'),
            record.readers && translate(`fb.bulletins.record.${record.readers.how}`, { title: record.readers.title }),
          ],
          ['total', translate('fb.bulletins.record.total'), figure(record.figures.total, locale)],
          ['started', translate('fb.bulletins.record.started'), moment(record.startedAt, locale)],
          ['finished', translate('fb.bulletins.record.finished'), moment(record.finishedAt, locale)],
          ['hash', translate('fb.bulletins.record.hash'), record.hash ?? '–'],
        ]}
      />
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.record.outcome')}
      </Typography>
      <Facts
        rows={outcomes.map((o) => [
          o,
          translate(`fb.figure.${o}`),
          <Figure
            key={o}
            n={record.figures[o]}
            to={`/bulletins/${record.id}/show?outcome=${o}`}
            right="letter.find"
            what={translate(`fb.figure.${o}`)}
          />,
        ])}
      />
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.history.title')}
      </Typography>
      <HistoryLines lines={record.history} />
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.record.texts')}
      </Typography>
      <Texts record={record} />
      <Typography variant="body2" color="text.secondary">
        {translate('fb.bulletins.record.written')}: {moment(record.writtenAt, locale)}
      </Typography>
    </Box>
  );
};

const BulletinRecord = () => {
  const { id } = useParams();
  const asked = useAsked(`/bulletins/${id}/record`);
  return <Told asked={asked}>{asked.data && <Paper record={asked.data} />}</Told>;
};
export default BulletinRecord;
