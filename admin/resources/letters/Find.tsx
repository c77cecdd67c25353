/** What was found for an exact address, reference or number, and for words: readers, letters, cases, tasks, bulletins, screens, as far as one may see them. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Link from '@mui/material/Link';
import TextField from '@mui/material/TextField';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { useLocation } from 'react-router-dom';
import type { Found } from '../../../server/contract/console/find.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { LetterRows } from '../../parts/LetterRows.tsx';
import { Page, Part } from '../../parts/Page.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { call } from '../../providers/http.ts';
import { type BulletinHit, FoundElsewhere, type TaskHit, useScreens, useTasksByWords } from './FoundElsewhere.tsx';

/** `exact`: null for who may not look people up. */
type All = {
  exact: Found | null;
  bulletins: readonly BulletinHit[];
  tasks: readonly TaskHit[];
  screens: { name: string; title: string }[];
};
const MOST = 10;

const isNothing = ({ exact, bulletins, tasks, screens }: All): boolean =>
  bulletins.length === 0 &&
  tasks.length === 0 &&
  screens.length === 0 &&
  (exact === null ||
    (exact.letters.length === 0 && exact.cases.length === 0 && exact.tasks.length === 0 && exact.reader === null));

const Exact = ({ found }: { found: Found }) => {
  const translate = useTranslate();
  const words = useCodeWords();
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
      {found.tasks.length > 0 && (
        <Part title={translate('fb.find.tasks')}>
          {found.tasks.map((task) => (
            <Box key={task.id}>
              <Link href={task.state === 'open' ? '#/tasks' : '#/tasks?state=closed'}>
                {translate(`fb.task.kinds.${task.kind}.name`)}
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

/** Asks everything that this person may ask. */
const useLook = () => {
  const { permissions = [] } = usePermissions<Right[]>();
  const screens = useScreens();
  const tasksByWords = useTasksByWords();
  return async (text: string): Promise<All> => {
    const [exact, bulletins, tasks] = await Promise.all([
      permissions.includes('letter.find') ? call('POST', '/find', { text }) : null,
      // Somebody's address is no word of a bulletin, and stays out of addresses of ours.
      permissions.includes('bulletin.see') && !text.includes('@')
        ? call('GET', '/bulletins', { text, limit: MOST }).then(({ data }) => data)
        : [],
      text.includes('@') ? [] : tasksByWords(text),
    ]);
    const found = exact?.tasks.map((task) => task.id) ?? [];
    return { exact, bulletins, tasks: tasks.filter((task) => !found.includes(task.id)), screens: screens(text) };
  };
};

const Looking = ({ given }: { given: string }) => {
  const translate = useTranslate();
  const { isPending } = usePermissions();
  const [text, setText] = useState(given);
  const [found, setFound] = useState<All | null>(null);
  const { run, wrong, busy } = useAct();
  const ask = useLook();
  const looked = useRef(false);
  const look = async (wanted: string) => {
    setFound(null);
    if (wanted.trim() === '') return;
    const answer = await run(() => ask(wanted.trim()));
    if (answer) setFound(answer);
  };
  useEffect(() => {
    if (looked.current || isPending) return;
    looked.current = true;
    void look(given);
  });
  return (
    <Page title={translate('fb.find.short')}>
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
        {found && isNothing(found) && <Alert severity="info">{translate('fb.find.none')}</Alert>}
        {found?.exact && <Exact found={found.exact} />}
        {found && <FoundElsewhere screens={found.screens} bulletins={found.bulletins} tasks={found.tasks} />}
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
