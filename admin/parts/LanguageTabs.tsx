/** The three languages: side by side on a wide screen, tabs on a phone. */

import { type Theme, useMediaQuery } from '@mui/material';
import Box from '@mui/material/Box';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import { type ReactNode, useState } from 'react';
import { useTranslate } from 'react-admin';
import { type Language, languages } from '../../server/contract/codes.ts';
import { apartOpen } from './apart.ts';

type Given = { children: (language: Language) => ReactNode; first?: Language; always?: boolean };

const columns = { display: 'grid', gridTemplateColumns: 'repeat(3, minmax(0, 1fr))', gap: 2 } as const;

/**
 * `first`: the language that a phone shows to begin with. `always`: tabs on a wide screen, too. A window that becomes wider or narrower
 * keeps what stands in the languages: an editor is not begun anew under the hand of whoever writes.
 */
export const LanguageTabs = ({ children, first = 'ja', always = false }: Given) => {
  const translate = useTranslate();
  const wide = useMediaQuery((theme: Theme) => theme.breakpoints.up('lg'));
  const [shown, setShown] = useState<Language>(first);
  const tabs = !wide || always;
  return (
    <Box>
      {tabs && (
        <Tabs
          value={shown}
          onChange={(_e, next: Language) => setShown(next)}
          variant="fullWidth"
          aria-label={translate('fb.languages')}
        >
          {languages.map((language) => (
            <Tab
              key={language}
              value={language}
              label={translate(`fb.language.${language}`)}
              sx={{ textTransform: 'none' }}
            />
          ))}
        </Tabs>
      )}
      <Box sx={tabs ? {} : columns}>
        {languages.map((language) => (
          <Box
            key={language}
            {...(tabs ? { role: 'tabpanel', hidden: shown !== language } : {})}
            sx={tabs ? { pt: 2, ...apartOpen } : apartOpen}
          >
            {children(language)}
          </Box>
        ))}
      </Box>
    </Box>
  );
};
