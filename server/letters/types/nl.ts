/** Mail types of the newsletter (domain 1.1 and 1.7). */
import type { MailType } from '../types.ts';

const shared = { systems: ['nl'], sensitive: false, deadline: 'standard' } as const;
const links = { change_url: 'url', unsubscribe_url: 'url', expires_on: 'date', reissue_url: 'url' } as const;
const sampleLinks = {
  change_url: 'https://mail.example.jp/c/k7m2x4q6r8t2w4y6a3c5e7g2',
  unsubscribe_url: 'https://mail.example.jp/u/k7m2x4q6r8t2w4y6a3c5e7g2',
  expires_on: '2026-02-18',
  reissue_url: 'https://mail.example.jp/m/reissue',
};
const sampleTopics = {
  ja: ['在留手続のお知らせ', '災害・緊急のお知らせ'],
  plja: ['日本(にほん)に住(す)むための手続(てつづ)き', '災害(さいがい)のお知(し)らせ'],
  en: ['Residence procedures', 'Disasters and emergencies'],
};
const sampleEntry = {
  ja: 'https://mail.example.jp/m/ja_entry',
  plja: 'https://mail.example.jp/m/plja_entry',
  en: 'https://mail.example.jp/m/en_entry',
};
const sampleReminders = {
  ja: ['2026年1月10日（土）', '2026年3月27日（金）'],
  plja: ['2026年(ねん)1月(がつ)10日(とおか)', '2026年(ねん)3月(がつ)27日(にち)'],
  en: ['January 10, 2026 (Saturday)', 'March 27, 2026 (Friday)'],
};
const sampleInstant = Date.UTC(2025, 10, 21, 8, 30);

export const nlTypes: readonly MailType[] = [
  {
    ...shared,
    id: 'nl-entry-reply',
    category: 'service',
    jointSubject: 'Register / 登録(とうろく)のURL',
    // One link per language, given as { ja, plja, en }; each language's text shows its own.
    variables: { entry_url: 'url', expires_at: 'instant' },
    secrets: ['entry_url'],
    deadline: 'link',
    sample: { entry_url: sampleEntry, expires_at: sampleInstant },
  },
  {
    ...shared,
    id: 'nl-registration-complete',
    category: 'subscription',
    // With reminders of the period of stay: when they come, or the date that is too near for one.
    variables: { topics: 'items', ...links, reminders: 'items', stay_near: 'date', calendar_url: 'url' },
    optional: ['reminders', 'stay_near', 'calendar_url'],
    sample: {
      topics: sampleTopics,
      ...sampleLinks,
      reminders: sampleReminders,
      stay_near: '2026-04-10',
      calendar_url: 'https://mail.example.jp/m/calendar/k7m2x4q6r8t2w4y6a3c5e7g2',
    },
  },
  {
    ...shared,
    id: 'nl-already-registered',
    category: 'subscription',
    // With what was chosen this time, when it came from a form and not from an empty mail.
    variables: { ...links, topics: 'items', choices_url: 'url', choices_until: 'instant' },
    optional: ['topics', 'choices_url', 'choices_until'],
    secrets: ['choices_url'],
    sample: {
      ...sampleLinks,
      topics: sampleTopics,
      choices_url: 'https://mail.example.jp/m/choices/p5r7t2v4x6z3b5d7',
      choices_until: sampleInstant,
    },
  },
  {
    ...shared,
    id: 'nl-change-complete',
    category: 'subscription',
    variables: { topics: 'items', ...links },
    sample: { topics: sampleTopics, ...sampleLinks },
  },
  {
    ...shared,
    id: 'nl-topic-ended',
    category: 'subscription',
    // Nobody asked for this mail, so it carries no personal change link (decision 23).
    variables: { ended: 'items', topics: 'items', reissue_url: 'url', unsubscribe_url: 'url' },
    sample: {
      ended: { ja: ['制度の改正'], plja: ['制度(せいど)が変(か)わるお知(し)らせ'], en: ['Changes of rules'] },
      topics: sampleTopics,
      reissue_url: sampleLinks.reissue_url,
      unsubscribe_url: sampleLinks.unsubscribe_url,
    },
  },
  {
    ...shared,
    id: 'nl-new-terms',
    category: 'subscription',
    // Nobody asked for this mail: its link opens the terms and nothing of the reader (decision 23).
    variables: { accept_by: 'date', terms_url: 'url', reissue_url: 'url', unsubscribe_url: 'url' },
    sample: {
      accept_by: '2025-12-20',
      terms_url: 'https://mail.example.jp/m/new-terms/k7m2x4q6r8t2w4y6a3c5e7g2',
      reissue_url: sampleLinks.reissue_url,
      unsubscribe_url: sampleLinks.unsubscribe_url,
    },
  },
  {
    ...shared,
    id: 'nl-unsubscribe-complete',
    category: 'service',
    // The public page, no personal link: nothing in this mail can be used again.
    variables: { left_on: 'date', entry_url: 'url' },
    sample: { left_on: '2025-11-21', entry_url: sampleEntry },
  },
  {
    ...shared,
    id: 'nl-not-registered',
    category: 'service',
    // The answer to a mail that asked to leave; the public page, no personal link.
    variables: { entry_url: 'url' },
    sample: { entry_url: sampleEntry },
  },
  {
    ...shared,
    id: 'nl-send-only',
    category: 'service',
    // The answer to a person who wrote to no-reply@; where the help desk is stands in every footer, and here above it.
    variables: {},
    sample: {},
  },
  {
    ...shared,
    id: 'nl-own-data',
    category: 'security',
    variables: { data_url: 'url', expires_at: 'instant' },
    secrets: ['data_url'],
    deadline: 'link',
    sample: { data_url: 'https://mail.example.jp/m/my-data/p5r7t2v4x6z3b5d7', expires_at: sampleInstant },
  },
  {
    ...shared,
    id: 'nl-erased',
    category: 'security',
    // `kept`: how many things stay because a procedure has not ended.
    variables: { erased_on: 'date', kept: 'text', entry_url: 'url' },
    optional: ['kept'],
    sample: { erased_on: '2025-11-20', kept: '1', entry_url: sampleEntry },
  },
  {
    ...shared,
    id: 'nl-link-reissue',
    category: 'subscription',
    variables: links,
    sample: sampleLinks,
  },
  {
    ...shared,
    id: 'nl-issue',
    category: 'subscription',
    // The frame of a bulletin; bulletin.ts compiles it. Of personal links only the way out stands in it (decision 23).
    variables: {
      subject: 'text',
      body: 'paragraphs',
      news_url: 'url',
      topics: 'items',
      topic_url: 'url',
      reissue_url: 'url',
      unsubscribe_url: 'url',
    },
    optional: ['news_url', 'topics', 'topic_url'],
    sample: {
      subject: { ja: '見本のお知らせ', plja: '見本(みほん)のお知(し)らせ', en: 'Sample news' },
      body: { ja: '見本の本文です。', plja: '見本(みほん)の文(ぶん)です。', en: 'This is a sample text.' },
      news_url: 'https://mail.example.jp/m/ja/news/p5r7t2v4x6z3b5d7p5r7',
      topics: sampleTopics,
      topic_url: `${sampleLinks.unsubscribe_url}?of=p5r7t2v4x6z3b5d7p5r7`,
      reissue_url: sampleLinks.reissue_url,
      unsubscribe_url: sampleLinks.unsubscribe_url,
    },
  },
  {
    ...shared,
    id: 'nl-digest',
    category: 'subscription',
    // `issues`: titles. `body`: the texts below one another, as plain text.
    variables: { issues: 'items', body: 'paragraphs', reissue_url: 'url', unsubscribe_url: 'url' },
    sample: {
      issues: {
        ja: ['窓口の受付時間の変更', '申請書の様式の改正'],
        plja: ['窓口(まどぐち)の時間(じかん)', '申請書(しんせいしょ)が新(あたら)しくなります'],
        en: ['New opening hours', 'New application form'],
      },
      body: { ja: '見本の本文です。', plja: '見本(みほん)の文(ぶん)です。', en: 'This is a sample text.' },
      reissue_url: sampleLinks.reissue_url,
      unsubscribe_url: sampleLinks.unsubscribe_url,
    },
  },
  {
    ...shared,
    id: 'nl-period-of-stay-reminder',
    category: 'subscription',
    variables: { stay_expires_on: 'date', reissue_url: 'url', unsubscribe_url: 'url' },
    // The end of somebody's stay is a status; its reader gave it to be warned of this day, so it stands in the subject and nothing else does.
    sensitive: true,
    inSubject: ['stay_expires_on'],
    sample: {
      stay_expires_on: '2026-04-10',
      reissue_url: sampleLinks.reissue_url,
      unsubscribe_url: sampleLinks.unsubscribe_url,
    },
  },
  {
    ...shared,
    id: 'nl-confirm-registration',
    category: 'service',
    variables: { topics: 'items', confirm_url: 'url', expires_at: 'instant' },
    secrets: ['confirm_url'],
    deadline: 'link',
    sample: {
      topics: sampleTopics,
      confirm_url: 'https://mail.example.jp/m/confirm/p5r7t2v4x6z3b5d7',
      expires_at: sampleInstant,
    },
  },
  {
    ...shared,
    id: 'nl-address-confirm',
    category: 'security',
    // `topics`: of both registrations, when the new address has one already.
    variables: { confirm_url: 'url', expires_at: 'instant', topics: 'items' },
    optional: ['topics'],
    secrets: ['confirm_url'],
    deadline: 'link',
    sample: {
      confirm_url: 'https://mail.example.jp/m/address/p5r7t2v4x6z3b5d7',
      expires_at: sampleInstant,
      topics: sampleTopics,
    },
  },
  {
    ...shared,
    id: 'nl-address-changed',
    category: 'security',
    // To the old address: `new_address` masked. To the new address: the three fresh links instead.
    variables: { changed_at: 'instant', new_address: 'code', undo_url: 'url', undo_until: 'instant', ...links },
    optional: ['new_address', 'undo_url', 'undo_until', 'change_url', 'unsubscribe_url', 'expires_on'],
    secrets: ['undo_url'],
    sensitive: true,
    sample: {
      changed_at: sampleInstant,
      new_address: 's***@example.jp',
      undo_url: 'https://mail.example.jp/m/undo/p5r7t2v4x6z3b5d7',
      undo_until: sampleInstant,
      ...sampleLinks,
    },
  },
];
