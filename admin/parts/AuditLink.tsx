/** From a thing to its lines in the audit log, for those who may read the log. */
import Button from '@mui/material/Button';
import { usePermissions, useTranslate } from 'react-admin';
import type { Right } from '../../server/contract/rights.ts';

/** `object`: as the log names it, for example 'letter:<public id>'. */
export const AuditLink = ({ object }: { object: string }) => {
  const translate = useTranslate();
  const { permissions = [] } = usePermissions<Right[]>();
  if (!permissions.includes('audit.see')) return null;
  return (
    <Button href={`#/audit?object=${encodeURIComponent(object)}`} sx={{ justifySelf: 'start' }}>
      {translate('fb.common.history')}
    </Button>
  );
};
