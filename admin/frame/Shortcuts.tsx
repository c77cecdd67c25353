/** Keyboard: `/` and Ctrl+K search, `g` and a letter goes to a place, `?` shows all. Nothing happens while somebody writes. */
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableRow from '@mui/material/TableRow';
import { useEffect, useRef, useState } from 'react';
import { usePermissions, useTranslate } from 'react-admin';
import { useNavigate } from 'react-router-dom';
import type { Right } from '../../server/contract/rights.ts';
import { home, mayEnter, places } from './places.ts';
import { SEARCH_ID } from './SearchBox.tsx';

/** How long a letter after `g` is waited for. */
const PATIENCE = 1500;

const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

export const Shortcuts = () => {
  const translate = useTranslate();
  const navigate = useNavigate();
  const { permissions = [] } = usePermissions<Right[]>();
  const [shown, setShown] = useState(false);
  const begun = useRef(0);
  const own = places.filter((p) => mayEnter(p, permissions));
  useEffect(() => {
    const go = (key: string) => {
      const place = places.find((p) => p.key === key && mayEnter(p, permissions));
      if (key === home.key) navigate('/');
      else if (place) navigate(`/${place.name}`);
    };
    const press = (event: KeyboardEvent) => {
      const search = () => {
        event.preventDefault();
        document.getElementById(SEARCH_ID)?.focus();
      };
      if (writes(event.target) || event.altKey) return;
      if ((event.ctrlKey || event.metaKey) && event.key === 'k') return search();
      if (event.ctrlKey || event.metaKey) return;
      const waited = Date.now() - begun.current < PATIENCE;
      begun.current = 0;
      if (waited) return go(event.key);
      if (event.key === 'g') begun.current = Date.now();
      else if (event.key === '?') setShown(true);
      else if (event.key === '/') search();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate, permissions]);
  const rows: [string, string][] = [
    ['/ , Ctrl+K', translate('fb.keys.search')],
    [`g ${home.key}`, translate('fb.keys.go', { place: translate('fb.place.home') })],
    ...own.map((p): [string, string] => [
      `g ${p.key}`,
      translate('fb.keys.go', { place: translate(`resources.${p.name}.name`, { smart_count: 2 }) }),
    ]),
    ['?', translate('fb.keys.help')],
    ['Ctrl+S', translate('fb.keys.save')],
    ['Ctrl+B', translate('fb.keys.bold')],
    ['Ctrl+K', translate('fb.keys.link')],
    ['Alt+R', translate('fb.keys.reading')],
    ['Ctrl+Alt+M', translate('fb.keys.comment')],
    ['Alt+C', translate('fb.keys.readComment')],
    ['Ctrl+Z', translate('fb.keys.undo')],
    ['Esc', translate('fb.keys.leave')],
  ];
  return (
    <Dialog open={shown} onClose={() => setShown(false)} aria-labelledby="keys-title" fullWidth maxWidth="xs">
      <DialogTitle id="keys-title">{translate('fb.keys.title')}</DialogTitle>
      <DialogContent>
        <Table size="small">
          <TableBody>
            {rows.map(([key, says]) => (
              <TableRow key={key}>
                <TableCell component="th" scope="row" sx={{ fontFamily: 'monospace', whiteSpace: 'nowrap' }}>
                  {key}
                </TableCell>
                <TableCell>{says}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </DialogContent>
      <DialogActions>
        <Button onClick={() => setShown(false)}>{translate('fb.keys.close')}</Button>
      </DialogActions>
    </Dialog>
  );
};
