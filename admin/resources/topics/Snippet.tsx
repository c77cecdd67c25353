/** A link for other sites: topics are chosen, and the HTML is copied. */
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import { type Language, languages } from '../../../server/contract/codes.ts';
import type { Topic } from '../../../server/contract/console/topics.ts';
import { Part } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';

const Copied = ({ text }: { text: string }) => {
  const translate = useTranslate();
  const [copied, setCopied] = useState('');
  return (
    <>
      <TextField
        label={translate('fb.news.snippet.html')}
        value={text}
        multiline
        fullWidth
        slotProps={{ htmlInput: { readOnly: true, spellCheck: false } }}
      />
      <Button
        variant="outlined"
        sx={{ justifySelf: 'start' }}
        onClick={async () => {
          await navigator.clipboard.writeText(text);
          setCopied(text);
        }}
      >
        {translate(copied === text ? 'fb.factor.copied' : 'fb.factor.copy')}
      </Button>
    </>
  );
};

export const Snippet = ({ topics }: { topics: readonly Topic[] }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const [chosen, setChosen] = useState<string[]>([]);
  const [language, setLanguage] = useState<Language>('ja');
  const asked = useAsked('/topics/snippet', { topics: chosen.join(',') });
  return (
    <Part title={translate('fb.news.snippet.title')}>
      <div style={{ display: 'grid', gap: 16, maxWidth: 720 }}>
        <Typography>{translate('fb.news.snippet.intro')}</Typography>
        <TextField
          select
          label={translate('fb.news.snippet.topics')}
          value={chosen}
          onChange={(e) => setChosen(([] as string[]).concat(e.target.value))}
          slotProps={{ select: { multiple: true }, inputLabel: { shrink: true } }}
        >
          {topics.map((topic) => (
            <MenuItem key={topic.code} value={topic.code}>
              {topic.names[locale]}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label={translate('fb.news.snippet.language')}
          value={language}
          onChange={(e) => setLanguage(e.target.value as Language)}
        >
          {languages.map((one) => (
            <MenuItem key={one} value={one}>
              {translate(`fb.language.${one}`)}
            </MenuItem>
          ))}
        </TextField>
        <Told asked={asked}>{asked.data && <Copied text={asked.data[language].html} />}</Told>
      </div>
    </Part>
  );
};
