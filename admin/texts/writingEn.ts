/** Words of the rich editor in the console, in English; writingJa.ts has the same keys. */
import type { writingJa } from './writingJa.ts';

export const writingEn: typeof writingJa = {
  plain: 'Write with plain signs',
  plainHelp: 'Shows the text exactly as it is stored.',
  hint: 'Write as the mail will look. Enter begins a new line; press it twice to begin a new paragraph.',
  large: 'Large heading',
  number: 'Numbered list',
  nest: 'One level deeper or back',
  link: 'Link (Ctrl+K)',
  rule: 'Dividing line',
  ruby: 'Reading (Alt+R)',
  chosen: '%{word}, read %{reading}. Press Enter to change it.',
  readingOf: 'Reading of %{word}',
  readingHelp: 'Enter accepts it. Leave it empty to take the reading away.',
  notHiragana: 'Write it in hiragana.',
  address: 'Address of the link',
  addressHelp: 'Begin with https://. Enter accepts it. Leave it empty to take the link away.',
  noAddress: 'Write an address that begins with https://.',
  take: 'Accept',
  leave: 'Cancel',
};
