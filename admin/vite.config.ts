/** Builds the console into admin/dist, which the web role serves under /console. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: '/console/',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      output: {
        // What nearly every screen needs is one file: many small ones cost the first load 18 kB more (`consoleFeel.test.ts` prints it).
        codeSplitting: { groups: [{ name: 'base', test: /node_modules/, minShareCount: 30 }] },
      },
    },
  },
  html: { cspNonce: '%NONCE%' },
});
