/** One reader by the exact address. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { ReaderFound } from '../../../server/contract/console/readers.ts';
import { moment } from '../../parts/moment.ts';
import { call, problemOf } from '../../providers/http.ts';
import { useTopicNames } from '../bulletins/useTopicNames.ts';

type Found = { reader: ReaderFound | null; error?: string } | null;

const Facts = ({ reader }: { reader: ReaderFound }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const topicNames = useTopicNames();
  const rows: [string, string][] = [
    ['email', reader.email],
    ['state', translate(`fb.readerState.${reader.state}`)],
    ['language', translate(`fb.language.${reader.language}`)],
    ['topics', topicNames(reader.topics)],
    ['createdAt', moment(reader.createdAt, locale)],
    ['confirmedAt', moment(reader.confirmedAt, locale)],
  ];
  return (
    <Box
      component="dl"
      sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', sm: 'max-content 1fr' }, columnGap: 3, rowGap: 1, m: 0 }}
    >
      {rows.map(([name, value]) => (
        <Box key={name} sx={{ display: 'contents' }}>
          <Typography component="dt" color="text.secondary">
            {translate(`fb.reader.${name}`)}
          </Typography>
          <Typography component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Typography>
        </Box>
      ))}
    </Box>
  );
};

export const ReaderFind = () => {
  const translate = useTranslate();
  const [email, setEmail] = useState('');
  const [found, setFound] = useState<Found>(null);
  const find = async (event: FormEvent) => {
    event.preventDefault();
    try {
      setFound(await call('POST', '/readers/find', { email }));
    } catch (error) {
      const problem = problemOf(error);
      setFound({
        reader: null,
        error: translate(`problem.${problem?.fields?.[0]?.code ?? problem?.code ?? 'offline'}`),
      });
    }
  };
  return (
    <>
      <Box component="form" onSubmit={find} sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', maxWidth: 720 }}>
        <TextField
          label={translate('fb.reader.exact')}
          value={email}
          onChange={(e) => setEmail(e.target.value)}
          inputMode="email"
          sx={{ flexGrow: 1, minWidth: 240 }}
        />
        <Button type="submit" variant="contained">
          {translate('fb.reader.find')}
        </Button>
      </Box>
      <Box aria-live="polite">
        {found?.error && <Alert severity="error">{found.error}</Alert>}
        {found && !found.error && !found.reader && <Alert severity="info">{translate('fb.reader.unknown')}</Alert>}
        {found?.reader && (
          <>
            <Facts reader={found.reader} />
            <Button variant="outlined" href={`#/readers/${found.reader.id}`} sx={{ mt: 2 }}>
              {translate('fb.common.history')}
            </Button>
          </>
        )}
      </Box>
    </>
  );
};
