/** Two people wrote: both versions side by side, and a choice per language and for recipients and time; a text may be put together by hand. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useGetList, useLocale, useTranslate } from 'react-admin';
import { type Language, languages } from '../../../server/contract/codes.ts';
import type { Bulletin, BulletinLine } from '../../../server/contract/console/bulletins.ts';
import { figure, moment } from '../../parts/moment.ts';
import { ByHand } from './ByHand.tsx';
import { type Form, formOf, type Text } from './form.ts';
import { useTopicNames } from './useTopicNames.ts';

type Side = 'mine' | 'theirs' | 'hand';
type Part = Language | 'plan';

/** All that is no text: one choice, because kind, recipients and time are decided together. */
const planOf = ({ texts: _, ...plan }: Form) => plan;
const partOf = (form: Form, part: Part) => (part === 'plan' ? planOf(form) : form.texts[part]);

const box = {
  m: 0,
  p: 1.5,
  border: 1,
  borderColor: 'divider',
  borderRadius: 2,
  fontFamily: 'inherit',
  maxHeight: 260,
  overflow: 'auto',
} as const;

const Version = ({ text }: { text: Text }) => (
  <Box component="pre" tabIndex={0} sx={{ ...box, whiteSpace: 'pre-wrap' }}>
    <strong>{text.subject}</strong>
    {'\n\n'}
    {text.body}
  </Box>
);

const PlanVersion = ({ form, other }: { form: Form; other: Form }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const topics = useTopicNames();
  const { data: editions = [] } = useGetList<BulletinLine>('bulletins', { pagination: { page: 1, perPage: 50 } });
  const excluded = editions.find((b) => b.id === form.exclude)?.title ?? form.exclude;
  const lines: [keyof Form, string, string][] = [
    ['kind', 'kind.choose', translate(`fb.bulletins.kind.${form.kind}`)],
    ['topics', 'facts.topics', topics(form.topics)],
    ['exclude', 'plan.exclude', excluded ?? translate('fb.bulletins.plan.excludeNone')],
    ['plannedAt', 'plan.at', moment(form.plannedAt, locale)],
    ['waveSize', 'plan.wave', figure(form.waveSize, locale)],
    ['keptOut', 'plan.keptOut', translate(form.keptOut ? 'fb.common.yes' : 'fb.common.no')],
  ];
  const differs = (key: keyof Form) => JSON.stringify(form[key]) !== JSON.stringify(other[key]);
  return (
    <Box component="dl" tabIndex={0} sx={box}>
      {lines.map(([key, name, value]) => (
        <Box key={key}>
          <Typography component="dt" variant="body2" color="text.secondary">
            {translate(`fb.bulletins.${name}`)}
          </Typography>
          <Box component="dd" sx={{ m: 0, mb: 0.5, fontWeight: differs(key) ? 700 : 400 }}>
            {value || '–'}
          </Box>
        </Box>
      ))}
    </Box>
  );
};

export const Conflict = (p: { mine: Form; theirs: Bulletin; onSettle: (form: Form) => void }) => {
  const translate = useTranslate();
  const [byHand, setByHand] = useState(p.mine.texts);
  const forms = { mine: p.mine, theirs: formOf(p.theirs), hand: { ...p.mine, texts: byHand } };
  const parts: Part[] = [...languages, 'plan'];
  const differing = parts.filter(
    (part) => JSON.stringify(partOf(forms.mine, part)) !== JSON.stringify(partOf(forms.theirs, part)),
  );
  const [sides, setSides] = useState<Partial<Record<Part, Side>>>({});
  const side = (part: Part): Side => sides[part] ?? 'mine';
  const settle = () => {
    const texts = Object.fromEntries(languages.map((l) => [l, forms[side(l)].texts[l]])) as Form['texts'];
    p.onSettle({ ...planOf(forms[side('plan')]), texts });
  };
  const nameOf = (part: Part) => translate(part === 'plan' ? 'fb.bulletins.conflict.plan' : `fb.language.${part}`);
  const version = (part: Part, which: 'mine' | 'theirs') =>
    part === 'plan' ? (
      <PlanVersion form={forms[which]} other={forms[which === 'mine' ? 'theirs' : 'mine']} />
    ) : (
      <Version text={forms[which].texts[part]} />
    );
  return (
    <Dialog open fullWidth maxWidth="lg" aria-labelledby="conflict-title">
      <DialogTitle id="conflict-title">{translate('fb.bulletins.conflict.title')}</DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 2 }}>
        <Typography>{translate('fb.bulletins.conflict.text')}</Typography>
        {differing.map((part) => (
          <Box key={part} component="fieldset" sx={{ border: 0, p: 0, m: 0, minWidth: 0 }}>
            <Typography component="legend" sx={{ fontWeight: 700 }}>
              {nameOf(part)}
            </Typography>
            <RadioGroup
              value={side(part)}
              onChange={(_e, value) => setSides({ ...sides, [part]: value as Side })}
              sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 2 }}
            >
              {(['mine', 'theirs'] as const).map((which) => (
                <Box key={which} sx={{ minWidth: 0 }}>
                  <FormControlLabel
                    value={which}
                    control={<Radio />}
                    label={translate(`fb.bulletins.conflict.${which}${part === 'plan' ? 'Plan' : ''}`)}
                  />
                  {version(part, which)}
                </Box>
              ))}
              {part !== 'plan' && (
                <FormControlLabel
                  value="hand"
                  control={<Radio />}
                  label={translate('fb.bulletins.conflict.hand')}
                  sx={{ gridColumn: '1 / -1' }}
                />
              )}
            </RadioGroup>
            {part !== 'plan' && side(part) === 'hand' && (
              <ByHand
                name={nameOf(part)}
                mine={forms.mine.texts[part]}
                theirs={forms.theirs.texts[part]}
                text={byHand[part]}
                onChange={(text) => setByHand((texts) => ({ ...texts, [part]: text }))}
              />
            )}
          </Box>
        ))}
        {differing.length === 0 && <Typography>{translate('fb.bulletins.conflict.same')}</Typography>}
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={settle}>
          {translate('fb.bulletins.conflict.keep')}
        </Button>
      </DialogActions>
    </Dialog>
  );
};
