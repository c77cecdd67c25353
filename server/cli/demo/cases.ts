/** Applications of the demo: reported as the application systems do, each going its own way over some weeks. */
import type { SystemCode } from '../../contract/codes.ts';
import { DAY, HOUR, jstDate } from '../../lib/clock.ts';
import type { Story } from './bulletins.ts';

type Json = Record<string, unknown>;
type Step = { at: number; system: SystemCode; type: string; subject: string; data: (at: number) => Json };

const procedures = ['residence.change', 'residence.extension', 'residence.permission'];
const languages = ['ja', 'ja', 'plja', 'en', 'ja,en'];
const documents = {
  ja: '住民票の写し',
  plja: '住民票(じゅうみんひょう)の写(うつ)し',
  en: 'Copy of your residence record',
};
const iso = (at: number) => new Date(at).toISOString();

/** The people of an application; one in twelve has an address that does not exist. */
const peopleOf = (s: Story, n: number) => {
  const number = String(n).padStart(4, '0');
  const domain = s.chance.next() < 0.08 ? 'gone.test' : 'office.example';
  const language = s.chance.pick(languages);
  return {
    filer: { email: `filer-${number}@${domain}`, name: `見本 取次 ${number}`, language: 'ja' },
    applicant: { email: `applicant-${number}@mail.example`, name: `SAMPLE ${number}`, language },
  };
};

/** An application for residence: numbers, perhaps a question, an end. */
const application = (s: Story, n: number, begins: number): Step[] => {
  const recipients = peopleOf(s, n);
  const number = String(n).padStart(6, '0');
  const day = jstDate(begins).replaceAll('-', '');
  const step = (after: number, name: string, data: (at: number) => Json): Step => ({
    at: begins + after,
    system: 'ras2',
    type: `ras2.application.${name}`,
    subject: `demo-${number}`,
    data: (at) => ({ recipients, ...data(at) }),
  });
  const procedure = s.chance.pick(procedures);
  const steps = [
    step(0, 'submitted', (at) => ({
      procedure,
      submitted_at: iso(at),
      reference: `90${number}0000`.slice(0, 12).padEnd(12, '0'),
      inquiry_password: `demo-${number}`,
    })),
    step(2 * HOUR, 'provisional-number', () => ({ number: `K-${day}-${number}` })),
    step(DAY + 3 * HOUR, 'receipt-number', () => ({
      number: `${day}-${number}`,
      provisional_number: `K-${day}-${number}`,
    })),
  ];
  if (n % 3 === 0)
    steps.push(step(6 * DAY, 'returned', () => ({ procedure, kind: 'documents', items: [documents], limit_mb: 25 })));
  if (n % 4 === 1)
    steps.push(
      step(9 * DAY, 'staff-message', () => ({
        text: {
          ja: '写真をもう1枚お送りください。',
          plja: '写真(しゃしん)をもう1枚(まい)送(おく)ってください。',
          en: 'Please send one more photograph.',
        },
      })),
    );
  const closes: Step = {
    at: begins + (18 + s.chance.below(15)) * DAY,
    system: 'ras2',
    type: 'ras2.case.closed',
    subject: `demo-${number}`,
    data: () => ({ reason: 'done' }),
  };
  return [...steps, closes];
};

/** Somebody who begins an account for notifications. */
const account = (s: Story, n: number, begins: number): Step[] => {
  const { applicant: holder } = peopleOf(s, n);
  const number = String(n).padStart(6, '0');
  return [
    {
      at: begins,
      system: 'ens',
      type: 'ens.account.registered',
      subject: `demo-ens-${number}`,
      data: () => ({ recipients: { holder }, holder_kind: 'resident', user_id: `demo-ID${number}` }),
    },
  ];
};

/** Everything that the application systems will report, in the order of time. */
export const planCases = (s: Story, p: { from: number; to: number; applications: number }): Step[] => {
  const steps: Step[] = [];
  for (let n = 1; n <= p.applications; n++) {
    // The nearer to today the more, so that there is something under way.
    const begins = p.to - Math.floor((p.to - p.from) * s.chance.next() ** 1.6);
    steps.push(...(n % 6 === 0 ? account(s, n, begins) : application(s, n, begins)));
  }
  return steps.sort((a, b) => a.at - b.at);
};

let reported = 0;

/** Reports what has come due at the present moment of the story; answers how many steps that were. */
export const reportDue = async (s: Story, steps: readonly Step[], from: number): Promise<number> => {
  let n = 0;
  for (let i = from; i < steps.length && steps[i]!.at <= s.clock.now(); i++, n++) {
    const { system, type, subject, data, at } = steps[i]!;
    const event = {
      specversion: '1.0',
      id: `demo-${++reported}`,
      source: '/demo',
      type,
      subject,
      time: iso(at),
      data: data(at),
    };
    const acting = { system, keyType: 'live' as const, actor: 'demo' };
    const request = { events: [event], mode: 'all' as const, dryRun: false };
    const { errors } = await s.parts.applications.report(acting, request, async () => true);
    if (errors.length > 0) throw new Error(`the demo's own ${type} was refused: ${JSON.stringify(errors)}`);
  }
  return n;
};
