/** Mail types of the earlier system for people who apply at the counter (domain 1.4). Certificates: types/ras2.ts. */
import type { MailType } from '../types.ts';

const account = { systems: ['ras1'], category: 'security', sensitive: true, deadline: 'standard' } as const;
const instant = Date.UTC(2026, 10, 21, 0, 0);
const nextDay = Date.UTC(2026, 10, 22, 0, 0);

export const ras1Types: readonly MailType[] = [
  {
    ...account,
    id: 'ras1-registration-notice',
    variables: { user_id: 'code', password_url: 'url', expires_at: 'instant', once: 'text' },
    optional: ['expires_at', 'once'],
    secrets: ['password_url'],
    deadline: 'link',
    sample: {
      user_id: 'A012345678',
      password_url: 'https://ras.example.jp/p/p5r7t2v4x6z3b5d7',
      expires_at: nextDay,
      once: 'yes',
    },
  },
  {
    ...account,
    id: 'ras1-password-reset',
    variables: { reset_url: 'url', expires_at: 'instant', once: 'text' },
    optional: ['expires_at', 'once'],
    secrets: ['reset_url'],
    deadline: 'link',
    sample: { reset_url: 'https://ras.example.jp/r/p5r7t2v4x6z3b5d7', expires_at: nextDay, once: 'yes' },
  },
  {
    ...account,
    id: 'ras1-email-changed',
    // Masked in the copy to the old address.
    variables: { changed_at: 'instant', new_address: 'code' },
    sample: { changed_at: instant, new_address: 's***@example.jp' },
  },
  {
    ...account,
    id: 'ras1-password-changed',
    variables: { changed_at: 'instant' },
    sensitive: false,
    sample: { changed_at: instant },
  },
  {
    ...account,
    id: 'ras1-id-confirmed',
    variables: { user_id: 'code' },
    sample: { user_id: 'A012345678' },
  },
];
