/** Mail types to operators of the console (domain 1.7); none carries personal data of readers. */
import type { MailType } from '../types.ts';

const shared = { systems: ['staff'], category: 'staff', sensitive: false, deadline: 'standard' } as const;
const sampleInstant = Date.UTC(2025, 10, 21, 8, 30);
const console_url = 'https://mail.example.jp/console';

export const staffTypes: readonly MailType[] = [
  {
    // To our own mail door (domain/canaries); nobody reads it.
    ...shared,
    id: 'canary',
    variables: { lane: 'code', sent_at: 'instant' },
    plain: true,
    deadline: 'link',
    sample: { lane: 'transactional', sent_at: sampleInstant },
  },
  {
    ...shared,
    id: 'staff-invitation',
    variables: { invitation_url: 'url', expires_at: 'instant' },
    secrets: ['invitation_url'],
    deadline: 'link',
    sample: { invitation_url: `${console_url}/invitation/p5r7t2v4x6z3b5d7`, expires_at: sampleInstant },
  },
  {
    ...shared,
    id: 'staff-password-reset',
    category: 'security',
    variables: { reset_url: 'url', expires_at: 'instant' },
    secrets: ['reset_url'],
    deadline: 'link',
    sample: { reset_url: `${console_url}/reset/p5r7t2v4x6z3b5d7`, expires_at: sampleInstant },
  },
  {
    ...shared,
    id: 'staff-security-notice',
    category: 'security',
    // `event`: what happened, in words of each language (new sign-in, factor changed).
    variables: { event: 'text', happened_at: 'instant', network: 'code', console_url: 'url' },
    optional: ['network'],
    sensitive: true,
    sample: {
      event: {
        ja: '新しい端末からのログイン',
        plja: '新(あたら)しい機械(きかい)からのログイン',
        en: 'Sign-in from a new device',
      },
      happened_at: sampleInstant,
      network: '192.0.2.0/24',
      console_url,
    },
  },
  {
    ...shared,
    id: 'staff-approval-request',
    variables: { bulletin: 'text', submitted_at: 'instant', planned_at: 'instant', console_url: 'url' },
    optional: ['planned_at'],
    sample: {
      bulletin: { ja: '見本のお知らせ', plja: '見本(みほん)のお知(し)らせ', en: 'Sample news' },
      submitted_at: sampleInstant,
      planned_at: sampleInstant + 86_400_000,
      console_url: `${console_url}/bulletins/sample`,
    },
  },
  {
    ...shared,
    id: 'staff-bulletin-comment',
    variables: { bulletin: 'text', comments: 'number', console_url: 'url' },
    sample: {
      bulletin: { ja: '見本のお知らせ', plja: '見本(みほん)のお知(し)らせ', en: 'Sample news' },
      comments: 2,
      console_url: `${console_url}/bulletins/sample`,
    },
  },
  {
    ...shared,
    id: 'staff-bulletin-late',
    // `late`: by how much, in words of each language.
    variables: { bulletin: 'text', planned_at: 'instant', late: 'text', console_url: 'url' },
    sample: {
      bulletin: { ja: '見本のお知らせ', plja: '見本(みほん)のお知(し)らせ', en: 'Sample news' },
      planned_at: sampleInstant,
      late: { ja: '25時間2分', plja: '25時間(じかん)2分(ふん)', en: '25 h 2 min' },
      console_url: `${console_url}/bulletins/sample`,
    },
  },
  {
    ...shared,
    id: 'staff-reply-address',
    // To an address that answers shall go to; `system`: whose mails, in words of each language.
    variables: { system: 'text', code: 'code', expires_at: 'instant' },
    secrets: ['code'],
    deadline: 'link',
    sample: {
      system: { ja: '見本システム', plja: '見本(みほん)システム', en: 'Sample system' },
      code: 'k7m2p-x4v9q',
      expires_at: sampleInstant,
    },
  },
  {
    ...shared,
    id: 'staff-daily-summary',
    // Figures of `day`; a link only where the person may open its screen. `note`: that nothing leaves, in words of each language.
    variables: {
      day: 'date',
      console_url: 'url',
      note: 'text',
      accepted: 'number',
      accepted_url: 'url',
      failed: 'number',
      failed_url: 'url',
      unknown: 'number',
      unknown_url: 'url',
      suspended: 'number',
      suspended_url: 'url',
      tasks: 'number',
      old: 'number',
      tasks_url: 'url',
      late: 'number',
      late_url: 'url',
      troubles: 'number',
      troubles_url: 'url',
      bulletins: 'number',
      bulletins_url: 'url',
      letters: 'number',
      next_at: 'instant',
      account_url: 'url',
    },
    optional: [
      'note',
      'next_at',
      'accepted_url',
      'failed_url',
      'unknown_url',
      'suspended_url',
      'tasks_url',
      'late_url',
      'troubles_url',
      'bulletins_url',
    ],
    sample: {
      day: '2025-11-20',
      console_url: `${console_url}/#/`,
      note: {
        ja: '見本のメールです。',
        plja: '見本(みほん)のメールです。',
        en: 'This is a sample.',
      },
      accepted: 1204,
      accepted_url: `${console_url}/#/letters?group=accepted`,
      failed: 3,
      failed_url: `${console_url}/#/letters?group=lost`,
      unknown: 1,
      unknown_url: `${console_url}/#/letters?group=lost`,
      suspended: 2,
      suspended_url: `${console_url}/#/suspended`,
      ...{ tasks: 5, old: 1, tasks_url: `${console_url}/#/tasks`, late: 1, late_url: `${console_url}/#/tasks` },
      ...{ troubles: 0, troubles_url: `${console_url}/#/delivery` },
      ...{ bulletins: 2, bulletins_url: `${console_url}/#/bulletins`, letters: 40 },
      next_at: sampleInstant,
      account_url: `${console_url}/#/account`,
    },
  },
  {
    ...shared,
    id: 'staff-late',
    // `due_at`: the end of the day of the one that is late for longest.
    variables: { tasks: 'number', due_at: 'instant', console_url: 'url' },
    sample: { tasks: 2, due_at: sampleInstant, console_url: `${console_url}/tasks` },
  },
  {
    ...shared,
    id: 'staff-task',
    variables: { task: 'text', opened_at: 'instant', console_url: 'url' },
    sample: {
      task: {
        ja: '届かなかったメールの確認',
        plja: '届(とど)かなかったメールを見(み)る',
        en: 'Check mail that did not arrive',
      },
      opened_at: sampleInstant,
      console_url: `${console_url}/tasks/sample`,
    },
  },
];
