/** One press puts all readings in. What is unsure is asked, word by word; the whole press can be taken back. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { memo, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Unsure } from '../../../server/contract/console/plja.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';

export type WrittenText = { subject: string; body: string };
type Field = keyof WrittenText;
type Question = Unsure & { field: Field };

const offsetOf = (text: string, { line, column }: Pick<Unsure, 'line' | 'column'>) =>
  text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, l) => sum + l.length + 1, 0) +
  column -
  1;

/** The text with another reading for this word; null when somebody has changed the place meanwhile. */
const withReading = (text: string, asked: Unsure, reading: string): string | null => {
  const at = offsetOf(text, asked);
  const before = asked.word + (asked.reading ? `(${asked.reading})` : '');
  if (text.slice(at, at + before.length) !== before) return null;
  return `${text.slice(0, at)}${asked.word}(${reading})${text.slice(at + before.length)}`;
};

/** Questions after one was answered: those behind it in its line move by as much as the reading grew. */
const moved = (questions: readonly Question[], answered: Question, by: number): Question[] =>
  questions
    .filter((q) => q !== answered)
    .map((q) =>
      q.field === answered.field && q.line === answered.line && q.column > answered.column
        ? { ...q, column: q.column + by }
        : q,
    );

const Asked = (p: { questions: readonly Question[]; onChoose: (question: Question, reading: string) => void }) => {
  const translate = useTranslate();
  return (
    <Box component="ul" sx={{ m: 0, pl: 0, listStyle: 'none', display: 'grid', gap: 1 }}>
      {p.questions.map((q) => (
        <Box component="li" key={`${q.field}-${q.line}-${q.column}`}>
          <Typography variant="body2" component="span" sx={{ mr: 1 }}>
            {translate('fb.plja.asked', { word: q.word, field: translate(`fb.bulletin.${q.field}`), line: q.line })}
          </Typography>
          {q.choices.map((choice) => (
            <Button
              key={choice}
              size="small"
              variant="outlined"
              sx={{ mr: 1, mb: 0.5 }}
              onClick={() => p.onChoose(q, choice)}
            >
              {choice}
            </Button>
          ))}
          {q.choices.length === 0 && (
            <Typography variant="body2" component="span">
              {translate('fb.plja.writeIt')}
            </Typography>
          )}
        </Box>
      ))}
    </Box>
  );
};

const isSame = (a: WrittenText, b: WrittenText) => a.subject === b.subject && a.body === b.body;

/** Both fields with their readings. Who writes on meanwhile is asked for again, so that nothing typed is overwritten. */
const readingsOf = async (now: () => WrittenText) => {
  for (;;) {
    const text = now();
    const ask = (given: string) => call('POST', '/plja/readings', { text: given });
    const [subject, body] = await Promise.all([ask(text.subject), ask(text.body)]);
    if (isSame(text, now())) return { text, subject, body };
  }
};

/** `now`: what is written at this moment. */
type Given = { now: () => WrittenText; onChange: (text: WrittenText) => void };

export const ReadingsButton = memo(({ now, onChange }: Given) => {
  const translate = useTranslate();
  const { run, wrong, busy } = useAct();
  const [before, setBefore] = useState<WrittenText | null>(null);
  const [said, setSaid] = useState<{ added: number; questions: Question[] } | null>(null);
  const suggest = async () => {
    const got = await run(() => readingsOf(now));
    if (!got) return;
    const { text, subject, body } = got;
    setBefore(text);
    setSaid({
      added: subject.added + body.added,
      questions: [
        ...subject.unsure.map((u) => ({ ...u, field: 'subject' as const })),
        ...body.unsure.map((u) => ({ ...u, field: 'body' as const })),
      ],
    });
    onChange({ subject: subject.text, body: body.text });
  };
  const choose = (question: Question, reading: string) => {
    const text = now();
    const next = withReading(text[question.field], question, reading);
    if (!said) return;
    const by = next === null ? 0 : next.length - text[question.field].length;
    setSaid({ ...said, questions: moved(said.questions, question, by) });
    if (next !== null) onChange({ ...text, [question.field]: next });
  };
  const takeBack = () => {
    if (before) onChange(before);
    setBefore(null);
    setSaid(null);
  };
  return (
    <Box sx={{ display: 'grid', gap: 1, justifyItems: 'start' }}>
      <Button size="small" variant="outlined" onClick={suggest} disabled={busy}>
        {translate('fb.plja.readings')}
      </Button>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      {said && (
        <Alert
          severity={said.questions.length > 0 ? 'warning' : 'info'}
          role="status"
          action={
            before && (
              <Button size="small" onClick={takeBack}>
                {translate('fb.bulletins.tools.undo')}
              </Button>
            )
          }
        >
          {translate('fb.plja.readingsDone', { added: said.added })}
          {said.questions.length > 0 && (
            <>
              <Typography sx={{ mt: 1, mb: 1 }}>{translate('fb.plja.sureOf', { n: said.questions.length })}</Typography>
              <Asked questions={said.questions} onChoose={choose} />
            </>
          )}
        </Alert>
      )}
    </Box>
  );
});
