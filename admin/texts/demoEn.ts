/** Words of the demo and of the sentence on the landing page, in English; demoJa.ts has the same keys. */
export const demoEn = {
  words: {
    demo: {
      bar: 'This is a demo. All people and mails are made up, and nothing leaves this machine.',
      mailbox: 'See what was sent in the built-in mailbox',
      clear: 'Empty the demo',
      clearTitle: 'Empty the demo and begin your own hub?',
      clearAsk:
        'All readers, mails, bulletins and records of the demo go. This cannot be undone. Then the page opens on which the first administrator signs up.',
      clearStay: 'Go on with the demo',
      emptying: 'It is empty and starts anew. One moment, please.',
      title: 'Enter the demo',
      intro: 'Choose a role and you enter as that person, without a password. You can come back for another role.',
      enter: 'Enter as %{role}',
      entering: 'Entering',
      or: 'With an account of your own',
    },
    well: {
      title: 'Is all well?',
      well: 'All is well, and nothing waits for anybody.',
      todo: 'Mail flows. There is %{smart_count} thing for somebody to look at. |||| Mail flows. There are %{smart_count} things for somebody to look at.',
      trouble:
        'Something is wrong: %{smart_count} thing to look at first. |||| Something is wrong: %{smart_count} things to look at first.',
      points: {
        troubles: 'Troubles the hub has found: %{n}',
        held: 'Places where sending is held: %{n}',
        paused: 'Paused bulletins: %{n}',
        oldTasks: 'Tasks open for three days or more: %{n}',
        tasks: 'Open tasks: %{n}',
        failed: 'Mails that could not be sent today: %{n}',
      },
    },
  },
  problem: {
    'demo.elsewhere': 'Links of the demo work only on the machine that the hub runs on.',
    'demo.none': 'This is no demo. Nothing was changed.',
    'demo.real':
      'Something of your own was added to the demo (operators: %{operators}, readers: %{readers}, bulletins: %{bulletins}, keys: %{keys}). It would be lost, so nothing was emptied. Begin your own hub in another DATA_DIR.',
  },
};
