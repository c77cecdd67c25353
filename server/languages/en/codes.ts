/** Words for codes that the systems report, in English. */
import type { CodeWords } from '../languageWords.ts';

export const codes: CodeWords = {
  // As on the system's own screens, where they have it (seed 001: 694, 1121 to 1125, 1205); a misprint of theirs is left out.
  procedures: {
    unlisted: 'Procedure that was done online',
    residence: 'Residence application',
    'residence.coe': 'Application for a Certificate of Eligibility',
    'residence.change': 'Change of status of residence',
    'residence.extension': 'Extension of period of stay',
    'residence.acquisition': 'Acquisition of status of residence',
    'residence.permission': 'Permit to engage in activity other than that permitted by the status of residence',
    'residence.reentry': 'Re-entry permit',
    'residence.work-certificate': 'Certificate of authorized employment',
    declaration: 'Asking of usage (declaration of use)',
    report: 'Periodic report',
    'delivery-method': 'Change of delivery method',
  },
  methods: {
    mail: 'E-mail',
    post: 'Mailing',
    counter: 'Counter of the office',
  },
  items: {
    phone: 'Phone number',
    name: 'Name',
    address: 'Address',
    department: 'Department',
    nationality: 'Nationality or region',
  },
  statuses: {
    waiting: 'Waiting to be processed',
    submitted: 'Application submitted',
    examining: 'Under examination',
    issuing: 'Waiting to be issued',
    returned: 'Returned to you',
    completed: 'Completed',
    'completed-refused': 'Completed',
  },
  kinds: {
    'resident.activity-organisation': 'Notification of the organisation of activity',
    'resident.contract-organisation': 'Notification of the contracting organisation',
    'resident.spouse': 'Notification of the spouse',
    'organisation.acceptance': 'Notification of acceptance of mid- to long-term residents',
  },
};
