/** Topics by group: worded, ordered, made and ended here. What ends shows until when it can be taken back. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useNotify, usePermissions, useTranslate } from 'react-admin';
import type { Topic } from '../../../server/contract/console/topics.ts';
import type { Right } from '../../../server/contract/rights.ts';
import { Fold } from '../../parts/Fold.tsx';
import { Page, Part } from '../../parts/Page.tsx';
import { Empty } from '../../parts/Rows.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAct } from '../../parts/useAct.ts';
import { useAsked } from '../../parts/useAsked.ts';
import { call } from '../../providers/http.ts';
import { Changes } from './Changes.tsx';
import { Ended } from './Ended.tsx';
import { EndTopic } from './EndTopic.tsx';
import { moved, orderOf } from './order.ts';
import { Snippet } from './Snippet.tsx';
import { TopicForm, type Wording } from './TopicForm.tsx';
import { TopicLine } from './TopicLine.tsx';

const TopicList = () => {
  const translate = useTranslate();
  const notify = useNotify();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { permissions = [] } = usePermissions<Right[]>();
  const may = permissions.includes('topic.write');
  const asked = useAsked('/topics');
  const groups = useAsked('/topics/groups');
  const [wording, setWording] = useState<Wording | null>(null);
  const [ending, setEnding] = useState<Topic | null>(null);
  const { run, wrong, busy } = useAct();
  const [back, setBack] = useState<(() => void) | null>(null);
  const all = asked.data?.data ?? [];
  const live = all.filter((t) => t.retiredAt === null);
  const kinds = groups.data?.data ?? [];
  const again = () => {
    asked.again();
    groups.again();
  };
  const put = async (order: ReturnType<typeof orderOf>) => {
    const before = orderOf(kinds, live);
    const done = await run(() => call('POST', '/topics/order', { groups: order }));
    if (!done) return;
    again();
    setBack(() => () => void run(() => call('POST', '/topics/order', { groups: before })).then(again));
  };
  const actions = may && (
    <>
      <Button variant="outlined" onClick={() => setWording({ kind: 'newGroup' })}>
        {translate('fb.bulletins.topic.newGroup')}
      </Button>
      <Button variant="contained" onClick={() => setWording({ kind: 'new' })} disabled={kinds.length === 0}>
        {translate('fb.bulletins.topic.new')}
      </Button>
    </>
  );
  return (
    <Page
      title={translate('resources.topics.name', { smart_count: 2 })}
      intro={translate('fb.bulletins.topic.intro')}
      actions={actions}
    >
      <Changes topics={all} may={may} onUndone={again} />
      {wrong.all && (
        <Alert severity="error" role="alert">
          {wrong.all}
        </Alert>
      )}
      {back && (
        <Alert
          severity="success"
          action={
            <Button
              color="inherit"
              onClick={() => {
                back();
                setBack(null);
              }}
            >
              {translate('fb.bulletins.topic.undoOrder')}
            </Button>
          }
        >
          {translate('fb.bulletins.topic.ordered')}
        </Alert>
      )}
      <Told asked={asked.loading ? asked : groups}>
        {kinds.length === 0 && <Empty title={translate('fb.bulletins.topic.noGroups')} go={actions} />}
        {kinds.map((group, at) => {
          const own = live.filter((t) => t.group === group.code);
          return (
            <Part
              key={group.id}
              title={group.names[locale]}
              actions={
                may && (
                  <Box sx={{ display: 'flex', gap: 1, flexWrap: 'wrap' }}>
                    <Button
                      sx={{ minWidth: 44 }}
                      disabled={busy || at === 0}
                      onClick={() => void put(moved(orderOf(kinds, live), { group: group.code }, -1))}
                      aria-label={translate('fb.bulletins.topic.upName', { name: group.names[locale] })}
                    >
                      ↑
                    </Button>
                    <Button
                      sx={{ minWidth: 44 }}
                      disabled={busy || at === kinds.length - 1}
                      onClick={() => void put(moved(orderOf(kinds, live), { group: group.code }, 1))}
                      aria-label={translate('fb.bulletins.topic.downName', { name: group.names[locale] })}
                    >
                      ↓
                    </Button>
                    <Button variant="outlined" onClick={() => setWording({ kind: 'group', group })}>
                      {translate('fb.bulletins.topic.reword')}
                    </Button>
                  </Box>
                )
              }
            >
              {own.length === 0 && <Typography>{translate('fb.bulletins.topic.noTopics')}</Typography>}
              <Fold
                title={translate('resources.topics.name', { smart_count: own.length })}
                n={own.length}
                open={kinds.length === 1}
              >
                <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
                  {own.map((topic, n) => (
                    <TopicLine
                      key={topic.id}
                      topic={topic}
                      may={may}
                      onMove={
                        busy
                          ? null
                          : (by) => void put(moved(orderOf(kinds, live), { group: group.code, topic: topic.code }, by))
                      }
                      first={n === 0}
                      last={n === own.length - 1}
                      onReword={() => setWording({ kind: 'topic', topic })}
                      onEnd={() => setEnding(topic)}
                    />
                  ))}
                </Box>
              </Fold>
            </Part>
          );
        })}
        <Snippet topics={live} />
        <Ended topics={all.filter((t) => t.retiredAt !== null)} all={all} />
      </Told>
      {wording && (
        <TopicForm
          wording={wording}
          groups={kinds}
          onClose={(done) => {
            setWording(null);
            if (done) {
              again();
              notify('fb.bulletins.topic.saved', { type: 'success' });
            }
          }}
        />
      )}
      {ending && (
        <EndTopic
          topic={ending}
          topics={live}
          onClose={(done) => {
            setEnding(null);
            if (done) again();
          }}
        />
      )}
    </Page>
  );
};
export default TopicList;
