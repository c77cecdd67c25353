/** Sends one event in each mode with the official CloudEvents SDK for JavaScript: `node javascript.mjs URL KEY`. */
import { CloudEvent, emitterFor, httpTransport, Mode } from 'cloudevents';

const [url, key] = process.argv.slice(2);

const event = (id) =>
  new CloudEvent({
    id,
    source: '/rasens/javascript',
    type: 'ras2.declaration.refused',
    subject: `javascript-${id}`,
    time: '2025-11-20T09:59:00+09:00',
    partitionkey: 'kubun-1',
    data: { recipients: { filer: { email: 'filer@example.co.jp', name: '見本 花子' } } },
  });

const headers = { Authorization: `Bearer ${key}` };
await emitterFor(httpTransport(url))(event('javascript-binary'), { headers });
await emitterFor(httpTransport(url), { mode: Mode.STRUCTURED })(event('javascript-structured'), { headers });
