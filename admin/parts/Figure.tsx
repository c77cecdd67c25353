/** A number that leads to the rows it counts, for whoever may see them. Nothing leads nowhere. */
import Link from '@mui/material/Link';
import { useLocale, usePermissions } from 'react-admin';
import type { Right } from '../../server/contract/rights.ts';
import { figure } from './moment.ts';

/** `to`: the address of the rows. `right`: what it takes to see them. `what`: what is counted, where the number stands alone. */
export const Figure = (p: { n: number; to: string; right: Right; what?: string }) => {
  const locale = useLocale();
  const { permissions = [] } = usePermissions<Right[]>();
  const text = figure(p.n, locale);
  if (p.n === 0 || !permissions.includes(p.right)) return <>{text}</>;
  return (
    <Link href={`#${p.to}`} {...(p.what ? { 'aria-label': `${p.what} ${text}` } : {})}>
      {text}
    </Link>
  );
};

/** Where the readers of one kind stand. */
export const readersAt = (filter: Record<string, string>): string => `/readers?${new URLSearchParams(filter)}`;
