/** The oracle's own reading of the rules: which mail follows what, what is repeated, and what ends what. Shares no code with the hub. */
import type { Role } from './story.ts';

export type Rule = { type: string; to: Role[]; next?: true; after?: string; waits?: string };
export const rules: Record<string, Rule[]> = {
  'ras2.application.submitted': [
    { type: 'app-complete', to: ['filer'] },
    { type: 'app-inquiry-password', to: ['filer'], after: 'app-complete' },
  ],
  'ras2.application.provisional-number': [
    {
      type: 'app-provisional-number',
      to: ['filer', 'applicant'],
      after: 'app-complete',
      waits: 'ras2.application.submitted',
    },
  ],
  'ras2.application.receipt-number': [
    { type: 'app-receipt-number', to: ['filer', 'applicant'], next: true, after: 'app-complete' },
  ],
  'ras2.application.returned': [{ type: 'additional-docs-request', to: ['filer'] }],
  'ras2.coe.issued': [{ type: 'coe-delivery', to: ['filer'] }],
  'ras1.coe.issued': [{ type: 'coe-delivery', to: ['holder'] }],
  'ras2.delivery-method.changed': [{ type: 'delivery-method-changed', to: ['filer'] }],
  'ras1.delivery-method.changed': [{ type: 'delivery-method-changed', to: ['holder'] }],
  'ens.account.registered': [{ type: 'ens-registration-complete', to: ['holder'], next: true }],
  'ens.account.password-changed': [{ type: 'ens-password-changed', to: ['holder'] }],
  'ens.notice.accepted': [{ type: 'ens-notice-accepted', to: ['filer'] }],
  'ens.notice.registered': [{ type: 'ens-notice-registered', to: ['filer'] }],
};
/** Reminders: after so many days of a letter, as often as said; or so many days before the end of a password. */
export const reminders: Record<string, { type: string; after?: string; times?: number; before?: number[] }> = {
  'ras2.application.returned': { type: 'correction-reminder', after: 'additional-docs-request', times: 1 },
  'ras2.coe.issued': { type: 'coe-receipt-reminder', after: 'coe-delivery', times: 99 },
  'ras1.coe.issued': { type: 'coe-receipt-reminder', after: 'coe-delivery', times: 99 },
  'ens.account.registered': { type: 'ens-password-expiry-warning', before: [30, 7] },
  'ens.account.password-changed': { type: 'ens-password-expiry-warning', before: [30, 7] },
};

const applied = ['app-complete', 'app-inquiry-password', 'app-provisional-number', 'app-receipt-number'];
const asked = ['additional-docs-request', 'correction-reminder'];
const certificate = ['coe-delivery', 'coe-receipt-reminder'];
const ofAccount = ['ens-registration-complete', 'ens-password-changed', 'ens-password-expiry-warning'];
/** `lasting`: also what is reported afterwards. `first`: reminders of an event that is reported later never begin. */
export const ends: Record<string, { types: string[]; lasting?: string[]; first?: string; waitingOnly?: string[] }> = {
  'ras2.application.withdrawn': {
    types: [...applied, ...asked, ...certificate, 'app-applicant-unreachable', 'delivery-method-changed'],
    lasting: [...applied, ...asked],
  },
  'ras2.application.resubmitted': { types: asked },
  'ras2.application.returned': { types: ['correction-reminder'] },
  'ras2.application.provisional-number': { types: ['app-provisional-number'] },
  'ras2.application.receipt-number': { types: ['app-receipt-number'] },
  'ens.account.registered': { types: ['ens-password-expiry-warning'] },
  'ens.account.password-changed': { types: ['ens-password-expiry-warning'] },
  'ens.account.erased': { types: ofAccount, lasting: ofAccount },
  'ens.notice.deleted': { types: ['ens-notice-accepted', 'ens-notice-registered'] },
};
for (const system of ['ras1', 'ras2']) {
  ends[`${system}.coe.issued`] = { types: ['coe-receipt-reminder'] };
  ends[`${system}.coe.cancelled`] = { types: certificate };
  ends[`${system}.delivery-method.changed`] = { types: certificate };
  ends[`${system}.coe.receipt-registered`] = {
    types: ['coe-receipt-reminder'],
    first: `${system}.coe.issued`,
    waitingOnly: ['coe-delivery'],
  };
}
