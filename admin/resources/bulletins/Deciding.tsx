/** The buttons before the first mail: ask for approval, approve or return, send, stop. Each says what it does. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useLocale, usePermissions, useRedirect, useTranslate } from 'react-admin';
import type { Bulletin } from '../../../server/contract/console/bulletins.ts';
import type { LastPage } from '../../../server/contract/console/bulletinWay.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { figure } from '../../parts/moment.ts';
import { BreakGlass } from './BreakGlass.tsx';
import { countdown } from './times.ts';
import type { Acts } from './useBulletinActs.ts';

type Given = { bulletin: Bulletin; page: LastPage | null; acts: Acts };
const row = { display: 'flex', gap: 1.5, flexWrap: 'wrap', alignItems: 'center' } as const;
export const useMay = () => {
  const { permissions = [] } = usePermissions<Right[]>();
  return (right: Right) => permissions.includes(right);
};

/** Comments that nobody has closed do not stop anybody, but are read first. */
const OpenComments = ({ bulletin }: Pick<Given, 'bulletin'>) => {
  const translate = useTranslate();
  const { openComments } = bulletin;
  if (openComments === 0) return null;
  const look = () => document.getElementById('comments')?.scrollIntoView({ block: 'start' });
  return (
    <Alert severity="warning" action={<Button onClick={look}>{translate('fb.writing.comments.read')}</Button>}>
      {translate('fb.writing.comments.warn', { n: openComments, smart_count: openComments })}
    </Alert>
  );
};

export const Submitting = ({ bulletin, page, acts }: Given) => {
  const translate = useTranslate();
  const redirect = useRedirect();
  const may = useMay();
  const [ticked, setTicked] = useState(false);
  const errors = page?.checks.errors ?? 0;
  const warnings = page?.checks.warnings ?? 0;
  const submit = () =>
    acts.act(
      'submit',
      { revision: bulletin.revision, warningsTicked: ticked },
      'fb.bulletins.submit.asked',
      ({ asked }) => ({ names: asked.join(', ') }),
    );
  const discarding = {
    title: translate('fb.bulletins.submit.discardTitle'),
    text: translate('fb.bulletins.submit.discardAsk'),
    go: translate('fb.bulletins.submit.discard'),
    danger: true as const,
    run: async () => {
      if (await acts.act('discard', {}, 'fb.bulletins.submit.discarded')) redirect('list', 'bulletins');
    },
  };
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      <OpenComments bulletin={bulletin} />
      {errors > 0 && <Alert severity="error">{translate('fb.bulletins.submit.errors')}</Alert>}
      {errors === 0 && warnings > 0 && may('bulletin.submit') && (
        <FormControlLabel
          control={<Checkbox checked={ticked} onChange={(e) => setTicked(e.target.checked)} />}
          label={translate('fb.bulletins.submit.tick')}
        />
      )}
      <Box sx={row}>
        {may('bulletin.submit') && (
          <Button
            variant="contained"
            disabled={acts.busy || !page || errors > 0 || (warnings > 0 && !ticked)}
            onClick={submit}
          >
            {translate('fb.bulletins.submit.go')}
          </Button>
        )}
        {may('bulletin.write') && (
          <Button variant="outlined" onClick={() => redirect('edit', 'bulletins', bulletin.id)}>
            {translate('fb.bulletin.edit')}
          </Button>
        )}
        {bulletin.kind === 'emergency' && may('bulletin.emergency') && page && (
          <BreakGlass bulletin={bulletin} people={page.reach.total} acts={acts} />
        )}
        {may('bulletin.write') && <AskButton color="error" asking={discarding} />}
      </Box>
    </Box>
  );
};

const Reopen = ({ acts }: { acts: Acts }) => {
  const translate = useTranslate();
  const asking = {
    title: translate('fb.bulletins.approve.reopenTitle'),
    text: translate('fb.bulletins.approve.reopenAsk'),
    go: translate('fb.bulletins.approve.reopen'),
    run: () => acts.act('reopen', {}, 'fb.bulletins.approve.reopened'),
  };
  return <AskButton asking={asking} />;
};

/** Approved is not sent: whoever approves may still give it back, until the first mail leaves. */
const GiveBack = ({ acts }: { acts: Acts }) => {
  const translate = useTranslate();
  const may = useMay();
  if (!may('bulletin.approve')) return null;
  const asking = {
    title: translate('fb.bulletins.approve.backTitle'),
    text: translate('fb.bulletins.approve.backText'),
    go: translate('fb.bulletins.approve.back'),
    reason: true as const,
    run: (comment: string) => acts.act('return', { comment }, 'fb.bulletins.approve.returned'),
  };
  return <AskButton variant="outlined" asking={asking} />;
};

export const Approving = ({ bulletin, page, acts }: Given) => {
  const translate = useTranslate();
  const may = useMay();
  const [comment, setComment] = useState('');
  if (!may('bulletin.approve')) return <Box sx={row}>{may('bulletin.write') && <Reopen acts={acts} />}</Box>;
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      <Typography component="h2" variant="h6">
        {translate('fb.bulletins.approve.title')}
      </Typography>
      <OpenComments bulletin={bulletin} />
      {bulletin.own && <Alert severity="info">{translate('fb.bulletins.approve.own')}</Alert>}
      <TextField
        label={translate('fb.bulletins.approve.comment')}
        value={comment}
        onChange={(e) => setComment(e.target.value)}
        multiline
        minRows={2}
        fullWidth
      />
      <Box sx={row}>
        <Button
          variant="contained"
          disabled={acts.busy || !page || bulletin.own}
          onClick={() =>
            acts.act(
              'approve',
              { hash: page?.hash ?? '', ...(comment ? { comment } : {}) },
              'fb.bulletins.approve.done',
            )
          }
        >
          {translate('fb.bulletins.approve.go')}
        </Button>
        <Button
          variant="outlined"
          disabled={acts.busy || comment.trim() === ''}
          onClick={() => acts.act('return', { comment }, 'fb.bulletins.approve.returned')}
        >
          {translate('fb.bulletins.approve.back')}
        </Button>
        {may('bulletin.write') && <Reopen acts={acts} />}
      </Box>
    </Box>
  );
};

export const Releasing = ({ bulletin, page, acts }: Given) => {
  const translate = useTranslate();
  const locale = useLocale();
  const may = useMay();
  const [typed, setTyped] = useState('');
  if (!page) return null;
  const people = figure(page.reach.total, locale);
  const number = typed.trim() === '' ? null : Number(typed.normalize('NFKC').replace(/[,\s]/g, ''));
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      <OpenComments bulletin={bulletin} />
      {page.typed && may('bulletin.release') && (
        <>
          <Alert severity="warning">{translate('fb.bulletins.release.type')}</Alert>
          <TextField
            label={translate('fb.bulletins.release.number')}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
            slotProps={{ htmlInput: { inputMode: 'numeric', autoComplete: 'off' } }}
            sx={{ maxWidth: 240 }}
          />
        </>
      )}
      <Box sx={row}>
        {may('bulletin.release') && (
          <Button
            variant="contained"
            disabled={acts.busy || (page.typed && number !== page.reach.total)}
            onClick={() =>
              acts.act(
                'release',
                { hash: page.hash, people: page.typed ? number : page.reach.total },
                'fb.bulletins.release.done',
              )
            }
          >
            {translate(bulletin.kind === 'drill' ? 'fb.bulletins.release.drill' : 'fb.bulletins.release.go', {
              people,
            })}
          </Button>
        )}
        <GiveBack acts={acts} />
        {may('bulletin.write') && <Reopen acts={acts} />}
      </Box>
    </Box>
  );
};

/** What is left of the hold, second by second, and the way to stop it. */
export const Holding = ({ bulletin, page, acts, drift }: Given & { drift: number | null }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const may = useMay();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const at = bulletin.standstill?.at ?? null;
  const cancelling = {
    title: translate('fb.bulletins.hold.cancelTitle'),
    text: translate('fb.bulletins.hold.cancelAsk', { people: page ? figure(page.reach.total, locale) : '…' }),
    go: translate('fb.bulletins.hold.cancel'),
    stay: translate('fb.bulletins.hold.stay'),
    danger: true as const,
    run: () => acts.act('cancel', {}, 'fb.bulletin.cancelDone'),
  };
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      {bulletin.state === 'held' && at !== null && drift !== null && (
        <Typography role="timer" sx={{ fontSize: 32, fontWeight: 700 }}>
          {translate('fb.bulletins.hold.left', { time: countdown(at - now - drift) })}
        </Typography>
      )}
      <Typography>{translate('fb.bulletins.hold.waiting')}</Typography>
      <Box sx={row}>
        {may('bulletin.release') && (
          <Button
            variant="contained"
            color="warning"
            onClick={() => acts.act('recall', {}, 'fb.bulletins.hold.recalled')}
          >
            {translate('fb.bulletins.hold.recall')}
          </Button>
        )}
        <GiveBack acts={acts} />
        {may('bulletin.control') && <AskButton color="error" asking={cancelling} />}
      </Box>
    </Box>
  );
};
