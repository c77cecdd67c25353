/** Plain Japanese in the editor: the whole check with its score and the changes that help most; a proposal is refused and stays refused. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { memo, useCallback, useRef, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Finding } from '../../../server/contract/console/bulletins.ts';
import type { PljaChecked } from '../../../server/contract/console/plja.ts';
import { useAct } from '../../parts/useAct.ts';
import { call } from '../../providers/http.ts';
import { Findings } from '../bulletins/Findings.tsx';
import { DraftButton } from './DraftButton.tsx';
import { ReadingsButton, type WrittenText } from './ReadingsButton.tsx';

/** It is told what is written when it asks, not at each key. */
type Given = {
  now: () => WrittenText;
  /** The Japanese text, of which a draft is made. */
  japanese: () => WrittenText;
  noSource: boolean;
  empty: boolean;
  /** Stores what is written and answers its id; null when it cannot be stored. */
  stored: () => Promise<string | null>;
  onChange: (text: WrittenText) => void;
  onGo: (finding: Finding) => void;
};

const Changes = ({ changes }: { changes: PljaChecked['changes'] }) => {
  const translate = useTranslate();
  const locale = useLocale();
  if (changes.length === 0) return null;
  return (
    <Box component="ol" sx={{ m: 0, pl: 3 }} aria-label={translate('fb.plja.changes')}>
      {changes.map((c) => (
        <li key={c.ja}>
          {translate('fb.plja.change', { what: locale === 'en' ? c.en : c.ja, places: c.places, score: c.score })}
        </li>
      ))}
    </Box>
  );
};

/** Findings that are shown at first. */
const FIRST = 20;

export const PljaPanel = memo((p: Given) => {
  const translate = useTranslate();
  const { run, wrong, busy } = useAct();
  const [checked, setChecked] = useState<PljaChecked | null>(null);
  const look = async () => {
    const bulletin = await p.stored();
    const got = await run(() => call('POST', '/plja/check', { ...p.now(), bulletin }));
    if (got) setChecked(got);
  };
  const decide = async (path: '/plja/refuse' | '/plja/take-back', { rule, found }: Finding) => {
    const bulletin = await p.stored();
    if (!bulletin) return;
    if (await run(() => call('POST', path, { bulletin, rule, found }))) await look();
  };
  const latest = useRef(decide);
  latest.current = decide;
  const refuse = useCallback(
    (f: Finding) =>
      f.level === 'warning' && (
        <Button size="small" onClick={() => void latest.current('/plja/refuse', f)}>
          {translate('fb.plja.refuse')}
        </Button>
      ),
    [translate],
  );
  const takeBack = useCallback(
    (f: Finding) => (
      <Button size="small" onClick={() => void latest.current('/plja/take-back', f)}>
        {translate('fb.plja.takeBack')}
      </Button>
    ),
    [translate],
  );
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'start' }}>
        <ReadingsButton now={p.now} onChange={p.onChange} />
        <Button size="small" variant="outlined" onClick={() => void look()} disabled={busy}>
          {translate('fb.plja.check')}
        </Button>
        <DraftButton japanese={p.japanese} noSource={p.noSource} empty={p.empty} onTake={p.onChange} />
      </Box>
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      {checked && (
        <Box component="section" aria-label={translate('fb.plja.check')} sx={{ display: 'grid', gap: 1 }}>
          <Typography role="status" sx={{ fontWeight: 700 }}>
            {translate('fb.plja.score', { score: checked.score })}
          </Typography>
          <Changes changes={checked.changes} />
          <Findings findings={checked.findings} onGo={p.onGo} beside={refuse} first={FIRST} />
          {checked.refused.length > 0 && (
            <details>
              <summary>{translate('fb.plja.refused', { n: checked.refused.length })}</summary>
              <Findings findings={checked.refused} onGo={p.onGo} beside={takeBack} />
            </details>
          )}
        </Box>
      )}
    </Box>
  );
});
