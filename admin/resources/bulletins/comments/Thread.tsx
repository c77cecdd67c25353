/** One comment with its answers: what it speaks of, where that stands now, and answering, closing, opening again. */

import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { BulletinComment } from '../../../../server/contract/console/bulletinComments.ts';
import { languageOf } from '../../../../server/languages/languages.ts';
import { readSigns, type Sign } from '../../../../server/letters/grammar.ts';
import { moment } from '../../../parts/moment.ts';
import type { CommentActs } from './useComments.ts';
import { WordsField } from './WordsField.tsx';

type Given = {
  comment: BulletinComment;
  acts: CommentActs;
  /** Null: this person only reads, or the bulletin has begun to leave. */
  may: boolean;
  onGo: ((comment: BulletinComment) => void) | null;
};

/** The words as one reads them, without the signs they are stored with. */
const seen = (quote: string): string => {
  const words = (signs: readonly Sign[]): string =>
    signs.map((sign) => (sign.kind === 'text' ? sign.text : words(sign.content))).join('');
  return quote
    .split('\n')
    .map((line) => words(readSigns(line, { bold: true })))
    .join('\n');
};

/** 'cli' is no name. */
const useNames = () => {
  const translate = useTranslate();
  return (by: string) => (by === 'cli' ? translate('fb.bulletins.history.cli') : by);
};

const Head = ({ comment, onGo }: Pick<Given, 'comment' | 'onGo'>) => {
  const translate = useTranslate();
  const { quote, place, language, field } = comment;
  const words = { language: translate(`fb.language.${language}`), field: translate(`fb.bulletin.${field}`) };
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
      <Typography variant="body2" color="text.secondary">
        {quote === ''
          ? translate('fb.writing.comments.whole', words)
          : translate('fb.writing.comments.at', { ...words, line: (place ?? comment.stood).line })}
      </Typography>
      {quote !== '' && place && onGo && (
        <Button size="small" onClick={() => onGo(comment)}>
          {translate('fb.writing.comments.go')}
        </Button>
      )}
    </Box>
  );
};

const Said = ({ by, at, words }: { by: string; at: number; words: string }) => {
  const locale = useLocale();
  const name = useNames();
  return (
    <Box>
      <Typography variant="body2" color="text.secondary">
        {name(by)} · {moment(at, locale)}
      </Typography>
      <Typography sx={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{words}</Typography>
    </Box>
  );
};

const Answering = ({ comment, acts, onDone }: Pick<Given, 'comment' | 'acts'> & { onDone: () => void }) => {
  const translate = useTranslate();
  const [words, setWords] = useState('');
  const send = async () => {
    if (await acts.answer(comment.id, words)) onDone();
  };
  return (
    <Box sx={{ display: 'grid', gap: 1 }}>
      <WordsField label={translate('fb.writing.comments.answerWords')} words={words} onWrite={setWords} />
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button size="small" variant="contained" disabled={acts.busy || words.trim() === ''} onClick={send}>
          {translate('fb.writing.comments.send')}
        </Button>
        <Button size="small" onClick={onDone}>
          {translate('fb.common.cancel')}
        </Button>
      </Box>
    </Box>
  );
};

const Buttons = ({ comment, acts, onAnswer }: Pick<Given, 'comment' | 'acts'> & { onAnswer: () => void }) => {
  const translate = useTranslate();
  const verb = comment.closed ? 'reopen' : 'close';
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      <Button size="small" onClick={onAnswer}>
        {translate('fb.writing.comments.answer')}
      </Button>
      <Button size="small" disabled={acts.busy} onClick={() => void acts[verb](comment.id)}>
        {translate(`fb.writing.comments.${verb}`)}
      </Button>
    </Box>
  );
};

export const Thread = ({ comment, acts, may, onGo }: Given) => {
  const translate = useTranslate();
  const locale = useLocale();
  const name = useNames();
  const [answers, setAnswers] = useState(false);
  const { quote, place, closed } = comment;
  return (
    <Box
      component="li"
      sx={{ borderLeft: 3, borderColor: closed ? 'divider' : 'warning.main', pl: 1.5, display: 'grid', gap: 1 }}
    >
      <Head comment={comment} onGo={onGo} />
      {quote !== '' && (
        <Typography
          component="blockquote"
          lang={languageOf(comment.language).tag}
          sx={{ m: 0, overflowWrap: 'anywhere', ...(place ? {} : { textDecoration: 'line-through' }) }}
        >
          「{seen(quote)}」
        </Typography>
      )}
      {place === null && <Typography variant="body2">{translate('fb.writing.comments.gone')}</Typography>}
      <Said {...comment} />
      {comment.answers.map((answer) => (
        <Box key={answer.id} sx={{ pl: 2 }}>
          <Said {...answer} />
        </Box>
      ))}
      {closed && (
        <Typography variant="body2" color="text.secondary">
          {translate('fb.writing.comments.closedBy', { by: name(closed.by), at: moment(closed.at, locale) })}
        </Typography>
      )}
      {answers ? (
        <Answering comment={comment} acts={acts} onDone={() => setAnswers(false)} />
      ) : (
        may && <Buttons comment={comment} acts={acts} onAnswer={() => setAnswers(true)} />
      )}
    </Box>
  );
};
