/** What the checkers say of one text; a click puts the cursor at the place. */
import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import WarningIcon from '@mui/icons-material/WarningAmber';
import List from '@mui/material/List';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import { useLocale, useTranslate } from 'react-admin';
import type { Finding } from '../../../server/contract/console/bulletins.ts';

export const Findings = ({ findings, onGo }: { findings: readonly Finding[]; onGo: (finding: Finding) => void }) => {
  const locale = useLocale();
  const translate = useTranslate();
  if (findings.length === 0) return null;
  return (
    <List dense aria-label={translate('fb.checks.title')}>
      {findings.map((f) => (
        <ListItemButton key={`${f.field}-${f.line}-${f.column}-${f.rule}-${f.found}`} onClick={() => onGo(f)}>
          <ListItemIcon sx={{ minWidth: 36 }}>
            {f.level === 'error' ? <ErrorIcon color="error" /> : <WarningIcon color="warning" />}
          </ListItemIcon>
          <ListItemText
            primary={locale === 'en' ? f.en : f.ja}
            secondary={`${translate(`fb.checks.${f.level}`)} · ${translate(`fb.bulletin.${f.field}`)} ${f.line}:${f.column}`}
          />
        </ListItemButton>
      ))}
    </List>
  );
};
