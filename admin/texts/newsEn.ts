/** Words of bulletins on the pages for everybody, in English; newsJa.ts has the same keys. */
import type { newsJa } from './newsJa.ts';

export const newsEn: typeof newsJa = {
  words: {
    intro:
      'A bulletin that was sent stands on a page and in a list that everybody can read. Drills never do. When you withdraw one, its page shows only your note.',
    state: 'State',
    states: {
      published: 'On the pages',
      unpublished: 'Not on the pages',
      keptOut: 'Kept out',
      withdrawn: 'Withdrawn',
    },
    title: 'Subject',
    topics: 'Topics',
    topic: 'Topic (code)',
    sentAt: 'Sent',
    from: 'From this day on',
    before: 'Before this day',
    emptyTitle: 'No bulletin fits',
    emptyText: 'Bulletins stand here once they are sent.',
    open: 'Open the page',
    publish: 'Publish',
    publishTitle: 'Publish this bulletin?',
    publishAsk: 'Everybody will be able to read “%{title}”. You can withdraw it later.',
    publishDone: 'It is on the pages.',
    withdraw: 'Withdraw',
    withdrawTitle: 'Withdraw this bulletin from the pages?',
    withdrawAsk: 'The text of “%{title}” goes, and its page shows this note. Mails that arrived stay where they are.',
    note: 'Note in its place (%{language})',
    withdrawDone: 'It is withdrawn.',
    snippet: {
      title: 'A link for other sites',
      intro:
        'It opens the registration with the chosen topics ticked. Agreeing to the terms is left to whoever opens it. Copy the HTML into your site.',
      topics: 'Topics that are ticked',
      language: 'Language of the link',
      html: 'HTML to paste',
    },
    many: {
      title: 'Publish earlier bulletins',
      intro: 'Publishes what the filter above names and is not on the pages yet, without drills and what was kept out.',
      count: 'Count them',
      found: '%{n} bulletins fit.',
      go: 'Publish %{n} bulletins',
      ask: 'Everybody will be able to read these %{n} bulletins. You can withdraw each of them later.',
      done: '%{n} bulletins are on the pages.',
    },
  },
  resources: { news: { name: 'News page |||| News pages' } },
  problem: {
    'news.not-published': 'This bulletin is not on the pages now. Reload the page.',
    'news.differs': 'There were %{told} when you counted, and now there are %{now}. Count again.',
    'note.missing': 'Write the note in Japanese.',
    'note.too-long': 'Use at most %{limit} characters.',
  },
};
