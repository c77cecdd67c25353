/** Who may do what: the very table that the server asks. */
import CheckIcon from '@mui/icons-material/Check';
import Box from '@mui/material/Box';
import Table from '@mui/material/Table';
import TableBody from '@mui/material/TableBody';
import TableCell from '@mui/material/TableCell';
import TableHead from '@mui/material/TableHead';
import TableRow from '@mui/material/TableRow';
import { useTranslate } from 'react-admin';
import { rights, rightsOf, staffRoles } from '../../../server/contract/rights.ts';
import { Part } from '../../parts/Page.tsx';

export const RightsTable = () => {
  const translate = useTranslate();
  return (
    <Part title={translate('fb.person.rights')}>
      <Box
        sx={{ overflow: 'auto', maxHeight: 560 }}
        tabIndex={0}
        role="region"
        aria-label={translate('fb.person.rights')}
      >
        <Table size="small" stickyHeader aria-label={translate('fb.person.rights')}>
          <TableHead>
            <TableRow>
              <TableCell>{translate('fb.person.right')}</TableCell>
              {staffRoles.map((role) => (
                <TableCell key={role} align="center" sx={{ whiteSpace: 'nowrap' }}>
                  {translate(`fb.role.${role}`)}
                </TableCell>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {rights.map((right) => (
              <TableRow key={right} hover>
                <TableCell component="th" scope="row" sx={{ minWidth: 150 }}>
                  {translate(`fb.right.${right}`)}
                </TableCell>
                {staffRoles.map((role) => (
                  <TableCell key={role} align="center">
                    {rightsOf[role].includes(right) ? (
                      <CheckIcon fontSize="small" titleAccess={translate('fb.person.has')} />
                    ) : (
                      <span role="img" aria-label={translate('fb.person.hasNot')}>
                        –
                      </span>
                    )}
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Part>
  );
};
