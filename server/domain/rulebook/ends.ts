/** What ends what, as lists that several events of a rulebook share. */

/** Letters and follow-ups of an application, a declaration or a report, from its completion to its certificate. */
export const ofApplication = [
  'app-complete',
  'app-inquiry-password',
  'app-provisional-number',
  'app-receipt-number',
  'app-applicant-unreachable',
  'report-receipt-number',
  'correction-request',
  'additional-docs-request',
  'correction-reminder',
  'staff-contact',
  'result-ready',
  'delivery-method-changed',
  'delivery-method-refused',
  'coe-delivery',
  'coe-receipt-reminder',
] as const;

/** Of them, those that ask or promise something in a procedure that goes on. */
export const ofProcedure = [
  'app-complete',
  'app-inquiry-password',
  'app-provisional-number',
  'app-receipt-number',
  'correction-request',
  'additional-docs-request',
  'correction-reminder',
] as const;

export const ofReturn = ['correction-request', 'additional-docs-request', 'correction-reminder'] as const;
export const ofCertificate = ['coe-delivery', 'coe-receipt-reminder'] as const;

/** Letters of an account of the notification system. */
export const ofEnsAccount = [
  'ens-registration-complete',
  'ens-id-renotice',
  'ens-email-changed',
  'ens-password-changed',
  'ens-password-expiry-warning',
] as const;

export const ofNotice = [
  'ens-notice-accepted',
  'ens-notice-accept-error',
  'ens-notice-registered',
  'ens-notice-registration-error',
] as const;
