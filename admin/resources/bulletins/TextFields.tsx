/** Subject and body of one language, with tools, length and checks at the place they speak of. */

import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Skeleton from '@mui/material/Skeleton';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { lazy, memo, Suspense, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Language } from '../../../server/contract/codes.ts';
import type { BulletinComment } from '../../../server/contract/console/bulletinComments.ts';
import type { Finding } from '../../../server/contract/console/bulletins.ts';
import { languageOf } from '../../../server/languages/languages.ts';
import { persistently } from '../../parts/loaded.ts';
import { figure } from '../../parts/moment.ts';
import { PljaPanel } from '../plja/PljaPanel.tsx';
import { CommentsDoor, isCommentKey } from './comments/CommentsDoor.tsx';
import { chosenIn, type Place, wholeText } from './comments/chosen.ts';
import { useMarks } from './comments/useMarks.tsx';
import { Findings } from './Findings.tsx';
import type { Text } from './form.ts';
import { PlainField, selectIn } from './PlainField.tsx';
import type { Field } from './writing/RichField.tsx';

/** From here on a bulletin is long: people read the first screen of a phone. */
const LONG = 400;

const RichField = lazy(persistently(() => import('./writing/RichField.tsx')));

type Given = {
  language: Language;
  text: Text;
  /** What of it changes. */
  onChange: (language: Language, text: Partial<Text>) => void;
  /** The text in Japanese, where plain Japanese is written. */
  japanese: Text | null;
  /** What is written at this moment. */
  now: (language: Language) => Text;
  /** Stores what is written and answers its id; null when it cannot be stored. */
  stored: () => Promise<string | null>;
  /** The bulletin, once it is stored. */
  bulletin: string | null;
  findings: readonly Finding[];
  /** What becomes of readers of this language while nothing is written in it. */
  missing: 'missing' | 'nobody' | null;
  /** What to jump to when the page opens. */
  place: Finding | null;
  /** A redelivery repeats the text as it was. */
  frozen: boolean;
  /** Written with the signs that are stored, instead of as it will look. */
  plain: boolean;
  onPlain: (plain: boolean) => void;
};

const noTexts = { subject: '', body: '' };
/** Findings that are shown at first. */
const FIRST = 20;

/** Leads to places in both fields, and tells which words are chosen there. None of it changes as long as the fields stand. */
const usePlaces = (language: Language) => {
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<Field>(null);
  /** Where one wrote last: that is what a comment speaks of. */
  const last = useRef<'subject' | 'body'>('body');
  /** Asked for before the field was there. */
  const waiting = useRef<Finding | null>(null);
  const go = useCallback((finding: Finding) => {
    const { field, line, column, found } = finding;
    if (field === 'subject') selectIn(subject.current, line, column, found);
    else if (body.current) body.current.select(line, column, found);
    else waiting.current = finding;
  }, []);
  const attach = useCallback((field: Field | null) => {
    body.current = field;
    if (!field || !waiting.current) return;
    const { line, column, found } = waiting.current;
    waiting.current = null;
    field.select(line, column, found);
  }, []);
  const show = useCallback(({ field, place: at, quote }: BulletinComment) => {
    if (at && field === 'subject') selectIn(subject.current, at.line, at.column, quote);
    else if (at) body.current?.select(at.line, at.column, quote);
  }, []);
  const pick = useCallback((): Place => {
    const inSubject = document.activeElement === subject.current || last.current === 'subject';
    const chosen = inSubject ? chosenIn(subject.current) : (body.current?.chosen() ?? null);
    return { language, field: inSubject ? 'subject' : 'body', ...(chosen ?? wholeText) };
  }, [language]);
  return { subject, last, go, attach, show, pick };
};
type Places = ReturnType<typeof usePlaces>;

/** The comments follow the text when there is time: they are not on the way of a key. */
const CommentsBeside = memo(
  (p: Pick<Given, 'bulletin' | 'language' | 'text' | 'stored'> & Pick<Places, 'pick' | 'show'> & { asked: number }) => {
    const { asked, pick, stored, show, language } = p;
    const text = useDeferredValue(p.text);
    const texts = useMemo(() => ({ [language]: text }), [language, text]);
    const writing = useMemo(() => ({ asked, pick, stored, onGo: show }), [asked, pick, stored, show]);
    return <CommentsDoor bulletin={p.bulletin} texts={texts} writing={writing} />;
  },
);

const Length = ({ n }: { n: number }) => {
  const translate = useTranslate();
  const locale = useLocale();
  return (
    <Typography variant="body2" color={n > LONG ? 'warning.main' : 'text.secondary'}>
      {translate(`fb.bulletins.tools.${n > LONG ? 'lengthOver' : 'length'}`, { n: figure(n, locale) })}
    </Typography>
  );
};

/** The body, as it will look or with the signs that are stored. */
const Body = (p: Given & { places: Places }) => {
  const translate = useTranslate();
  const { language, onChange } = p;
  const comments = useMarks(p.bulletin, language, p.text);
  const write = useCallback((body: string) => onChange(language, { body }), [onChange, language]);
  const label = `${translate('fb.bulletin.body')} (${translate(`fb.language.${language}`)})`;
  const field = { handle: p.places.attach, label, text: p.text.body, onChange: write };
  return (
    <Box
      onFocus={() => {
        p.places.last.current = 'body';
      }}
    >
      {!p.frozen && (
        <FormControlLabel
          control={<Switch checked={p.plain} onChange={(e) => p.onPlain(e.target.checked)} />}
          label={translate('fb.writing.plain')}
        />
      )}
      {p.plain || p.frozen ? (
        <PlainField {...field} frozen={p.frozen} />
      ) : (
        <Suspense fallback={<Skeleton variant="rounded" height={344} />}>
          <RichField {...field} language={language} comments={comments} />
          <Typography variant="body2" color="text.secondary">
            {translate('fb.writing.hint')}
          </Typography>
        </Suspense>
      )}
      <Length n={[...p.text.body].length} />
    </Box>
  );
};

const Plja = (p: Given & { onGo: (finding: Finding) => void }) => {
  const { language, now, onChange } = p;
  const own = useCallback(() => now(language), [now, language]);
  const japanese = useCallback(() => now('ja'), [now]);
  const take = useCallback((text: Text) => onChange(language, text), [onChange, language]);
  return (
    <PljaPanel
      now={own}
      japanese={japanese}
      noSource={(p.japanese ?? noTexts).body.trim() === ''}
      empty={p.text.body.trim() === ''}
      stored={p.stored}
      onChange={take}
      onGo={p.onGo}
    />
  );
};

/** Drawn anew for its own text and what is found in it; not for the other languages, nor for the saving. */
export const TextFields = memo((p: Given) => {
  const translate = useTranslate();
  const { language, text, place, onChange } = p;
  const places = usePlaces(language);
  const { go } = places;
  useEffect(() => {
    if (place) go(place);
  }, [place, go]);
  const [asked, setAsked] = useState(0);
  return (
    <Box
      sx={{ display: 'grid', gap: 2 }}
      lang={languageOf(language).tag}
      onKeyDown={(event) => {
        if (!isCommentKey(event)) return;
        event.preventDefault();
        setAsked((n) => n + 1);
      }}
    >
      <TextField
        label={`${translate('fb.bulletin.subject')} (${translate(`fb.language.${language}`)})`}
        value={text.subject}
        onChange={(e) => onChange(language, { subject: e.target.value })}
        inputRef={places.subject}
        onFocus={() => {
          places.last.current = 'subject';
        }}
        fullWidth
      />
      <Body {...p} places={places} />
      {languageOf(language).readings && !p.frozen && <Plja {...p} onGo={go} />}
      {p.missing && <Alert severity="warning">{translate(`fb.bulletins.tools.${p.missing}`)}</Alert>}
      <Findings findings={p.findings} onGo={go} first={FIRST} />
      <CommentsBeside
        bulletin={p.bulletin}
        language={language}
        text={text}
        stored={p.stored}
        asked={asked}
        pick={places.pick}
        show={places.show}
      />
    </Box>
  );
});
