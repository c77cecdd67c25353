/** Beside the word it is about: its reading is asked (Enter accepts the proposal), where a link leads, or which block comes here; or a comment is read. Escape leaves all as it was. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Paper from '@mui/material/Paper';
import TextField from '@mui/material/TextField';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { isWebUrl } from '../../../../server/letters/grammar.ts';
import { useAsked } from '../../../parts/useAsked.ts';
import { call } from '../../../providers/http.ts';
import { useBlockWords } from '../../blocks/useBlockWords.ts';
import { linkTo, putBlock, readAs, type Word, wordIn } from './acts.ts';
import { hiraganaOnly, readingIn } from './reading.ts';
import type { Asking, Rich } from './useRich.ts';

const WIDTH = 300;

/** Back to the text. */
const leave = (rich: Rich) => {
  rich.setBox(null);
  rich.run(() => true);
};

/** The bar with the buttons at the window's lower edge lies over what stands there. */
const BAR = 84;

/** Above the words where it would reach below the window and there is more room; grows with what is loaded into it, and stays in sight. */
const useAbove = (top: number | undefined, bottom: number | undefined) => {
  const paper = useRef<HTMLDivElement>(null);
  const [above, setAbove] = useState(false);
  useLayoutEffect(() => {
    const box = paper.current;
    if (!box) return;
    const look = () => {
      const below = window.innerHeight - BAR - (bottom ?? 0);
      setAbove(top !== undefined && box.offsetHeight > below && top > below);
    };
    const sizes = new ResizeObserver(() => {
      look();
      box.scrollIntoView({ block: 'nearest' });
    });
    look();
    sizes.observe(box);
    return () => sizes.disconnect();
  }, [top, bottom]);
  return { paper, above };
};

const Beside = (p: { rich: Rich; at: number; onKeyDown: (event: KeyboardEvent) => void; children: ReactNode }) => {
  const { rich } = p;
  const spot = rich.at(p.at);
  const room = rich.place.current?.parentElement?.getBoundingClientRect();
  const left = spot && room ? Math.max(0, Math.min(spot.left - room.left, room.width - WIDTH)) : 0;
  // Where it stood when it was opened: scrolling later moves it with the text.
  const [opened] = useState(spot);
  const { paper, above } = useAbove(opened?.top, opened?.bottom);
  return (
    <Paper
      ref={paper}
      elevation={4}
      onKeyDown={p.onKeyDown}
      sx={{
        position: 'absolute',
        left,
        ...(above && spot && room
          ? { bottom: room.bottom - spot.top + 4 }
          : { top: spot && room ? spot.bottom - room.top + 4 : 48 }),
        scrollMarginBlock: `64px ${BAR}px`,
        width: WIDTH,
        maxWidth: '100%',
        p: 1.5,
        zIndex: 3,
        // A shadow alone is not seen on a dark page.
        border: 1,
        borderColor: 'divider',
        display: 'grid',
        gap: 1.5,
      }}
    >
      {p.children}
    </Paper>
  );
};

const Frame = (p: { rich: Rich; at: number; onDone: () => void; children: ReactNode }) => {
  const translate = useTranslate();
  const keys = (event: KeyboardEvent) => {
    // Enter that ends the conversion of a word is no answer yet.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') leave(p.rich);
    else if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) p.onDone();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <Beside rich={p.rich} at={p.at} onKeyDown={keys}>
      {p.children}
      <Box sx={{ display: 'flex', gap: 1 }}>
        <Button size="small" variant="contained" onClick={p.onDone}>
          {translate('fb.writing.take')}
        </Button>
        <Button size="small" onClick={() => leave(p.rich)}>
          {translate('fb.writing.leave')}
        </Button>
      </Box>
    </Beside>
  );
};

/** What the dictionary proposes for the word where it stands; '' when it knows nothing or cannot be asked. */
const useProposal = (word: Word): string | null => {
  const [proposal, setProposal] = useState<string | null>(word.reading || null);
  useEffect(() => {
    if (word.reading) return;
    let here = true;
    call('POST', '/plja/readings', { text: word.line })
      .then(({ text }) => here && setProposal(readingIn(text, word)))
      .catch(() => here && setProposal(''));
    return () => {
      here = false;
    };
  }, [word]);
  return proposal;
};

const ReadingBox = ({ box, rich }: { box: Extract<Asking, { kind: 'reading' }>; rich: Rich }) => {
  const translate = useTranslate();
  const proposal = useProposal(box.word);
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? proposal ?? '';
  const reading = hiraganaOnly(value);
  const wrong = value !== '' && reading === null;
  const done = () => {
    // Nothing was proposed yet: wait for it.
    if (wrong || (typed === null && proposal === null)) return;
    const before = rich.state()?.doc.content.size ?? 0;
    rich.run(readAs(box.word, reading ?? ''));
    const state = rich.state();
    const until = box.until + (state?.doc.content.size ?? 0) - before;
    const next = state && wordIn(state.doc, state.selection.from, until, true);
    rich.setBox(next && next.from < until ? { kind: 'reading', word: next, until } : null);
  };
  return (
    <Frame rich={rich} at={box.word.from} onDone={done}>
      <TextField
        autoFocus
        size="small"
        label={translate('fb.writing.readingOf', { word: box.word.word })}
        value={value}
        onChange={(e) => setTyped(e.target.value)}
        error={wrong}
        helperText={translate(wrong ? 'fb.writing.notHiragana' : 'fb.writing.readingHelp')}
        slotProps={{ htmlInput: { lang: 'ja', autoComplete: 'off', spellCheck: false } }}
      />
    </Frame>
  );
};

const LinkBox = ({ box, rich }: { box: Extract<Asking, { kind: 'link' }>; rich: Rich }) => {
  const translate = useTranslate();
  const [href, setHref] = useState(box.href);
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  // Brackets would end the address where it is stored.
  const address = href.trim().replaceAll('(', '%28').replaceAll(')', '%29');
  const right = isWebUrl(address) || (address === '' && box.from < box.to);
  const done = () => {
    setTried(true);
    if (!right) return;
    rich.run(linkTo(box.from, box.to, address, words.trim() || address));
    rich.setBox(null);
  };
  return (
    <Frame rich={rich} at={box.from} onDone={done}>
      <TextField
        autoFocus
        size="small"
        label={translate('fb.writing.address')}
        value={href}
        onChange={(e) => setHref(e.target.value)}
        error={tried && !right}
        helperText={translate(tried && !right ? 'fb.writing.noAddress' : 'fb.writing.addressHelp')}
        slotProps={{ htmlInput: { inputMode: 'url', autoComplete: 'off', spellCheck: false } }}
      />
      {box.from === box.to && (
        <TextField
          size="small"
          label={translate('fb.bulletins.tools.linkWords')}
          value={words}
          onChange={(e) => setWords(e.target.value)}
        />
      )}
    </Frame>
  );
};

const BlockBox = ({ box, rich }: { box: Extract<Asking, { kind: 'block' }>; rich: Rich }) => {
  const word = useBlockWords();
  const asked = useAsked('/blocks');
  const blocks = (asked.data?.data ?? []).filter(({ retired }) => !retired);
  const [chosen, setChosen] = useState('');
  const name = chosen || (blocks[0]?.name ?? '');
  const done = () => {
    if (name === '') return;
    rich.run(putBlock(name));
    rich.setBox(null);
  };
  return (
    <Frame rich={rich} at={box.from} onDone={done}>
      <TextField
        autoFocus
        select
        size="small"
        label={word('which')}
        value={name}
        onChange={(e) => setChosen(e.target.value)}
        helperText={asked.data && blocks.length === 0 ? word('none') : ''}
        slotProps={{ select: { native: true }, inputLabel: { shrink: true } }}
      >
        {blocks.map((b) => (
          <option key={b.id} value={b.name}>
            {b.note ? `${b.name} – ${b.note}` : b.name}
          </option>
        ))}
      </TextField>
    </Frame>
  );
};

type Comment = (id: string) => ReactNode;
const CommentBox = (p: { box: Extract<Asking, { kind: 'comment' }>; rich: Rich; comment: Comment }) => {
  const translate = useTranslate();
  const { box, rich } = p;
  const inside = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (box.byKey) inside.current?.focus();
  }, [box.byKey]);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    leave(rich);
  };
  return (
    <Beside rich={rich} at={box.from} onKeyDown={keys}>
      <Box ref={inside} tabIndex={-1} role="dialog" aria-label={translate('fb.writing.comments.title')}>
        {p.comment(box.id)}
        <Button size="small" onClick={() => leave(rich)}>
          {translate('fb.writing.comments.back')}
        </Button>
      </Box>
    </Beside>
  );
};

export const InPlace = ({ box, rich, comment }: { box: Asking; rich: Rich; comment: Comment }) => {
  if (box.kind === 'comment') return <CommentBox box={box} rich={rich} comment={comment} />;
  if (box.kind === 'reading') return <ReadingBox box={box} rich={rich} />;
  return box.kind === 'link' ? <LinkBox box={box} rich={rich} /> : <BlockBox box={box} rich={rich} />;
};
