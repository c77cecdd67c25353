/** The rulebook: which event causes which mail, when, to whom, and what stops it. Read from the rules themselves. */

import ExpandIcon from '@mui/icons-material/ExpandMore';
import Accordion from '@mui/material/Accordion';
import AccordionDetails from '@mui/material/AccordionDetails';
import AccordionSummary from '@mui/material/AccordionSummary';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useTranslate } from 'react-admin';
import { Facts } from '../../parts/Facts.tsx';
import { Page } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';

type Letter = {
  type: string;
  to: string | readonly string[];
  timing: string;
  condition: string | null;
  switch: { name: string; on: boolean } | null;
};
type FollowUp = { type: string; schedule: string; condition: string | null; stops: string[] };
type Rule = {
  type: string;
  says: string | Record<string, string>;
  letters: Letter[];
  follow_ups: FollowUp[];
  none: unknown;
};
type Book = { system: string; events: Rule[] };

const words = (value: unknown): string =>
  typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);

const Event = ({ rule }: { rule: Rule }) => {
  const translate = useTranslate();
  return (
    <Accordion disableGutters slotProps={{ transition: { unmountOnExit: true } }}>
      <AccordionSummary expandIcon={<ExpandIcon />}>
        <Box>
          <Typography sx={{ fontWeight: 700, overflowWrap: 'anywhere' }}>{rule.type}</Typography>
          <Typography variant="body2" color="text.secondary">
            {rule.letters.map((l) => l.type).join(' · ') || translate('fb.rulebook.noLetters')}
          </Typography>
        </Box>
      </AccordionSummary>
      <AccordionDetails sx={{ display: 'grid', gap: 2 }}>
        {rule.letters.map((l) => (
          <Facts
            key={`${l.type}${words(l.to)}${l.timing}`}
            rows={[
              [
                'type',
                translate('fb.letter.type'),
                <a key="t" href={`#/mail-types/${l.type}`}>
                  {l.type}
                </a>,
              ],
              ['to', translate('fb.letter.to'), words(l.to)],
              ['timing', translate('fb.rulebook.timing'), l.timing],
              ['condition', translate('fb.rulebook.condition'), l.condition],
              [
                'switch',
                translate('fb.rulebook.switch'),
                l.switch && `${l.switch.name}: ${translate(l.switch.on ? 'fb.common.yes' : 'fb.common.no')}`,
              ],
            ]}
          />
        ))}
        {rule.follow_ups.map((f) => (
          <Facts
            key={`${f.type}${f.schedule}`}
            rows={[
              [
                'type',
                translate('fb.case.followUps'),
                <a key="t" href={`#/mail-types/${f.type}`}>
                  {f.type}
                </a>,
              ],
              ['schedule', translate('fb.rulebook.timing'), f.schedule],
              ['condition', translate('fb.rulebook.condition'), f.condition],
              ['stops', translate('fb.rulebook.stops'), f.stops.join(' · ')],
            ]}
          />
        ))}
      </AccordionDetails>
    </Accordion>
  );
};

const Rulebook = () => {
  const translate = useTranslate();
  const asked = useAsked<{ revision: string; systems: Book[] }>('/rulebook');
  const [text, setText] = useState('');
  const fits = (rule: Rule) => `${rule.type} ${rule.letters.map((l) => l.type).join(' ')}`.includes(text.trim());
  return (
    <Page
      title={translate('resources.rulebook.name', { smart_count: 2 })}
      intro={asked.data ? translate('fb.rulebook.intro', { revision: asked.data.revision }) : ''}
    >
      <TextField
        label={translate('fb.rulebook.filter')}
        value={text}
        onChange={(e) => setText(e.target.value)}
        sx={{ maxWidth: 480 }}
      />
      <Told asked={asked}>
        {asked.data?.systems.map((book) => {
          const rules = book.events.filter(fits);
          return rules.length === 0 ? null : (
            <Box component="section" key={book.system}>
              <Typography component="h2" variant="h6" sx={{ fontWeight: 700, mb: 1 }}>
                {book.system}
              </Typography>
              {rules.map((rule) => (
                <Event key={rule.type} rule={rule} />
              ))}
            </Box>
          );
        })}
      </Told>
    </Page>
  );
};
export default Rulebook;
