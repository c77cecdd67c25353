/** A QR code as one path, drawn by the console itself: no picture to load, nothing that a policy has to allow. */
import { createRequire } from 'node:module';
import type QRCode from 'qrcode';

const QUIET = 4;

const require = createRequire(import.meta.url);
/** Read when somebody first asks for a code: it brings sixty files that a start would wait for. */
const drawer = () => require('qrcode') as typeof QRCode;

/** Dark modules as runs of one row; `size` includes the quiet zone of four modules on each side. */
export const qrPath = (text: string): { path: string; size: number } => {
  const { size, data } = drawer().create(text, { errorCorrectionLevel: 'M' }).modules;
  const runs: string[] = [];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue;
      let length = 1;
      while (x + length < size && data[y * size + x + length]) length++;
      runs.push(`M${x + QUIET} ${y + QUIET}h${length}v1h-${length}z`);
      x += length;
    }
  return { path: runs.join(''), size: size + 2 * QUIET };
};
