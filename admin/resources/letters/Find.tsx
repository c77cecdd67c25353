/** What was found for an exact address, reference or mail number. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import TextField from '@mui/material/TextField';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useLocation } from 'react-router-dom';
import type { Found } from '../../../server/contract/console/find.ts';
import { LetterRows } from '../../parts/LetterRows.tsx';
import { Page, Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';

const Results = ({ found }: { found: Found }) => {
  const translate = useTranslate();
  const words = useCodeWords();
  const nothing = found.letters.length === 0 && found.cases.length === 0 && found.reader === null;
  if (nothing) return <Alert severity="info">{translate('fb.find.none')}</Alert>;
  return (
    <>
      {found.reader && (
        <Part title={translate('fb.find.reader')}>
          <Link href={`#/readers/${found.reader.id}`}>
            {translate(`fb.readerState.${found.reader.state}`)} · {translate(`fb.language.${found.reader.language}`)}
          </Link>
        </Part>
      )}
      {found.cases.length > 0 && (
        <Part title={translate('fb.find.case')}>
          {found.cases.map((c) => (
            <Box key={c.id}>
              <Link href={`#/cases/${c.id}`}>
                {c.subject} · {words.system(c.system)} · {translate(`fb.case.states.${c.state}`)}
              </Link>
            </Box>
          ))}
        </Part>
      )}
      {found.letters.length > 0 && (
        <Part title={translate('fb.find.letters')}>
          <LetterRows letters={found.letters} label={translate('fb.find.letters')} empty={translate('fb.find.none')} />
        </Part>
      )}
    </>
  );
};

const Looking = ({ given }: { given: string }) => {
  const translate = useTranslate();
  const [text, setText] = useState(given);
  const [found, setFound] = useState<Found | null>(null);
  const { run, wrong, busy } = useAct();
  const looked = useRef(false);
  const look = async (wanted: string) => {
    setFound(null);
    if (wanted.trim() === '') return;
    const answer = await run(() => call<Found>('POST', '/find', { text: wanted }));
    if (answer) setFound(answer);
  };
  useEffect(() => {
    if (looked.current) return;
    looked.current = true;
    void look(given);
  });
  return (
    <Page title={translate('resources.letters.name', { smart_count: 2 })}>
      <Box
        component="form"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void look(text);
        }}
        sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', maxWidth: 720 }}
      >
        <TextField
          label={translate('fb.find.label')}
          value={text}
          onChange={(e) => setText(e.target.value)}
          sx={{ flexGrow: 1, minWidth: 240 }}
        />
        <Button type="submit" variant="contained" disabled={busy || text.trim() === ''}>
          {translate('fb.find.short')}
        </Button>
      </Box>
      <Box aria-live="polite" sx={{ display: 'grid', gap: 3, gridTemplateColumns: 'minmax(0, 1fr)' }}>
        {wrong.all && <Alert severity="error">{wrong.all}</Alert>}
        {found && <Results found={found} />}
      </Box>
    </Page>
  );
};
/** The box on top leads here again and again: each time is a page of its own. */
const Find = () => {
  const location = useLocation();
  return <Looking key={location.key} given={(location.state as { text?: string } | null)?.text ?? ''} />;
};
export default Find;
