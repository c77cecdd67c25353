/** Puts the console into the page. The nonce lets Emotion write its styles under our content security policy. */
import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@digital-go-jp/design-tokens/dist/tokens.css';
import './console.css';
import { App } from './App.tsx';
import { openI18n } from './providers/i18nProvider.ts';

// The schemas, which come later and only to some screens, else try whether they may compile code; the policy refuses and reports it.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const cache = createCache({ key: 'fb', nonce, prepend: true });

const root = createRoot(document.getElementById('root') as HTMLElement);
openI18n().then(
  (i18nProvider) =>
    root.render(
      <StrictMode>
        <CacheProvider value={cache}>
          <App i18nProvider={i18nProvider} />
        </CacheProvider>
      </StrictMode>,
    ),
  // The words did not come: the page begins anew once, as with any part that did not load.
  () =>
    root.render(
      <p lang="ja">画面の言葉を読み込めませんでした。ページを読み込み直してください。 Please reload the page.</p>,
    ),
);
