/** What is in force for each application system beside the rulebook: letters, languages, switches, sender name, link hosts, addresses for answers. */
import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import type { Right } from '../../../server/contract/rights.ts';
import { Page } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { ReplyAddresses } from './ReplyAddresses.tsx';
import { SenderDomains } from './SenderDomains.tsx';
import { SystemLanguages } from './SystemLanguages.tsx';
import { SystemSwitches } from './SystemSwitches.tsx';
import { SystemTexts } from './SystemTexts.tsx';

const SystemList = () => {
  const translate = useTranslate();
  const words = useCodeWords();
  const { permissions = [] } = usePermissions<Right[]>();
  const asked = useAsked('/systems');
  const [chosen, setChosen] = useState('ras2');
  const all = asked.data?.data ?? [];
  const shown = all.find((one) => one.id === chosen);
  const given = { may: permissions.includes('setting.write'), again: asked.again };
  return (
    <Page title={translate('resources.systems.name', { smart_count: 2 })} intro={translate('fb.systems.intro')}>
      <Told asked={asked}>
        <TextField
          select
          label={translate('fb.case.system')}
          value={chosen}
          onChange={(e) => setChosen(e.target.value)}
          sx={{ maxWidth: 400 }}
        >
          {all.map(({ id }) => (
            <MenuItem key={id} value={id}>
              {words.system(id)}
            </MenuItem>
          ))}
        </TextField>
        {shown && (
          // What was typed for one system is never saved for another.
          <Box key={shown.id} sx={{ display: 'grid', gap: 3, gridTemplateColumns: 'minmax(0, 1fr)' }}>
            <SystemSwitches system={shown} {...given} />
            <SystemLanguages system={shown} {...given} />
            <SystemTexts system={shown} {...given} />
            <ReplyAddresses system={shown} {...given} />
          </Box>
        )}
      </Told>
      <SenderDomains />
    </Page>
  );
};
export default SystemList;
