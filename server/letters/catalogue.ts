/** Every mail type of the hub, by id. A new one is one entry in types/<system>.ts and one text file per language. */
import { HubError } from '../lib/errors.ts';
import { ensTypes } from './types/ens.ts';
import { nlTypes } from './types/nl.ts';
import { ras1Types } from './types/ras1.ts';
import { ras2Types } from './types/ras2.ts';
import { staffTypes } from './types/staff.ts';
import type { MailType } from './types.ts';

export const mailTypes: readonly MailType[] = [...nlTypes, ...ras2Types, ...ras1Types, ...ensTypes, ...staffTypes];

/**
 * Letters of custom templates: their text is filled when they are posted and rendered by custom.ts, so they have no file in templates/.
 * `template` and `version` say where the text came from.
 */
export const customType: MailType = {
  id: 'custom',
  systems: ['ras2', 'ras1', 'ens'],
  category: 'service',
  variables: { template: 'code', version: 'number', subject: 'text', body: 'paragraphs' },
  sensitive: true,
  deadline: 'standard',
  sample: { template: '00000000-0000-4000-8000-000000000000', version: 1, subject: 'Sample', body: 'Sample' },
};

const byId = new Map([...mailTypes, customType].map((type) => [type.id, type]));

/** The mail type of an id, or undefined. */
export const findMailType = (id: string): MailType | undefined => byId.get(id);

/** The mail type of an id; an unknown one is HubError `letter.type_unknown {type}`. */
export const mailType = (id: string): MailType => {
  const type = byId.get(id);
  if (!type) throw new HubError('letter.type_unknown', { type: id });
  return type;
};
