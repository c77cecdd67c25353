/** What the checkers say of one text; a click puts the cursor at the place. */
import ErrorIcon from '@mui/icons-material/ErrorOutlined';
import WarningIcon from '@mui/icons-material/WarningAmber';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import List from '@mui/material/List';
import ListItem from '@mui/material/ListItem';
import ListItemButton from '@mui/material/ListItemButton';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import { memo, type ReactNode, useState } from 'react';
import { useLocale, useTranslate } from 'react-admin';
import type { Finding } from '../../../server/contract/console/bulletins.ts';
import { apart } from '../../parts/apart.ts';

type Given = {
  findings: readonly Finding[];
  /** Leads to the place; absent where the text cannot be written on. */
  onGo?: (finding: Finding) => void;
  /** Beside each finding: what else can be done with it. */
  beside?: (finding: Finding) => ReactNode;
  /** So many at first, the others by a press: where one writes, a long text has hundreds. Without it all. */
  first?: number;
};

const OneFinding = memo(({ finding: f, onGo, beside }: Omit<Given, 'findings' | 'first'> & { finding: Finding }) => {
  const locale = useLocale();
  const translate = useTranslate();
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
    <ListItem disablePadding sx={{ flexWrap: 'wrap' }}>
      <ListItemButton onClick={() => onGo(f)}>{said}</ListItemButton>
      {beside?.(f)}
    </ListItem>
  ) : (
    <ListItem>{said}</ListItem>
  );
});

const isError = ({ level }: Finding) => level === 'error';

/** So many at first, and every error: what must be mended is never behind the press. */
const firstOf = (findings: readonly Finding[], first: number): readonly Finding[] => {
  const errors = findings.filter(isError);
  return [...errors, ...findings.filter((f) => !isError(f)).slice(0, Math.max(0, first - errors.length))];
};

export const Findings = memo(({ findings, onGo, beside, first }: Given) => {
  const translate = useTranslate();
  const [all, setAll] = useState(false);
  if (findings.length === 0) return null;
  const some = all || first === undefined || findings.length <= first;
  const shown = some ? findings : firstOf(findings, first);
  const rest = findings.length - shown.length;
  return (
    <Box>
      <List dense sx={apart} aria-label={translate('fb.checks.title')}>
        {shown.map((f) => (
          <OneFinding
            key={`${f.field}-${f.line}-${f.column}-${f.rule}-${f.found}`}
            finding={f}
            {...(onGo ? { onGo } : {})}
            {...(beside ? { beside } : {})}
          />
        ))}
      </List>
      {rest > 0 && (
        <Button size="small" onClick={() => setAll(true)}>
          {translate('fb.checks.more', { n: rest })}
        </Button>
      )}
    </Box>
  );
});
