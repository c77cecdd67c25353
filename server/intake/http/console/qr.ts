/** A QR code as one path, drawn by the console itself: no picture to load, nothing that a policy has to allow. */
import QRCode from 'qrcode';

const QUIET = 4;

/** Dark modules as runs of one row; `size` includes the quiet zone of four modules on each side. */
export const qrPath = (text: string): { path: string; size: number } => {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules;
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
