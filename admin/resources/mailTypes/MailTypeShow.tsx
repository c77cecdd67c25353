/** One mail type with sample values, in three languages, by the renderer that also sends. */
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useLocale, useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { MailTypeShown } from '../../../server/contract/console/mailTypes.ts';
import { LanguageTabs } from '../../parts/LanguageTabs.tsx';
import { LetterPreview } from '../../parts/LetterPreview.tsx';
import { Page, Part } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useCodeWords } from '../../parts/useCodeWords.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';

const UsedBy = ({ rules }: { rules: MailTypeShown['rules'] }) => {
  const translate = useTranslate();
  const locale = useLocale() === 'en' ? 'en' : 'ja';
  const words = useCodeWords();
  return (
    <Part title={translate('fb.usedBy.title')}>
      {rules.length === 0 ? (
        <Typography>{translate('fb.usedBy.none')}</Typography>
      ) : (
        <Box component="ul" sx={{ m: 0, pl: 3 }}>
          {rules.map((rule) => (
            <li key={`${rule.system}${rule.event}${rule.how}${rule.to}`}>
              {translate(`fb.usedBy.${rule.how}`, {
                system: words.system(rule.system),
                says: rule.says[locale],
                to: words.recipient(rule.to),
              })}
            </li>
          ))}
        </Box>
      )}
    </Part>
  );
};

const MailTypeShow = () => {
  const { id } = useParams();
  const translate = useTranslate();
  const typeName = useMailTypeNames();
  const asked = useAsked(`/mail-types/${id}`);
  return (
    <Page title={typeName(id ?? '')} intro={translate('fb.mailType.sample', { id })}>
      <Told asked={asked}>
        <UsedBy rules={asked.data?.rules ?? []} />
        <LanguageTabs>
          {(language) => {
            const mail = asked.data?.previews[language];
            return mail ? (
              <LetterPreview mail={{ ...mail, fallback: null }} title={translate(`fb.language.${language}`)} />
            ) : (
              <Alert severity="info">{translate('fb.preview.none')}</Alert>
            );
          }}
        </LanguageTabs>
      </Told>
    </Page>
  );
};
export default MailTypeShow;
