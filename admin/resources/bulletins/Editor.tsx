/** Writing: three languages, topics, time, checks, and beside them what readers will see. Everything is saved as one writes. */
import { type Theme, useMediaQuery } from '@mui/material';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react';
import { useRedirect, useTranslate } from 'react-admin';
import { type Language, languages } from '../../../server/contract/codes.ts';
import type { Bulletin, Finding } from '../../../server/contract/console/bulletins.ts';
import { languageOf } from '../../../server/languages/languages.ts';
import { apart } from '../../parts/apart.ts';
import { LanguageTabs } from '../../parts/LanguageTabs.tsx';
import { LeaveQuestion } from '../../parts/LeaveQuestion.tsx';
import { persistently } from '../../parts/loaded.ts';
import { usePageTitle } from '../../parts/Page.tsx';
import { Conflict } from './Conflict.tsx';
import { type Form, type Text, written } from './form.ts';
import { BesideText, MailOf, SidesChoice, useSides } from './MailBeside.tsx';
import { Plan } from './Plan.tsx';
import { Presence } from './Presence.tsx';
import { SampleReader } from './SampleReader.tsx';
import { SaveLine } from './SaveLine.tsx';
import { SideBySide } from './SideBySide.tsx';
import { TextFields } from './TextFields.tsx';
import { ReachLine, TopicPicker, useReach } from './TopicPicker.tsx';
import { type Autosave, useAutosave } from './useAutosave.ts';
import { type Previewed, usePreview } from './usePreview.ts';
import { usePlain } from './writing/usePlain.ts';

const Shapes = lazy(persistently(() => import('./shapes/Shapes.tsx')));

/** Ctrl+S saves, Ctrl+Z and Ctrl+Y (or Ctrl+Shift+Z) go through what was written, buttons of the toolbar too. */
const useKeys = ({ save, undo, redo }: Autosave) => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      const act =
        key === 's' ? save : key === 'y' || (key === 'z' && event.shiftKey) ? redo : key === 'z' ? undo : null;
      if (!act) return;
      event.preventDefault();
      void act();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [save, undo, redo]);
};

const Refusal = ({ state }: { state: Autosave['state'] }) => {
  const translate = useTranslate();
  if (state.kind !== 'refused') return null;
  const { problem } = state;
  return (
    <Alert severity="error" role="alert">
      {translate(`problem.${problem.code}`, { ...problem.details })}
      {(problem.fields ?? []).map((f) => (
        <div key={`${f.field}-${f.code}`}>{translate(`problem.${f.code}`, { ...f.details })}</div>
      ))}
    </Alert>
  );
};

const Previews = ({ previewed }: { previewed: Previewed | null }) => {
  const translate = useTranslate();
  return (
    <Box component="section" sx={apart}>
      <Typography component="h2" variant="h6" sx={{ mb: 1.5 }}>
        {translate('fb.preview.title')}
      </Typography>
      <LanguageTabs>{(language) => <MailOf previewed={previewed} language={language} />}</LanguageTabs>
    </Box>
  );
};

const Foot = ({ autosave }: { autosave: Autosave }) => {
  const translate = useTranslate();
  const redirect = useRedirect();
  const check = async () => {
    const done = await autosave.save();
    const id = autosave.id();
    // The guard looks at the state of the last render: leave after it has seen the save.
    if (done && id) setTimeout(() => redirect('show', 'bulletins', id), 0);
  };
  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: 1.5,
        position: 'sticky',
        bottom: 0,
        py: 1.5,
        bgcolor: 'background.default',
        borderTop: 1,
        borderColor: 'divider',
        zIndex: 2,
      }}
    >
      <Button variant="contained" onClick={check}>
        {translate('fb.bulletin.saveAndCheck')}
      </Button>
      <Button
        variant="outlined"
        onClick={() => void autosave.save()}
        disabled={!autosave.dirty}
        sx={{ display: { xs: 'none', sm: 'inline-flex' } }}
      >
        {translate('fb.bulletins.save.now')}
      </Button>
      <Button onClick={autosave.undo} disabled={autosave.steps.past === 0}>
        {translate('fb.bulletins.tools.undo')}
      </Button>
      <Button
        onClick={autosave.redo}
        disabled={autosave.steps.future === 0}
        sx={{ display: { xs: 'none', sm: 'inline-flex' } }}
      >
        {translate('fb.bulletins.tools.redo')}
      </Button>
      <SaveLine state={autosave.state} />
    </Box>
  );
};

/** Where a check on another page spoke of. */
export type Place = { language: Language; finding: Finding };

/** How the parts of the page change the form; each of them is the same function as long as the page is open, so nothing is drawn for it. */
const useChanges = ({ change, now }: Pick<Autosave, 'change' | 'now'>) => {
  const onText = useCallback(
    (language: Language, text: Partial<Text>) =>
      change((form) => ({ ...form, texts: { ...form.texts, [language]: { ...form.texts[language], ...text } } })),
    [change],
  );
  const onPlan = useCallback((part: Partial<Form>) => change((form) => ({ ...form, ...part })), [change]);
  const onTopics = useCallback((topics: string[]) => onPlan({ topics }), [onPlan]);
  const written = useCallback((language: Language) => now().texts[language], [now]);
  return { onText, onPlan, onTopics, written };
};

const noFindings: readonly Finding[] = [];

/** `person`: the id of whoever writes. */
export const Editor = (p: { bulletin: Bulletin | null; place: Place | null; person: string }) => {
  const { bulletin, place } = p;
  const translate = useTranslate();
  const autosave = useAutosave(bulletin, p.person);
  const { form, state, stored } = autosave;
  const { onText, onPlan, onTopics, written: asWritten } = useChanges(autosave);
  const words = useMemo(() => written(form.texts), [form.texts]);
  const some = languages.some((l) => words[l]);
  const previewed = usePreview(words, form);
  const reach = useReach(form, bulletin?.kind === 'correction' && bulletin.urgent);
  const [plain, setPlain] = usePlain();
  const [sides, setSides] = useSides();
  const wide = useMediaQuery((theme: Theme) => theme.breakpoints.up('lg'));
  const beside = wide && sides === 'mail';
  const [here, setHere] = useState<Language>(place?.language ?? 'ja');
  useKeys(autosave);
  usePageTitle(translate(bulletin ? 'fb.bulletin.edit' : 'fb.bulletin.write'));
  const freed = bulletin?.only != null;
  return (
    <Box sx={{ display: 'grid', gap: 3, py: 2, minWidth: 0, '& > *': { minWidth: 0 } }}>
      <Typography component="h1" variant="h5" sx={{ fontWeight: 700 }}>
        {translate(bulletin ? 'fb.bulletin.edit' : 'fb.bulletin.write')}
      </Typography>
      {autosave.restored && <Alert severity="info">{translate('fb.bulletins.save.restored')}</Alert>}
      {bulletin?.standstill?.code === 'returned' && (
        <Alert severity="warning">
          {translate('fb.bulletins.still.returned', { detail: bulletin.standstill.detail })}
        </Alert>
      )}
      <Presence autosave={autosave} language={here} />
      <Refusal state={state} />
      {!some && !freed && bulletin?.kind !== 'redelivery' && (
        <Suspense fallback={null}>
          <Shapes onTake={(texts) => onPlan({ texts })} />
        </Suspense>
      )}
      <SidesChoice sides={sides} onChoose={setSides} />
      <LanguageTabs {...(place ? { first: place.language } : {})} always={beside}>
        {(language) => (
          <Box onFocus={() => setHere(language)} sx={{ minWidth: 0 }}>
            <BesideText beside={beside} previewed={previewed} language={language}>
              <TextFields
                language={language}
                text={form.texts[language]}
                japanese={languageOf(language).readings ? form.texts.ja : null}
                now={asWritten}
                bulletin={autosave.id()}
                stored={stored}
                frozen={form.kind === 'redelivery'}
                plain={plain}
                onPlain={setPlain}
                onChange={onText}
                findings={words[language] ? (previewed?.findings[language] ?? noFindings) : noFindings}
                missing={!some || words[language] ? null : words.ja ? 'missing' : 'nobody'}
                place={place?.language === language ? place.finding : null}
              />
            </BesideText>
          </Box>
        )}
      </LanguageTabs>
      <SideBySide texts={words} />
      <Typography variant="body2" color="text.secondary">
        {translate('fb.bulletins.tools.attach')}
      </Typography>
      {!freed && (
        <>
          <TopicPicker chosen={form.topics} onChange={onTopics} />
          <ReachLine reach={reach} chosen={form.topics.length} />
        </>
      )}
      <Plan
        plan={form}
        leaves={reach?.leaves ?? null}
        drill={bulletin?.kind === 'drill'}
        freed={freed}
        onChange={onPlan}
      />
      {!beside && <Previews previewed={previewed} />}
      <SampleReader folds prepare={stored} />
      <Foot autosave={autosave} />
      <LeaveQuestion dirty={autosave.dirty} save={autosave.save} />
      {state.kind === 'conflict' && (
        <Conflict mine={form} theirs={state.theirs} onSettle={(chosen) => autosave.settle(state.theirs, chosen)} />
      )}
    </Box>
  );
};
