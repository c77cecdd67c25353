/** One exact address: would this person get it and why, or what became of it. Every look is in the audit log. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { type FormEvent, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { moment } from '../../parts/moment.ts';
import type { Acts } from './useBulletinActs.ts';
import { useTopicNames } from './useTopicNames.ts';

type Said = { good: boolean; words: string } | null;

const Ask = (p: { title: string; go: string; onAsk: (email: string) => Promise<Said> }) => {
  const translate = useTranslate();
  const [email, setEmail] = useState('');
  const [said, setSaid] = useState<Said>(null);
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    setSaid(await p.onAsk(email));
  };
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      <Typography component="h2" variant="h6">
        {p.title}
      </Typography>
      <Box component="form" onSubmit={ask} sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap' }}>
        <TextField
          label={translate('fb.bulletins.outcome.email')}
          value={email}
          onChange={(e) => setEmail(e.target.value)}
          size="small"
          slotProps={{ htmlInput: { inputMode: 'email', autoComplete: 'off' } }}
          sx={{ flexGrow: 1, maxWidth: 420, minWidth: 220 }}
        />
        <Button type="submit" variant="outlined" disabled={email.trim() === ''}>
          {p.go}
        </Button>
      </Box>
      <Box aria-live="polite">{said && <Alert severity={said.good ? 'success' : 'info'}>{said.words}</Alert>}</Box>
    </Box>
  );
};

export const WouldGet = ({ acts }: { acts: Acts }) => {
  const translate = useTranslate();
  const topics = useTopicNames();
  const ask = async (email: string): Promise<Said> => {
    const answer = await acts.act('why', { email });
    if (!answer) return null;
    const why = translate(`fb.bulletins.why.reason.${answer.why}`, { topics: topics(answer.topics) });
    return { good: answer.gets, words: translate(`fb.bulletins.why.${answer.gets ? 'yes' : 'no'}`, { why }) };
  };
  return <Ask title={translate('fb.bulletins.why.title')} go={translate('fb.bulletins.why.go')} onAsk={ask} />;
};

export const DidGet = ({ acts }: { acts: Acts }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const ask = async (email: string): Promise<Said> => {
    const answer = await acts.act('outcome', { email });
    if (!answer) return null;
    const { found } = answer;
    if (!found) return { good: false, words: translate('fb.bulletins.outcome.none') };
    const words = [
      translate(`fb.bulletins.state.${found.state}`),
      found.sentAt ? translate('fb.bulletins.outcome.sent', { at: moment(found.sentAt, locale) }) : '',
      found.reply ?? '',
      translate('fb.bulletins.outcome.tries', { n: found.attempts }),
    ];
    return { good: found.state === 'accepted', words: words.filter(Boolean).join(' · ') };
  };
  return <Ask title={translate('fb.bulletins.outcome.title')} go={translate('fb.bulletins.outcome.go')} onAsk={ask} />;
};
