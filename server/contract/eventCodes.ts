/** Codes that events report: closed lists. Their words in the languages of the letters stand in domain/rulebook/words.ts. */

/** What was applied for, declared or reported. */
export const procedureCodes = [
  'residence.coe',
  'residence.change',
  'residence.extension',
  'residence.acquisition',
  'residence.permission',
  'residence.reentry',
  'residence.work-certificate',
  'declaration',
  'report',
  'delivery-method',
] as const;
export type ProcedureCode = (typeof procedureCodes)[number];

/** How far a case is, as the screens of the residence application system say it. */
export const statusCodes = [
  'waiting',
  'submitted',
  'examining',
  'issuing',
  'returned',
  'completed',
  'completed-refused',
] as const;
export type StatusCode = (typeof statusCodes)[number];

/** What a notification to the electronic notification system is about. */
export const noticeKinds = [
  'resident.activity-organisation',
  'resident.contract-organisation',
  'resident.spouse',
  'organisation.acceptance',
] as const;
export type NoticeKind = (typeof noticeKinds)[number];
