/** Topics as groups with choices, and how many people they reach now. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import FormControlLabel from '@mui/material/FormControlLabel';
import Typography from '@mui/material/Typography';
import { memo, useEffect, useState } from 'react';
import { useGetList, useLocale, useTranslate } from 'react-admin';
import type { InputOf } from '../../../server/contract/console/table.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import { figure, moment } from '../../parts/moment.ts';
import { call } from '../../providers/http.ts';
import type { Form } from './form.ts';
import { useDomainWord } from './useDomainWord.ts';

export type Reach = {
  total: number;
  languages: Record<string, number>;
  domains: Record<string, number>;
  at: number;
  excludedAtMost: number;
  leaves: { at: number; moved: boolean; now: number } | null;
};

/** Whom the choice reaches, at once; the exact number comes with the submission. */
/** `mends`: it corrects an emergency, so no quiet hours move it. */
export const useReach = ({ topics, exclude, plannedAt, kind }: Form, mends: boolean): Reach | null => {
  const [reach, setReach] = useState<Reach | null>(null);
  const key = JSON.stringify({ topics, exclude, plannedAt, kind, ...(mends ? { urgent: true } : {}) });
  useEffect(() => {
    let current = true;
    const wish = JSON.parse(key) as InputOf<'POST', '/bulletins/audience'>;
    if (wish.topics.length === 0 && wish.plannedAt == null) setReach(null);
    else
      call('POST', '/bulletins/audience', wish)
        .then((r) => current && setReach(r))
        .catch(() => current && setReach(null));
    return () => {
      current = false;
    };
  }, [key]);
  return reach;
};

/** Nothing chosen reaches nobody; it never means everybody. */
export const ReachLine = memo(({ reach, chosen }: { reach: Reach | null; chosen: number }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const domain = useDomainWord();
  if (!reach || chosen === 0) return <Alert severity="info">{translate('fb.audience.none')}</Alert>;
  const parts = Object.entries(reach.languages).map(
    ([l, n]) => `${translate(`fb.language.${l}`)} ${figure(n, locale)}`,
  );
  return (
    <Alert severity={reach.total === 0 ? 'warning' : 'success'} icon={false}>
      {translate('fb.audience.reach', { people: figure(reach.total, locale) })}
      {parts.length > 0 && ` (${parts.join(' · ')})`}
      <Typography variant="body2">
        {Object.entries(reach.domains)
          .map(([d, n]) => `${domain(d)} ${figure(n, locale)}`)
          .join(' · ')}
        {` · ${translate('fb.bulletins.facts.counted', { at: moment(reach.at, locale) })}`}
      </Typography>
      {reach.excludedAtMost > 0 && (
        <Typography variant="body2">
          {translate('fb.bulletins.plan.excludedAtMost', { people: figure(reach.excludedAtMost, locale) })}
        </Typography>
      )}
    </Alert>
  );
});

/** Open when something in it is chosen; taking the last one out does not close it under the hand. */
const Group = (p: { topics: readonly Topic[]; chosen: readonly string[]; onToggle: (code: string) => void }) => {
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const picked = p.topics.filter((t) => p.chosen.includes(t.code)).length;
  const [open, setOpen] = useState(picked > 0);
  useEffect(() => {
    if (picked > 0) setOpen(true);
  }, [picked]);
  return (
    <Box
      component="details"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      sx={{ border: 1, borderColor: 'divider', borderRadius: 2, px: 2, py: 1 }}
    >
      <Box component="summary" sx={{ cursor: 'pointer', py: '10px', fontWeight: 700 }}>
        {p.topics[0]?.groupNames[locale]} {picked > 0 && `(${picked})`}
      </Box>
      {p.topics.map((t) => (
        <FormControlLabel
          key={t.code}
          sx={{ display: 'flex' }}
          control={<Checkbox checked={p.chosen.includes(t.code)} onChange={() => p.onToggle(t.code)} />}
          label={`${t.names[locale]} (${figure(t.readers, locale)})`}
        />
      ))}
    </Box>
  );
};

type Given = { chosen: readonly string[]; onChange: (codes: string[]) => void };

/** Not drawn anew for what is typed. */
export const TopicPicker = memo(({ chosen, onChange }: Given) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const { data: all = [] } = useGetList<Topic>('topics', { pagination: { page: 1, perPage: 500 } });
  const data = all.filter((t) => t.retiredAt === null);
  const groups = [...new Set(data.map((t) => t.group))];
  const ended = all.filter((t) => t.retiredAt !== null && chosen.includes(t.code));
  const replace = (topic: Topic) =>
    onChange([...new Set(chosen.map((code) => (code === topic.code ? (topic.into ?? code) : code)))]);
  const toggle = (code: string) =>
    onChange(chosen.includes(code) ? chosen.filter((c) => c !== code) : [...chosen, code]);
  return (
    <Box component="fieldset" sx={{ border: 0, p: 0, m: 0 }}>
      <Typography component="legend" variant="subtitle1" sx={{ fontWeight: 700, mb: 1 }}>
        {translate('fb.bulletin.topics')}
      </Typography>
      {ended.map((t) => (
        <Alert
          key={t.code}
          severity="warning"
          sx={{ mb: 1 }}
          action={
            <Button color="inherit" onClick={() => replace(t)}>
              {translate('fb.bulletins.topic.replace', {
                into: all.find((other) => other.code === t.into)?.names[locale] ?? '',
              })}
            </Button>
          }
        >
          {t.names[locale]}: {translate('fb.bulletins.topic.gone')}
        </Alert>
      ))}
      <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 1, alignItems: 'start' }}>
        {groups.map((group) => (
          <Group key={group} topics={data.filter((t) => t.group === group)} chosen={chosen} onToggle={toggle} />
        ))}
      </Box>
    </Box>
  );
});
