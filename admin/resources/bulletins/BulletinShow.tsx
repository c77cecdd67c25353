/** One bulletin: why it is where it is, what is to be decided now, what it says, and what became of it. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { useNavigate, useParams } from 'react-router-dom';
import { languages } from '../../../server/contract/codes.ts';
import type { Bulletin, Standstill } from '../../../server/contract/console/bulletins.ts';
import type { LastPage } from '../../../server/contract/console/bulletinWay.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { AuditLink } from '../../parts/AuditLink.tsx';
import { Fold } from '../../parts/Fold.tsx';
import { LanguageTabs } from '../../parts/LanguageTabs.tsx';
import { LetterPreview } from '../../parts/LetterPreview.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, usePageTitle } from '../../parts/Page.tsx';
import { StateChip } from '../../parts/StateChip.tsx';
import { Told } from '../../parts/Told.tsx';
import { Afterwards } from './Afterwards.tsx';
import { Comparison } from './Comparison.tsx';
import { CommentsDoor } from './comments/CommentsDoor.tsx';
import { Approving, Holding, Releasing, Submitting, useMay } from './Deciding.tsx';
import { Earlier } from './Earlier.tsx';
import { Facts } from './Facts.tsx';
import { History } from './History.tsx';
import { KindChip } from './KindChip.tsx';
import { DidGet, WouldGet } from './OnePerson.tsx';
import { WritingNow } from './Presence.tsx';
import { Recipients } from './Recipients.tsx';
import { SampleReader } from './SampleReader.tsx';
import { StandstillLine } from './StandstillLine.tsx';
import { type Acts, useBulletinActs } from './useBulletinActs.ts';
import { usePreview } from './usePreview.ts';
import { countedOnce, useBulletin, useLastPage, useWatched } from './useWay.ts';
import { Watching } from './Watching.tsx';

const Head = ({ bulletin }: { bulletin: Bulletin }) => {
  const translate = useTranslate();
  const locale = useLocale();
  usePageTitle(bulletin.title || translate('fb.bulletin.untitled'));
  return (
    <Box>
      <Typography component="h1" variant="h5" sx={{ fontWeight: 700, mb: 1, overflowWrap: 'anywhere' }}>
        {bulletin.title || translate('fb.bulletin.untitled')}
      </Typography>
      <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <StateChip state={bulletin.state} />
        <KindChip kind={bulletin.kind} />
        <Typography variant="body2" color="text.secondary">
          {translate('fb.bulletin.changedAt')}: {moment(bulletin.changedAt, locale)}
          {bulletin.finishedAt !== null &&
            ` · ${translate('fb.bulletin.finishedAt')}: ${moment(bulletin.finishedAt, locale)}`}
        </Typography>
      </Box>
    </Box>
  );
};

/** What is to be decided in this state. The facts stand before the button. */
type Deciding = { bulletin: Bulletin; page: LastPage | null; acts: Acts; mails: ReactNode };
/** `facts`: the last page, or that it is being counted; nobody decides before everything stands there. */
const Way = ({ bulletin, page, acts, mails, facts, drift }: Deciding & { facts: ReactNode; drift: number | null }) => {
  const given = { bulletin, page, acts };
  switch (bulletin.state) {
    case 'draft':
    case 'returned':
      return (
        <>
          {facts}
          <Submitting {...given} />
        </>
      );
    case 'submitted':
      return (
        <>
          {facts}
          {page && <Comparison page={page} />}
          {mails}
          <Approving {...given} />
        </>
      );
    case 'approved':
      return (
        <>
          {facts}
          {page && <Comparison page={page} />}
          {mails}
          <Releasing {...given} />
        </>
      );
    case 'scheduled':
    case 'held':
      return (
        <>
          <Holding {...given} drift={drift} />
          {facts}
        </>
      );
    default:
      return null;
  }
};

const Tests = ({ bulletin, acts }: { bulletin: Bulletin; acts: Acts }) => {
  const translate = useTranslate();
  const may = useMay();
  if (!may('bulletin.test')) return null;
  // Whoever reads a language without a text gets the Japanese one.
  const served = languages.filter((l) => bulletin.languages.includes(l) || bulletin.languages.includes('ja'));
  return (
    <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
      {served.map((language) => (
        <Button
          key={language}
          size="small"
          variant="outlined"
          onClick={() => acts.act('test', { language }, 'fb.bulletin.testSent', ({ to }) => ({ to }))}
        >
          {translate('fb.bulletin.test', { language: translate(`fb.language.${language}`) })}
        </Button>
      ))}
    </Box>
  );
};

const Mails = ({ bulletin, acts }: { bulletin: Bulletin; acts: Acts }) => {
  const translate = useTranslate();
  const previewed = usePreview(bulletin.texts, bulletin);
  const may = useMay();
  return (
    <Box component="section" sx={{ display: 'grid', gap: 1.5 }}>
      <Fold
        title={translate('fb.preview.title')}
        n={bulletin.languages.length}
        // Before it leaves, the mails are what is decided on.
        open={bulletin.startedAt === null}
        heading={
          <Typography component="h2" variant="h6">
            {translate('fb.preview.title')}
          </Typography>
        }
      >
        <Box sx={{ display: 'grid', gap: 1.5, minWidth: 0 }}>
          <Tests bulletin={bulletin} acts={acts} />
          <LanguageTabs>
            {(language) => {
              if (!previewed) return <Skeleton variant="rounded" height={320} />;
              const mail = previewed.previews[language];
              return mail ? (
                <LetterPreview mail={mail} title={translate(`fb.language.${language}`)} />
              ) : (
                <Alert severity="info">{translate('fb.preview.none')}</Alert>
              );
            }}
          </LanguageTabs>
          {may('reader.count') && <SampleReader prepare={async () => bulletin.id} />}
        </Box>
      </Fold>
    </Box>
  );
};

/** What each way to mend a standstill asks for. */
const mends: Record<NonNullable<Standstill['mend']>, Right> = {
  resume: 'bulletin.control',
  sendRest: 'bulletin.control',
  approve: 'bulletin.approve',
  release: 'bulletin.release',
  recall: 'bulletin.release',
  liftHold: 'delivery.control',
};

/** Whoever pressed a button at the foot of a long page sees there and then what came of it. */
const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'center' });

/** A bulletin that has moved is another page: it is read from where one decides. */
const useFollowed = (state: string) => {
  const before = useRef(state);
  useEffect(() => {
    if (before.current === state) return;
    before.current = state;
    document.getElementById('way')?.scrollIntoView({ block: 'nearest' });
  }, [state]);
};

const Shown = ({ bulletin, refetch }: { bulletin: Bulletin; refetch: () => void }) => {
  const counted = useLastPage(bulletin);
  const [looks, setLooks] = useState(0);
  const recount = () => {
    counted.again();
    setLooks((n) => n + 1);
  };
  const acts = useBulletinActs(bulletin.id, refetch, recount);
  const may = useMay();
  const navigate = useNavigate();
  const translate = useTranslate();
  const { page } = counted;
  const watched = useWatched(bulletin, looks);
  useFollowed(bulletin.state);
  const begun = bulletin.startedAt !== null;
  const told = countedOnce(bulletin, watched);
  const { only, standstill } = bulletin;
  // Where somebody decides, the mails stand before the button.
  const decided = bulletin.state === 'submitted' || bulletin.state === 'approved';
  const mails = <Mails bulletin={bulletin} acts={acts} />;
  const facts = <Told asked={counted}>{page && <Facts page={page} />}</Told>;
  const mend = (act: string) => {
    if (act === 'resume' || act === 'recall') void acts.act(act);
    else if (act === 'liftHold') navigate('/delivery');
    else document.getElementById('way')?.scrollIntoView({ behavior: 'smooth' });
  };
  // Who would be refused sees no button.
  const mayMend = standstill?.mend != null && may(mends[standstill.mend]);
  return (
    <Box sx={{ display: 'grid', gap: 3, py: 2, minWidth: 0, '& > *': { minWidth: 0 } }}>
      <Head bulletin={bulletin} />
      {(bulletin.state === 'draft' || bulletin.state === 'returned') && <WritingNow id={bulletin.id} />}
      {standstill && <StandstillLine standstill={standstill} onMend={mayMend ? mend : null} />}
      {acts.wrong && (
        <Alert severity="error" role="alert" ref={intoView}>
          {acts.wrong}
        </Alert>
      )}
      {only && watched?.parent && (
        <Alert severity="info">
          {translate(`fb.bulletins.${only.reached ? 'onlyReached' : 'onlyMissed'}`, { title: watched.parent.title })}
        </Alert>
      )}
      <Box id="way" sx={{ display: 'grid', gap: 3, minWidth: 0, '& > *': { minWidth: 0 } }}>
        {begun ? (
          <Watching bulletin={told} watched={watched} acts={acts} />
        ) : (
          <Way bulletin={bulletin} page={page} acts={acts} mails={mails} facts={facts} drift={watched?.drift ?? null} />
        )}
      </Box>
      {(begun || bulletin.state === 'cancelled') && <Afterwards bulletin={told} watched={watched} acts={acts} />}
      {begun && may('letter.find') && <Recipients id={bulletin.id} />}
      {begun ? may('letter.find') && <DidGet acts={acts} /> : may('reader.count') && <WouldGet acts={acts} />}
      {!decided && mails}
      {(!begun || bulletin.openComments > 0) && (
        <Box component="section" id="comments">
          <CommentsDoor bulletin={bulletin.id} texts={bulletin.texts} onMoved={refetch} />
        </Box>
      )}
      <History bulletin={bulletin} />
      <Earlier bulletin={bulletin} refetch={refetch} />
      <AuditLink object={`bulletin:${bulletin.id}`} />
    </Box>
  );
};

const BulletinShow = () => {
  const { id = '' } = useParams();
  const translate = useTranslate();
  const asked = useBulletin(id);
  const { bulletin, again } = asked;
  if (bulletin) return <Shown key={bulletin.id} bulletin={bulletin} refetch={again} />;
  return (
    <Page title={translate('resources.bulletins.name', { smart_count: 1 })}>
      <Told asked={asked}>{null}</Told>
    </Page>
  );
};
export default BulletinShow;
