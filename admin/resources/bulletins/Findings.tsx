/** What the checkers say of one text; a click puts the cursor at the place. */
import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import WarningIcon from '@mui/icons-material/WarningAmber';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import type { ReactNode } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Finding } from '../../../server/contract/console/bulletins.ts';

type Given = {
  findings: readonly Finding[];
  /** Leads to the place; absent where the text cannot be written on. */
  onGo?: (finding: Finding) => void;
  /** Beside each finding: what else can be done with it. */
  beside?: (finding: Finding) => ReactNode;
};

export const Findings = ({ findings, onGo, beside }: Given) => {
  const locale = useLocale();
  const translate = useTranslate();
  if (findings.length === 0) return null;
  return (
    <List dense aria-label={translate('fb.checks.title')}>
      {findings.map((f) => {
        const key = `${f.field}-${f.line}-${f.column}-${f.rule}-${f.found}`;
        const said = (
          <>
            <ListItemIcon sx={{ minWidth: 36 }}>
              {f.level === 'error' ? <ErrorIcon color="error" /> : <WarningIcon color="warning" />}
            </ListItemIcon>
            <ListItemText
              primary={locale === 'en' ? f.en : f.ja}
              secondary={`${f.mend ? `${locale === 'en' ? f.mend.en : f.mend.ja} ` : ''}${translate(`fb.checks.${f.level}`)} · ${translate(`fb.bulletin.${f.field}`)} ${f.line}:${f.column}`}
            />
          </>
        );
        return onGo ? (
          <ListItem key={key} disablePadding sx={{ flexWrap: 'wrap' }}>
            <ListItemButton onClick={() => onGo(f)}>{said}</ListItemButton>
            {beside?.(f)}
          </ListItem>
        ) : (
          <ListItem key={key}>{said}</ListItem>
        );
      })}
    </List>
  );
};
