/** What react-admin knows as resources; every other screen stands in routes.ts. */
import type { ResourceProps } from 'react-admin';
import type { Right } from '../../server/contract/rights.ts';
import { bulletins } from './bulletins/index.ts';
import { readers } from './readers/index.ts';
import { topics } from './topics/index.ts';

export const resources: readonly (ResourceProps & { rights: readonly Right[] })[] = [
  { ...bulletins, rights: ['bulletin.see'] },
  { ...topics, rights: ['topic.see'] },
  { ...readers, rights: ['reader.count', 'reader.find'] },
];
