/** QR codes as inline SVG: one path, no picture to load. */
import { createRequire } from 'node:module';
import type QRCode from 'qrcode';
import { type Html, html } from './html.ts';

const require = createRequire(import.meta.url);
/** Read when somebody first asks for a code: it brings sixty files that a start would wait for. */
const drawer = () => require('qrcode') as typeof QRCode;

/** Dark modules as one path; a quiet zone of four modules belongs to the code. */
const pathOf = (text: string): { path: string; size: number } => {
  const { size, data } = drawer().create(text, { errorCorrectionLevel: 'M' }).modules;
  const runs: string[] = [];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue;
      let length = 1;
      while (x + length < size && data[y * size + x + length]) length++;
      runs.push(`M${x + 4} ${y + 4}h${length}v1h-${length}z`);
      x += length;
    }
  return { path: runs.join(''), size: size + 8 };
};

/** `label` says in words where the code leads. */
export const qrCode = (url: string, label: string): Html => {
  const { path, size } = pathOf(url);
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
};
