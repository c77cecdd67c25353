/** The page that the console begins with says when it was reached by another name than the one it is configured for. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consolePages } from '../../../../../server/intake/http/console/pages.ts';

const folder = mkdtempSync(join(tmpdir(), 'fumibako-pages-'));
writeFileSync(join(folder, 'index.html'), '<body><div id="root"></div></body>');
let server: Server;
beforeAll(async () => {
  const app = new Koa();
  app.proxy = true;
  app.use((await consolePages(folder, 'https://mail.example.jp')).routes());
  server = createServer(app.callback()).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const asked = (headers: Record<string, string>) =>
  new Promise<string>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ port, host: '127.0.0.1', path: '/console/', headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => resolve(text));
    })
      .on('error', reject)
      .end();
  });

describe('The console behind a proxy', () => {
  it('says nothing where everything fits', async () => {
    expect(await asked({ host: 'mail.example.jp', 'x-forwarded-proto': 'https' })).toBe(
      '<body><div id="root"></div></body>',
    );
  });

  it.each([
    [{ host: 'mail.example.jp' }, 'http://mail.example.jp'],
    [{ host: '127.0.0.1:3000', 'x-forwarded-proto': 'https' }, 'https://127.0.0.1:3000'],
  ])('tells in two languages how it was reached and what it is configured as: %j', async (headers, came) => {
    const page = await asked(headers);
    expect(page).toContain(`この画面は ${came} で開かれていますが、PUBLIC_URL は https://mail.example.jp です。`);
    expect(page).toContain(`You came as ${came}; this hub is configured as https://mail.example.jp (PUBLIC_URL)`);
    expect(page).toContain('TRUST_PROXY');
  });

  it('shows a name that somebody made up as text', async () => {
    expect(await asked({ host: 'x"><script>' })).not.toContain('<script>');
  });
});
