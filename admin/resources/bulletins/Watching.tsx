/** While it is sent and afterwards: pace and end, outcomes by language and by domain, pause, resume, cancel. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableContainer from '@mui/material/TableContainer';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { Watched } from '../../../server/contract/console/bulletinWay.ts';
import { figure, moment } from '../../parts/moment.ts';
import { useMay } from './Deciding.tsx';
import { Progress } from './Progress.tsx';
import type { Acts } from './useBulletinActs.ts';

const columns = ['accepted', 'waiting', 'failed', 'withdrawn', 'unknown'] as const;

const Spread = (p: { title: string; rows: Watched['languages']; word: (name: string) => string }) => {
  const translate = useTranslate();
  const locale = useLocale();
  if (p.rows.length === 0) return null;
  return (
    <TableContainer tabIndex={0} sx={{ border: 1, borderColor: 'divider', borderRadius: 2 }}>
      <Table size="small" aria-label={p.title}>
        <TableHead>
          <TableRow>
            <TableCell>{p.title}</TableCell>
            {columns.map((c) => (
              <TableCell key={c} align="right">
                {translate(`fb.figure.${c}`)}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {p.rows.map(({ name, figures }) => (
            <TableRow key={name}>
              <TableCell component="th" scope="row">
                {p.word(name)}
              </TableCell>
              {columns.map((c) => (
                <TableCell key={c} align="right">
                  {figure(figures[c], locale)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
};

const Controls = ({ bulletin, acts }: { bulletin: Bulletin; acts: Acts }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const may = useMay();
  const [comment, setComment] = useState('');
  const { figures } = bulletin;
  const words = { accepted: figure(figures.accepted, locale), waiting: figure(figures.waiting, locale) };
  const cancel = () =>
    window.confirm(translate('fb.bulletin.cancelAsk', words)) && acts.act('cancel', {}, 'fb.bulletin.cancelDone');
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' }}>
      {may('bulletin.control') && bulletin.state === 'sending' && (
        <Button variant="contained" onClick={() => acts.act('pause', {}, 'fb.bulletin.pauseDone')}>
          {translate('fb.bulletin.pause')}
        </Button>
      )}
      {may('bulletin.control') && bulletin.state === 'paused' && (
        <Button variant="contained" onClick={() => acts.act('resume', {}, 'fb.bulletin.resumeDone')}>
          {translate('fb.bulletin.resume')}
        </Button>
      )}
      {may('bulletin.control') && ['sending', 'paused'].includes(bulletin.state) && (
        <Button color="error" variant="outlined" onClick={cancel}>
          {translate('fb.bulletin.cancel')}
        </Button>
      )}
      {bulletin.approvalDue && may('bulletin.approve') && (
        <>
          <TextField
            size="small"
            label={translate('fb.bulletins.approve.comment')}
            value={comment}
            onChange={(e) => setComment(e.target.value)}
          />
          <Button
            variant="outlined"
            onClick={() => acts.act('approve-afterwards', { comment }, 'fb.bulletins.approve.afterwardsDone')}
          >
            {translate('fb.bulletins.approve.afterwards')}
          </Button>
        </>
      )}
    </Box>
  );
};

export const Watching = (p: { bulletin: Bulletin; watched: Watched | null; acts: Acts }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { bulletin, watched } = p;
  const language = (name: string) => translate(`fb.language.${name}`);
  const domain = (name: string) => (name === 'other' ? translate('fb.bulletins.facts.other') : name);
  return (
    <Box component="section" sx={{ display: 'grid', gap: 2 }}>
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.watch.title')}
      </Typography>
      <Controls bulletin={bulletin} acts={p.acts} />
      <Progress bulletin={bulletin} />
      {bulletin.state === 'sending' && (
        <Typography>
          {watched?.pace
            ? translate('fb.bulletins.watch.pace', {
                n: watched.pace.perSecond.toFixed(1),
                at: moment(watched.pace.endsAt, locale),
              })
            : translate('fb.bulletins.watch.noPace')}
        </Typography>
      )}
      {watched && (
        <>
          <Spread title={translate('fb.bulletins.watch.byLanguage')} rows={watched.languages} word={language} />
          <Spread title={translate('fb.bulletins.watch.byDomain')} rows={watched.domains} word={domain} />
          <Typography>
            {translate('fb.bulletins.watch.bounced', { n: figure(watched.bounced, locale) })} ·{' '}
            {translate('fb.bulletins.watch.left', { n: figure(watched.left, locale) })}
          </Typography>
        </>
      )}
    </Box>
  );
};
