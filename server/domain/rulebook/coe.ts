/** Rows of certificates of eligibility: the same in both residence systems but for who holds the case. */
import type { RecipientRole } from '../../contract/codes.ts';
import type { EventSystem } from '../../contract/events.ts';
import { ofCertificate } from './ends.ts';
import type { End, EventRule } from './shape.ts';

/** Another way than mail ends what was to go by mail. */
export const otherMethod: End = { types: ofCertificate, when: [{ path: 'data.method', isNot: ['mail'] }] };

/** Certificates delivered by mail, the weekly reminders until three civil months after issue, and what ends them. */
export const coeRules = (system: EventSystem, to: RecipientRole): readonly EventRule[] => [
  {
    type: `${system}.coe.issued`,
    says: {
      ja: '在留資格認定証明書が発行された',
      en: 'A certificate of eligibility was issued',
    },
    keeps: ['number', 'issued_on', 'register_url', 'method'],
    ends: [{ types: ['coe-receipt-reminder'] }],
    letters: [
      {
        type: 'coe-delivery',
        to,
        timing: { at: 'once' },
        condition: { tests: [{ path: 'data.method', is: ['mail'] }], otherwise: 'delivered-by-post' },
        // Forwarded abroad and shown to officers of several countries: Japanese above, English below.
        halves: [['ja', 'plja'], ['en']],
        variables: {
          certificate: 'data.certificate',
          coe_no: 'data.number',
          issued_on: 'data.issued_on',
          valid_until: 'data.valid_until',
          register_url: 'data.register_url',
        },
        keep: 'case',
      },
    ],
    followUps: [
      {
        type: 'coe-receipt-reminder',
        to,
        afterLetter: ['coe-delivery'],
        schedule: { from: 'sending', everyDays: 7, until: { months: 3, after: 'data.issued_on' } },
        variables: {
          coe_no: 'data.number',
          issued_on: 'data.issued_on',
          register_url: 'data.register_url',
          sent_on: { day: 'chain.sent_at' },
          stop_on: 'chain.stop_on',
          certificate: 'repeated.certificate',
        },
        keep: 'case',
      },
    ],
  },
  {
    type: `${system}.coe.receipt-registered`,
    says: { ja: '証明書の受領登録が行われた', en: 'Receipt of the certificate was registered' },
    ends: [
      // Registered before it was reported as issued: the certificate goes, and nobody is reminded.
      { types: ['coe-receipt-reminder'], presumes: `${system}.coe.issued` },
      { types: ['coe-delivery'], inHandOnly: true },
    ],
    presumesCase: true,
    letters: [],
    none: 'stops-follow-ups',
  },
  {
    type: `${system}.coe.cancelled`,
    says: { ja: '証明書が取り消された', en: 'The certificate was cancelled' },
    ends: [{ types: ofCertificate }],
    presumesCase: true,
    letters: [],
    none: 'stops-follow-ups',
  },
];

/** What every reporting system has: the end of a case and a corrected address. */
export const caseRules = (system: EventSystem): readonly EventRule[] => [
  {
    type: `${system}.case.closed`,
    says: { ja: '案件が終わった', en: 'The case has ended' },
    presumesCase: true,
    letters: [],
    none: 'case-ends',
    effect: 'closes-case',
  },
  {
    type: `${system}.recipient.address-corrected`,
    says: { ja: '宛先のアドレスが訂正された', en: 'An address of the case was corrected' },
    presumesCase: true,
    letters: [],
    none: 'address-changed',
    effect: 'corrects-address',
  },
];
