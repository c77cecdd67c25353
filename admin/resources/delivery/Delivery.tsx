/** Delivery: what waits in each lane, the switches that stop it, relays, and the processes that live. It looks by itself. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Link from '@mui/material/Link';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useLocale, usePermissions, useTranslate } from 'react-admin';
import { lanes } from '../../../server/contract/codes.ts';
import type { Board } from '../../../server/contract/console/delivery.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { LaneRows } from '../../parts/LaneRows.tsx';
import { moment } from '../../parts/moment.ts';
import { Page, Part } from '../../parts/Page.tsx';
import { type Asking, ReasonDialog } from '../../parts/ReasonDialog.tsx';
import { Rows } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';
import { call } from '../../providers/http.ts';
import { Limits } from '../limits/Limits.tsx';
import { RelayCheck } from './RelayCheck.tsx';

const EVERY = 5000;
const kinds = ['everything', 'lane', 'relay', 'bulletin', 'type', 'domain', 'system'] as const;
type Kind = (typeof kinds)[number];

const NewHold = ({ board, again }: { board: Board; again: () => void }) => {
  const translate = useTranslate();
  const [kind, setKind] = useState<Kind>('lane');
  const [target, setTarget] = useState('');
  const [asking, setAsking] = useState<Asking | null>(null);
  const code = useCodeWords();
  const choices: Partial<Record<Kind, readonly string[]>> = {
    lane: lanes,
    relay: board.relays,
    domain: board.domains,
    system: board.systems,
  };
  const own = choices[kind];
  const goal = kind === 'everything' ? '*' : target;
  const wordOf = (one: string) => {
    if (kind === 'lane') return translate(`fb.delivery.laneNames.${one}`);
    if (kind === 'system') return code.system(one);
    return kind === 'domain' ? translate(`fb.limit.domains.${one}`, { _: one }) : one;
  };
  const words = target && wordOf(target);
  const ask = () =>
    setAsking({
      title: translate('fb.delivery.hold'),
      // What waits is counted by lanes alone: of the others no number is said.
      text: translate(kind === 'everything' || kind === 'lane' ? 'fb.delivery.holdAsk' : 'fb.delivery.holdAskPart', {
        what: `${translate(`fb.delivery.kinds.${kind}`)} ${kind === 'everything' ? '' : words}`.trim(),
        waiting: board.lanes.filter((l) => kind !== 'lane' || l.lane === target).reduce((n, l) => n + l.waiting, 0),
      }),
      go: translate('fb.delivery.hold'),
      reason: true,
      danger: true,
      run: async (reason) => {
        await call('POST', '/delivery/hold', { kind, target: goal, reason });
        again();
      },
    });
  return (
    <Box sx={{ display: 'flex', gap: 1.5, flexWrap: 'wrap', mt: 2 }}>
      <TextField
        select
        label={translate('fb.delivery.what')}
        value={kind}
        onChange={(e) => {
          setKind(e.target.value as Kind);
          setTarget('');
        }}
        sx={{ minWidth: 200 }}
      >
        {kinds.map((one) => (
          <MenuItem key={one} value={one}>
            {translate(`fb.delivery.kinds.${one}`)}
          </MenuItem>
        ))}
      </TextField>
      {kind !== 'everything' && (
        <TextField
          {...(own ? { select: true } : {})}
          label={translate('fb.delivery.which')}
          value={target}
          onChange={(e) => setTarget(e.target.value)}
          sx={{ minWidth: 220 }}
        >
          {own?.map((one) => (
            <MenuItem key={one} value={one}>
              {wordOf(one)}
            </MenuItem>
          ))}
        </TextField>
      )}
      <Button variant="outlined" color="error" onClick={ask} disabled={goal === ''}>
        {translate('fb.delivery.hold')}
      </Button>
      <ReasonDialog asking={asking} onClose={() => setAsking(null)} />
    </Box>
  );
};

/** What is held, by the name that staff know; a bulletin leads to its page. */
const Held = ({ hold }: { hold: Board['holds'][number] }) => {
  const translate = useTranslate();
  const typeName = useMailTypeNames();
  const code = useCodeWords();
  const kind = translate(`fb.delivery.kinds.${hold.kind}`);
  if (hold.kind === 'everything') return <>{kind}</>;
  if (hold.kind === 'bulletin') return <Link href={`#/bulletins/${hold.target}/show`}>{kind}</Link>;
  const names: Partial<Record<Kind, string>> = {
    lane: translate(`fb.delivery.laneNames.${hold.target}`),
    type: typeName(hold.target),
    domain: translate(`fb.limit.domains.${hold.target}`, { _: hold.target }),
    system: code.system(hold.target),
  };
  return <>{`${kind}: ${names[hold.kind] ?? hold.target}`}</>;
};

const Holds = ({ board, again }: { board: Board; again: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const may = permissions.includes('delivery.control');
  const { run, wrong } = useAct();
  return (
    <Part title={translate('fb.delivery.holds')}>
      {wrong.all && <Alert severity="error">{wrong.all}</Alert>}
      <Rows
        label={translate('fb.delivery.holds')}
        rows={board.holds}
        keyOf={(h) => `${h.kind}:${h.target}`}
        empty={{ title: translate('fb.delivery.noHolds'), ...(may && { text: translate('fb.delivery.noHoldsText') }) }}
        columns={[
          {
            name: 'what',
            label: translate('fb.delivery.what'),
            show: (h) => <Held hold={h} />,
          },
          { name: 'reason', label: translate('fb.reason.label'), show: (h) => h.reason },
          {
            name: 'at',
            label: translate('fb.delivery.since'),
            show: (h) => moment(h.heldAt, locale),
          },
          { name: 'by', label: translate('fb.delivery.by'), show: (h) => h.name ?? h.actor },
          {
            name: 'act',
            label: translate('fb.common.actions'),
            show: (h) =>
              may ? (
                <Button
                  variant="contained"
                  onClick={() =>
                    void run(async () => {
                      await call('POST', '/delivery/release', { kind: h.kind, target: h.target });
                      again();
                    })
                  }
                >
                  {translate('fb.delivery.release')}
                </Button>
              ) : null,
          },
        ]}
      />
      {may && <NewHold board={board} again={again} />}
    </Part>
  );
};

const Delivery = () => {
  const translate = useTranslate();
  const locale = useLocale();
  const asked = useAsked('/delivery', {}, { every: EVERY });
  const { permissions = [] } = usePermissions<Right[]>();
  const board = asked.data;
  return (
    <Page title={translate('resources.delivery.name', { smart_count: 2 })}>
      <Told asked={asked}>
        {board && (
          <>
            {board.holds.some((h) => h.kind === 'everything') && (
              <Alert severity="warning">{translate('fb.delivery.allHeld')}</Alert>
            )}
            <Part title={translate('fb.delivery.lanes')}>
              <LaneRows lanes={board.lanes} />
            </Part>
            <Holds board={board} again={asked.again} />
            <Limits />
            <Part title={translate('fb.delivery.workers')}>
              <Rows
                label={translate('fb.delivery.workers')}
                rows={board.workers}
                keyOf={(w) => w.id}
                empty={{ title: translate('fb.delivery.noWorkers'), text: translate('fb.delivery.noWorkersText') }}
                columns={[
                  { name: 'host', label: translate('fb.delivery.host'), show: (w) => w.host },
                  { name: 'roles', label: translate('fb.delivery.roles'), show: (w) => w.roles },
                  {
                    name: 'alive',
                    label: translate('fb.letter.state'),
                    show: (w) => (
                      <Chip
                        size="small"
                        variant="outlined"
                        color={w.alive ? 'success' : 'error'}
                        label={translate(w.alive ? 'fb.delivery.alive' : 'fb.delivery.dead')}
                      />
                    ),
                  },
                  { name: 'beat', label: translate('fb.delivery.beat'), show: (w) => moment(w.beatAt, locale) },
                ]}
              />
            </Part>
            <Part title={translate('fb.delivery.relays')}>
              {board.relays.length === 0 ? translate('fb.delivery.mailbox') : board.relays.join(' · ')}
              {board.relays.length > 0 && permissions.includes('delivery.control') && <RelayCheck />}
            </Part>
          </>
        )}
      </Told>
    </Page>
  );
};
export default Delivery;
