/** The mail and the page about new terms, as readers will see them, in three languages. */
import { useTranslate } from 'react-admin';
import type { TermsPreviews } from '../../../server/contract/console/subscriptionTerms.ts';
import { LanguageTabs } from '../../parts/LanguageTabs.tsx';
import { LetterPreview } from '../../parts/LetterPreview.tsx';
import { Part } from '../../parts/Page.tsx';

export const Previews = ({ previews }: { previews: TermsPreviews }) => {
  const translate = useTranslate();
  return (
    <>
      {(['mail', 'page'] as const).map((which) => (
        <Part key={which} title={translate(`fb.terms.${which}`)}>
          <LanguageTabs always>
            {(language) => {
              const shown = previews[which][language];
              return shown && <LetterPreview mail={shown} title={translate(`fb.language.${language}`)} />;
            }}
          </LanguageTabs>
        </Part>
      ))}
    </>
  );
};
