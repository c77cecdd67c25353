/** What was decided, by whom and when. */
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { HistoryLine } from '../../../server/contract/console/bulletinWay.ts';
import { figure, moment } from '../../parts/moment.ts';
import { call } from '../../providers/http.ts';

export const HistoryLines = ({ lines }: { lines: readonly HistoryLine[] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const who = (by: string) => (by === 'clock' || by === 'cli' ? translate(`fb.bulletins.history.${by}`) : by);
  const reached = ({ data }: HistoryLine) => {
    if (typeof data.people !== 'number') return '';
    const shares = Object.entries((data.languages ?? {}) as Record<string, number>).map(
      ([l, n]) => `${translate(`fb.language.${l}`)} ${figure(n, locale)}`,
    );
    const people = translate('fb.bulletins.history.people', { people: figure(data.people, locale) });
    return ` (${[people, shares.join(' · ')].filter(Boolean).join(': ')})`;
  };
  return (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gap: 1 }}>
      {lines.map((line) => (
        <Box component="li" key={`${line.at}-${line.act}`} sx={{ borderLeft: 3, borderColor: 'divider', pl: 1.5 }}>
          <Typography variant="body2" color="text.secondary">
            {moment(line.at, locale)} · {who(line.by)}
          </Typography>
          <Typography>
            {translate(`fb.bulletins.history.act.${line.act}`)}
            {reached(line)}
          </Typography>
          {Number(line.data.warnings ?? 0) > 0 && (
            <Typography variant="body2">
              {translate('fb.bulletins.history.ticked', { n: Number(line.data.warnings) })}
            </Typography>
          )}
          {Number(line.data.openComments ?? 0) > 0 && (
            <Typography variant="body2">
              {translate('fb.bulletins.history.openComments', { n: Number(line.data.openComments) })}
            </Typography>
          )}
          {line.comment && <Typography sx={{ whiteSpace: 'pre-wrap' }}>「{line.comment}」</Typography>}
        </Box>
      ))}
    </Box>
  );
};

export const History = ({ bulletin }: { bulletin: Bulletin }) => {
  const translate = useTranslate();
  const [lines, setLines] = useState<HistoryLine[]>([]);
  const key = `${bulletin.id}|${bulletin.state}|${bulletin.changedAt}|${bulletin.approvalDue}`;
  useEffect(() => {
    const [id] = key.split('|');
    call('GET', `/bulletins/${id}/history`)
      .then(({ data }) => setLines(data))
      .catch(() => setLines([]));
  }, [key]);
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.history.title')}
      </Typography>
      <HistoryLines lines={lines} />
    </Box>
  );
};
