/** One mail type with sample values, in three languages, by the renderer that also sends. */
import Alert from '@mui/material/Alert';
import { useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import type { MailTypeShown } from '../../../server/contract/console/mailTypes.ts';
import { LanguageTabs } from '../../parts/LanguageTabs.tsx';
import { LetterPreview } from '../../parts/LetterPreview.tsx';
import { Page } from '../../parts/Page.tsx';
import { Told } from '../../parts/Told.tsx';
import { useAsked } from '../../parts/useAsked.ts';
import { useMailTypeNames } from '../../parts/useMailTypeNames.ts';

const MailTypeShow = () => {
  const { id } = useParams();
  const translate = useTranslate();
  const typeName = useMailTypeNames();
  const asked = useAsked<MailTypeShown>(`/mail-types/${id}`);
  return (
    <Page title={typeName(id ?? '')} intro={translate('fb.mailType.sample', { id })}>
      <Told asked={asked}>
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
