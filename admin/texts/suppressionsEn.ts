/** Words of addresses that get no mail, and of one letter held back, in English; suppressionsJa.ts has the same keys. */
import type { suppressionsJa } from './suppressionsJa.ts';

export const suppressionsEn: typeof suppressionsJa = {
  suppressions: {
    intro:
      'Addresses and domains that get no mail. Bulletins are always blocked, letters of procedures where it is ticked. Once lifted, mail goes there again from the next one on.',
    emptyTitle: 'No address is blocked',
    emptyText: 'When somebody in charge asks for no more mail, add the address or domain with the reason.',
    target: 'Address or domain',
    kinds: { address: 'One address', domain: 'Whole domain' },
    blocks: 'Blocks',
    onlyBulletins: 'Bulletins only',
    lettersToo: 'Bulletins and letters of procedures',
    since: 'Added, and by whom',
    by: '%{at} %{actor}',
    until: 'Ends',
    open: 'When it is lifted',
    lifted: 'Lifted %{at} (%{actor})',
    anew: 'Entered anew',
    past: 'Show those that were lifted or have ended, too',
    newest: 'Only the newest %{n} are shown. hub suppressions list --limit shows more.',
    add: 'Block this address or domain',
    typed: 'An address, or a domain',
    typedHelp:
      'For example taro@example.jp, or example.jp (not the domains below it). An entry that stands is replaced.',
    untilField: 'Ends at (Japanese time)',
    untilHelp: 'Left empty, it stays until it is lifted.',
    letters: 'Block letters of procedures as well',
    lettersWarn:
      'Letters of procedures, such as results, will not arrive either, and what was blocked is not sent later. Each opens a task and is told to its system.',
    added: 'No mail goes to %{target} any more',
    lift: 'Lift',
    liftTitle: 'Lift this entry',
    liftAsk: 'Mail goes to %{target} again from the next one on. What was blocked is not sent. Lift it?',
    liftDone: 'Lifted',
  },
  holding: {
    hold: 'Hold this mail',
    holdAsk: 'This one mail to %{to} waits until somebody lets it go. Let go after %{deadline}, it expires unsent.',
    held: 'Held',
    letGo: 'Let it go',
    letGoNow: 'This mail to %{to} leaves now; after %{deadline} it expires unsent. Let it go?',
    letGoAt:
      'This mail to %{to} leaves at %{at} as planned, or now if that is over; after %{deadline} it expires unsent. Let it go?',
    gone: 'Let go',
  },
};
