/** The text as readers will see it, and written as such: headings, lists, links and ruby stand as themselves. What is stored is the plain form. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import type { Language } from '../../../../server/contract/codes.ts';
import { languageOf } from '../../../../server/languages/languages.ts';
import { useBlockWords } from '../../blocks/useBlockWords.ts';
import type { Chosen } from '../comments/chosen.ts';
import { InPlace } from './InPlace.tsx';
import { look } from './look.ts';
import type { CommentMark } from './marks.ts';
import { RichTools } from './RichTools.tsx';
import { type Rich, useRich } from './useRich.ts';

/** Shows and selects words of the stored text; `line` and `column` count from 1. */
export type Field = {
  select: (line: number, column: number, words: string) => void;
  /** The words that are chosen, or the line where one writes. */
  chosen: () => Chosen;
};

type Given = {
  handle: (field: Field | null) => void;
  label: string;
  text: string;
  language: Language;
  onChange: (text: string) => void;
  /** False: no block can be put in. */
  blocks?: boolean;
  /** Comments at words of this text, and how one is shown beside them. */
  comments?: { marks: readonly CommentMark[]; shown: (id: string) => ReactNode };
};

/** Heard, not seen. */
const heard = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' } as const;

/** What a reader of the screen hears when a word with its reading, or a block, is chosen. */
const Said = ({ rich }: { rich: Rich }) => {
  const translate = useTranslate();
  const words = useBlockWords();
  const { word, block, comment } = rich.shown;
  return (
    <Box sx={heard} aria-live="polite">
      {word ? translate('fb.writing.chosen', { word: word.word, reading: word.reading }) : ''}
      {block ? words('chosen', { name: block }) : ''}
      {comment ? translate('fb.writing.comments.here', { words: comment }) : ''}
    </Box>
  );
};

const none: readonly CommentMark[] = [];

const RichField = ({ handle, ...p }: Given) => {
  const translate = useTranslate();
  const place = useRef<HTMLDivElement>(null);
  const [ready, setReady] = useState(false);
  const ruby = languageOf(p.language).readings;
  const rich = useRich(place, { ...p, marks: p.comments?.marks ?? none });
  const { select, chosen } = rich;
  useEffect(() => {
    setReady(true);
    handle({ select, chosen });
    return () => handle(null);
  }, [handle, select, chosen]);
  return (
    <Box sx={{ position: 'relative' }}>
      {ready && (
        <RichTools
          shown={rich.shown}
          run={rich.run}
          askLink={rich.askLink}
          askReading={rich.askReading}
          askBlock={rich.askBlock}
          ruby={ruby}
          blocks={p.blocks !== false}
        />
      )}
      <Box role="status">
        {rich.left.length > 0 && (
          <Alert severity="info" onClose={rich.forgetLeft} closeText={translate('fb.writing.close')} sx={{ mb: 1 }}>
            {translate('fb.writing.left', {
              what: rich.left.map((one) => translate(`fb.writing.leftOut.${one}`)).join(translate('fb.writing.comma')),
            })}
          </Alert>
        )}
      </Box>
      <Box ref={place} sx={look} />
      {rich.box && (
        <InPlace key={JSON.stringify(rich.box)} box={rich.box} rich={rich} comment={(id) => p.comments?.shown(id)} />
      )}
      <Said rich={rich} />
    </Box>
  );
};
export default RichField;
