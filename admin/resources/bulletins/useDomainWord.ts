/** A class of recipient domains in words. */
import { useTranslate } from 'react-admin';

export const useDomainWord = () => {
  const translate = useTranslate();
  return (name: string): string =>
    name === 'other' ? translate('fb.bulletins.facts.other') : translate(`fb.limit.domains.${name}`, { _: name });
};
