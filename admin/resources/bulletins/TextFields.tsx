/** Subject and body of one language, with tools, length and checks at the place they speak of. */

import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import Skeleton from '@mui/material/Skeleton';
import Switch from '@mui/material/Switch';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
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

export const TextFields = (p: {
  language: Language;
  text: Text;
  /** What of it changes. */
  onChange: (text: Partial<Text>) => void;
  /** The text in Japanese, and how what is written is stored first: for plain Japanese. */
  japanese: Text;
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
}) => {
  const translate = useTranslate();
  const locale = useLocale();
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<Field>(null);
  /** Where one wrote last: that is what a comment speaks of. */
  const lastField = useRef<'subject' | 'body'>('body');
  /** Asked for before the field was there. */
  const waiting = useRef<Finding | null>(null);
  const go = (finding: Finding) => {
    const { field, line, column, found } = finding;
    if (field === 'subject') selectIn(subject.current, line, column, found);
    else if (body.current) body.current.select(line, column, found);
    else waiting.current = finding;
  };
  const attach = useCallback((field: Field | null) => {
    body.current = field;
    if (!field || !waiting.current) return;
    const { line, column, found } = waiting.current;
    waiting.current = null;
    field.select(line, column, found);
  }, []);
  const show = ({ field, place: at, quote }: BulletinComment) => {
    if (at && field === 'subject') selectIn(subject.current, at.line, at.column, quote);
    else if (at) body.current?.select(at.line, at.column, quote);
  };
  const { place } = p;
  const jump = useRef(go);
  jump.current = go;
  useEffect(() => {
    if (place) jump.current(place);
  }, [place]);
  const comments = useMarks(p.bulletin, p.language, p.text);
  const [asked, setAsked] = useState(0);
  const pick = (): Place => {
    const inSubject = document.activeElement === subject.current || lastField.current === 'subject';
    const chosen = inSubject ? chosenIn(subject.current) : (body.current?.chosen() ?? null);
    return { language: p.language, field: inSubject ? 'subject' : 'body', ...(chosen ?? wholeText) };
  };
  const write = (text: string) => p.onChange({ body: text });
  const n = [...p.text.body].length;
  const name = translate(`fb.language.${p.language}`);
  const label = `${translate('fb.bulletin.body')} (${name})`;
  const plain = p.plain || p.frozen;
  return (
    <Box
      sx={{ display: 'grid', gap: 2 }}
      lang={languageOf(p.language).tag}
      onKeyDown={(event) => {
        if (!isCommentKey(event)) return;
        event.preventDefault();
        setAsked((n) => n + 1);
      }}
    >
      <TextField
        label={`${translate('fb.bulletin.subject')} (${name})`}
        value={p.text.subject}
        onChange={(e) => p.onChange({ subject: e.target.value })}
        inputRef={subject}
        onFocus={() => {
          lastField.current = 'subject';
        }}
        fullWidth
      />
      <Box
        onFocus={() => {
          lastField.current = 'body';
        }}
      >
        {!p.frozen && (
          <FormControlLabel
            control={<Switch checked={p.plain} onChange={(e) => p.onPlain(e.target.checked)} />}
            label={translate('fb.writing.plain')}
          />
        )}
        {plain ? (
          <PlainField handle={attach} label={label} text={p.text.body} frozen={p.frozen} onChange={write} />
        ) : (
          <Suspense fallback={<Skeleton variant="rounded" height={344} />}>
            <RichField
              handle={attach}
              label={label}
              text={p.text.body}
              language={p.language}
              onChange={write}
              comments={comments}
            />
            <Typography variant="body2" color="text.secondary">
              {translate('fb.writing.hint')}
            </Typography>
          </Suspense>
        )}
        <Typography variant="body2" color={n > LONG ? 'warning.main' : 'text.secondary'}>
          {translate(`fb.bulletins.tools.${n > LONG ? 'lengthOver' : 'length'}`, { n: figure(n, locale) })}
        </Typography>
      </Box>
      {languageOf(p.language).readings && !p.frozen && (
        <PljaPanel text={p.text} japanese={p.japanese} stored={p.stored} onChange={p.onChange} onGo={go} />
      )}
      {p.missing && <Alert severity="warning">{translate(`fb.bulletins.tools.${p.missing}`)}</Alert>}
      <Findings findings={p.findings} onGo={go} />
      <CommentsDoor
        bulletin={p.bulletin}
        texts={{ [p.language]: p.text }}
        writing={{ asked, pick, stored: p.stored, onGo: show }}
      />
    </Box>
  );
};
