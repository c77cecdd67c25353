/** Words about blocks in English; blocksJa.ts has the same keys. */
import type { blocksJa } from './blocksJa.ts';

export const blocksEn: typeof blocksJa = {
  intro:
    'Text that is used again and again, such as office hours and contacts, kept in three languages. A bulletin names it on a line of its own, [[name]] ("Insert a block" in the editor does the same). When it changes, drafts change at once. A bulletin that was handed in keeps the text it was handed in with.',
  emptyTitle: 'There are no blocks yet',
  emptyText: 'Keep a text here that you use often, such as office hours.',
  name: 'Name',
  nameHelp: 'Written as [[name]] in a text. Letters, figures, - and _ only, up to 40. It cannot be changed later.',
  note: 'Note',
  noteHelp: 'When to use it. It stands in no mail.',
  body: 'Text (%{language})',
  languages: 'Languages',
  drafts: 'Drafts with it',
  count: '%{n}',
  changed: 'Changed',
  state: 'State',
  used: 'In use',
  retired: 'Not used any more',
  mistakes: '%{n} to mend',
  add: 'Make a block',
  change: 'Change "%{name}"',
  edit: 'Change',
  save: 'Save',
  leave: 'Cancel',
  saved: '"%{name}" is saved. %{n} drafts have the new text.',
  retire: 'Stop using it',
  retireTitle: 'Stop using "%{name}"?',
  retireText:
    '%{n} drafts name it. They cannot be handed in until that line is taken out. Bulletins that were handed in stay as they are.',
  bringBack: 'Use it again',
  insert: 'Insert a block',
  which: 'Which block?',
  none: 'There is no block to insert. Make one on the screen "Blocks".',
  chosen: 'Block %{name}. Delete takes it out.',
};
