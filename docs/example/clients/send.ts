/** With the types that openapi-typescript makes of the hub's document: reports an event and reads its letter. `node send.ts URL KEY` */
import createClient from 'openapi-fetch';
import type { components, paths } from './api.d.ts';

const [url = '', key = ''] = process.argv.slice(2);
const hub = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });

const event: components['schemas']['Ras2DeclarationRefused'] = {
  specversion: '1.0',
  id: `typescript-${Date.now()}`,
  source: '/example/typescript',
  type: 'ras2.declaration.refused',
  subject: 'example-typescript',
  data: { recipients: { filer: { email: 'filer@example.jp', name: '見本 花子', language: 'ja' } } },
};

const reported = await hub.POST('/api/v1/events', { body: event });
if (!reported.data || !('id' in reported.data)) throw new Error(JSON.stringify(reported.error));
const id = reported.data.letters[0]?.id;
if (!id) throw new Error('no letter');
const { data: letter, error } = await hub.GET('/api/v1/letters/{id}', { params: { path: { id } } });
if (!letter) throw new Error(JSON.stringify(error));
process.stdout.write(`typescript: ${letter.type} to ${letter.to} is ${letter.state}\n`);
