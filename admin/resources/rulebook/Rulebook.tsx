/** The rulebook: which event causes which mail, when, to whom, and what stops it. Read from the rules themselves. */

import ExpandIcon from '@mui/icons-material/ExpandMore';
import Accordion from '@mui/material/Accordion';
import AccordionDetails from '@mui/material/AccordionDetails';
import AccordionSummary from '@mui/material/AccordionSummary';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { BookShown, RuleShown } from '../../../server/contract/console/rulebook.ts';
import { Facts } from '../../parts/Facts.tsx';
import { Fold } from '../../parts/Fold.tsx';
import { Page } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';
import { EventPlay } from './EventPlay.tsx';

type Settings = BookShown['settings'];

/** A mail type by the name that staff know, leading to its sample. */
const TypeLink = ({ type }: { type: string }) => <a href={`#/mail-types/${type}`}>{useMailTypeNames()(type)}</a>;

/** What the event ends: mails that have not left, and follow-ups. */
const Ends = ({ rule }: { rule: RuleShown }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const typeName = useMailTypeNames();
  if (rule.effect === 'closes-case')
    return <Facts rows={[['all', translate('fb.rulebook.ends'), translate('fb.rulebook.endsAll')]]} />;
  return rule.ends.map((end) => (
    <Facts
      key={`${end.types.join()}${end.told?.en ?? ''}${String(end.lasts)}`}
      rows={[
        ['ends', translate('fb.rulebook.ends'), end.types.map(typeName).join(' · ')],
        ['condition', translate('fb.rulebook.condition'), end.told?.[locale]],
        [
          'lasts',
          translate('fb.rulebook.lasts'),
          end.lasts && translate('fb.rulebook.lastsUntil', { events: end.lasts.join(' · ') }),
        ],
      ]}
    />
  ));
};

/** What is in force for a system beside the rules. */
const InForce = ({ settings: s }: { settings: Settings }) => {
  const translate = useTranslate();
  const code = useCodeWords();
  const typeName = useMailTypeNames();
  const onOff = (on: boolean) => translate(on ? 'fb.rulebook.on' : 'fb.rulebook.off');
  const each = (pairs: [string, string][]) => pairs.map(([name, value]) => `${name}: ${value}`).join(' · ');
  return (
    <Box sx={{ mb: 2 }}>
      <Typography component="h3" sx={{ fontWeight: 700 }}>
        {translate('fb.rulebook.inForce')}
      </Typography>
      <Facts
        rows={[
          [
            'letters',
            translate('fb.rulebook.switch'),
            each(Object.entries(s.letters).map(([type, on]) => [typeName(type), onOff(on)])),
          ],
          [
            'languages',
            translate('fb.rulebook.languages'),
            each(Object.entries(s.languages).map(([role, l]) => [code.recipient(role), l])),
          ],
          [
            'links',
            translate('fb.rulebook.linkHosts'),
            s.linkHosts.join(' · ') || translate('fb.rulebook.linkHostsOfAgency'),
          ],
          [
            'strict',
            translate('fb.rulebook.strict'),
            translate(s.strict ? 'fb.rulebook.refused' : 'fb.rulebook.warned'),
          ],
          ['passwords', translate('fb.rulebook.passwords'), onOff(s.passwordMailInBulk)],
          ['certificate', translate('fb.rulebook.repeats'), onOff(s.reminderRepeatsCertificate)],
          ['results', translate('fb.rulebook.results'), onOff(s.resultReadyToApplicant)],
        ]}
      />
    </Box>
  );
};

const Event = ({ rule }: { rule: RuleShown }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const code = useCodeWords();
  const typeName = useMailTypeNames();
  const people = (to: string | readonly string[]) => [to].flat().map(code.recipient).join(' · ');
  return (
    <Accordion disableGutters slotProps={{ transition: { unmountOnExit: true } }}>
      <AccordionSummary expandIcon={<ExpandIcon />}>
        <Box>
          <Typography sx={{ fontWeight: 700, overflowWrap: 'anywhere' }}>{rule.says[locale]}</Typography>
          <Typography variant="body2" color="text.secondary">
            {rule.letters.map((l) => typeName(l.type)).join(' · ') || translate('fb.rulebook.noLetters')}
          </Typography>
        </Box>
      </AccordionSummary>
      <AccordionDetails sx={{ display: 'grid', gap: 2 }}>
        <Typography variant="body2" color="text.secondary" sx={{ overflowWrap: 'anywhere' }}>
          {translate('fb.rulebook.event')}: <code>{rule.type}</code>
        </Typography>
        {rule.letters.map((l) => (
          <Facts
            key={`${l.type}${people(l.to)}${l.timing}`}
            rows={[
              ['type', translate('fb.letter.type'), <TypeLink key="t" type={l.type} />],
              ['to', translate('fb.letter.to'), people(l.to)],
              ['timing', translate('fb.rulebook.timing'), l.told.timing[locale]],
              ['condition', translate('fb.rulebook.condition'), l.told.condition?.[locale]],
              [
                'switch',
                translate('fb.rulebook.switch'),
                l.switch && translate(l.switch.on ? 'fb.rulebook.on' : 'fb.rulebook.off'),
              ],
            ]}
          />
        ))}
        {rule.follow_ups.map((f) => (
          <Facts
            key={`${f.type}${f.schedule}`}
            rows={[
              ['type', translate('fb.case.followUps'), <TypeLink key="t" type={f.type} />],
              ['schedule', translate('fb.rulebook.timing'), f.told.schedule[locale]],
              ['condition', translate('fb.rulebook.condition'), f.told.condition?.[locale]],
              ['stops', translate('fb.rulebook.stops'), f.told.stops[locale].join(' · ')],
            ]}
          />
        ))}
        <Ends rule={rule} />
      </AccordionDetails>
    </Accordion>
  );
};

const Rulebook = () => {
  const translate = useTranslate();
  const asked = useAsked('/rulebook');
  const [text, setText] = useState('');
  const code = useCodeWords();
  const typeName = useMailTypeNames();
  const fits = ({ type, says, letters }: RuleShown) =>
    [type, says.ja, says.en, ...letters.flatMap((l) => [l.type, typeName(l.type)])]
      .join(' ')
      .toLowerCase()
      .includes(text.trim().toLowerCase());
  return (
    <Page
      title={translate('resources.rulebook.name', { smart_count: 2 })}
      intro={asked.data ? translate('fb.rulebook.intro', { revision: asked.data.revision }) : ''}
    >
      {asked.data && <EventPlay books={asked.data.systems.filter((book) => book.reported_by_keys)} />}
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
                {code.system(book.system)}
              </Typography>
              {book.reported_by_keys && <InForce settings={book.settings} />}
              <Fold title={translate('fb.play.event.type')} n={rules.length} open={text.trim() !== ''}>
                {rules.map((rule) => (
                  <Event key={rule.type} rule={rule} />
                ))}
              </Fold>
            </Box>
          );
        })}
      </Told>
    </Page>
  );
};
export default Rulebook;
