/** New terms: written in three languages beside those that hold, looked at as readers will see them, then handed to somebody else. */

import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useLocale, useNotify, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { Language } from '../../../server/contract/codes.ts';
import type { TermsCounts, TermsPreviews, TermsShown } from '../../../server/contract/console/subscriptionTerms.ts';
import { languageOf } from '../../../server/languages/languages.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { LanguageTabs } from '../../parts/LanguageTabs.tsx';
import { LeaveQuestion } from '../../parts/LeaveQuestion.tsx';
import { figure } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct, type Wrong } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { Counts } from './Counts.tsx';
import { Previews } from './Previews.tsx';

type Texts = TermsShown['now']['texts'];
type Given = { texts: Texts; from: string; by: string };
type Looked = { previews: TermsPreviews; counts: TermsCounts };

const NINE_HOURS = 9 * 3_600_000;
/** 'YYYY-MM-DD' in Japan, so many days from today. */
const inDays = (days: number): string =>
  new Date(Date.now() + NINE_HOURS + days * 86_400_000).toISOString().slice(0, 10);

const Texts3 = ({ given, wrong, onChange }: { given: Given; wrong: Wrong; onChange: (next: Given) => void }) => {
  const translate = useTranslate();
  const field = (language: Language, name: 'title' | 'text') => ({
    label: `${translate(`fb.terms.${name}`)} (${translate(`fb.language.${language}`)})`,
    value: given.texts[language][name],
    error: wrong.fields[`texts.${language}.${name}`] !== undefined,
    helperText: wrong.fields[`texts.${language}.${name}`],
    onChange: (e: { target: { value: string } }) =>
      onChange({
        ...given,
        texts: { ...given.texts, [language]: { ...given.texts[language], [name]: e.target.value } },
      }),
    fullWidth: true,
    required: true,
  });
  return (
    <LanguageTabs>
      {(language) => (
        <Box sx={{ display: 'grid', gap: 2 }} lang={languageOf(language).tag}>
          <TextField {...field(language, 'title')} />
          <TextField {...field(language, 'text')} multiline minRows={10} maxRows={24} />
        </Box>
      )}
    </LanguageTabs>
  );
};

const Days = ({ given, wrong, onChange }: { given: Given; wrong: Wrong; onChange: (next: Given) => void }) => {
  const translate = useTranslate();
  return (
    <Box sx={{ display: 'flex', gap: 2, flexWrap: 'wrap' }}>
      {(['from', 'by'] as const).map((name) => (
        <TextField
          key={name}
          type="date"
          label={translate(`fb.terms.${name}`)}
          value={given[name]}
          onChange={(e) => onChange({ ...given, [name]: e.target.value })}
          error={wrong.fields[name] !== undefined}
          helperText={wrong.fields[name] ?? translate(`fb.terms.${name}Help`)}
          required
          sx={{ flex: '1 1 240px' }}
          slotProps={{ inputLabel: { shrink: true } }}
        />
      ))}
    </Box>
  );
};

const Writing = ({ shown }: { shown: TermsShown }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const navigate = useNavigate();
  const notify = useNotify();
  const begin = { texts: shown.now.texts, from: inDays(1), by: inDays(31) };
  const [given, setGiven] = useState<Given>(begin);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [made, setMade] = useState<string | null>(null);
  const { run, wrong, busy } = useAct();
  useEffect(() => {
    if (made) navigate(`/terms/${made}`);
  }, [made, navigate]);
  const change = (next: Given) => {
    setGiven(next);
    setLooked(null);
  };
  const look = async () => {
    const answer = await run(() => call('POST', '/terms/look', given));
    if (answer) setLooked(answer);
  };
  const asking = {
    title: translate('fb.terms.proposeTitle'),
    text: translate('fb.terms.proposeAsk', {
      from: given.from,
      by: given.by,
      n: figure((looked?.counts.untold ?? 0) + (looked?.counts.asked ?? 0), locale),
    }),
    go: translate('fb.terms.proposeGo'),
    run: async () => {
      const { id } = await call('POST', '/terms', given);
      notify('fb.terms.proposedDone', { type: 'success' });
      setMade(id);
    },
  };
  return (
    <>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      <Part title={translate('fb.terms.texts')}>
        <Typography sx={{ mb: 2 }}>{translate('fb.terms.how')}</Typography>
        <Texts3 given={given} wrong={wrong} onChange={change} />
      </Part>
      <Part title={translate('fb.terms.days')}>
        <Days given={given} wrong={wrong} onChange={change} />
        <Typography sx={{ mt: 2 }}>{translate('fb.terms.without')}</Typography>
      </Part>
      <Box>
        <Button variant={looked ? 'outlined' : 'contained'} onClick={() => void look()} disabled={busy}>
          {translate('fb.terms.look')}
        </Button>
      </Box>
      {looked && (
        <>
          <Part title={translate('fb.terms.audience')}>
            <Counts counts={looked.counts} by={given.by} />
          </Part>
          <Previews previews={looked.previews} />
          <Box>
            <AskButton variant="contained" asking={asking} />
          </Box>
        </>
      )}
      <LeaveQuestion dirty={made === null && JSON.stringify(given) !== JSON.stringify(begin)} />
    </>
  );
};

const TermsCreate = () => {
  const translate = useTranslate();
  const asked = useAsked('/terms');
  return (
    <Page title={translate('fb.terms.propose')} intro={translate('fb.terms.proposeIntro')}>
      <Told asked={asked}>{asked.data && <Writing shown={asked.data} />}</Told>
    </Page>
  );
};
export default TermsCreate;
