/** Tells staff by mail that a task needs somebody. Of one kind each person hears once an hour at most: a hundred bounces are one mail. */
import type { TaskKind } from '../../contract/codes.ts';
import { type Clock, HOUR, MINUTE } from '../../lib/clock.ts';
import type { NewLetter, Outbox } from '../../outbox/outbox.ts';
import type { Db, Source } from '../../store/db.ts';
import { listUntoldTasks, markTasksTold } from '../../store/tasks.ts';
import type { Policy, StaffMember } from '../policy/policy.ts';

/** What the mail calls them; the console says more. */
const names: Readonly<Record<TaskKind, { ja: string; en: string }>> = {
  'letter-bounced': { ja: '届かなかったメールがあります', en: 'A mail did not arrive' },
  'letter-not-sent': { ja: '送れなかったメールがあります', en: 'A mail could not be sent' },
  'letters-expired': { ja: '期限が過ぎて送れなかったメールがあります', en: 'Mails ran out of time' },
  'letters-late': {
    ja: '送る日が過ぎたメールがあります。送るかどうかを決めてください',
    en: 'The day of mails has passed: say whether they still leave',
  },
  'letter-went-alone': {
    ja: '前のメールを待たずに送ったメールがあります',
    en: 'A mail went without the one before it',
  },
  'bulletin-paused': { ja: 'お知らせの配信が自動で止まりました', en: 'A bulletin stopped by itself' },
  'relay-unreached': {
    ja: '中継サーバーにつながらないか、答えがありません',
    en: 'A relay cannot be reached, or does not answer',
  },
  'database-restored': {
    ja: 'データベースがバックアップから復元されました',
    en: 'The database was restored from a backup',
  },
  'hub-trouble': { ja: '配信の仕組みが止まっています', en: 'Work stands still' },
  'suspensions-held': {
    ja: '宛先不明の返答が急に増えたため、登録の停止を保留しています',
    en: 'Suddenly many addresses are said to be gone: suspensions are held back',
  },
  'own-domain-refused': {
    ja: '相手のサーバーが、私たちのドメインからのメールを断りました',
    en: 'Another server refuses mail from our domain',
  },
  'letters-arrived': { ja: '私たちあての手紙が届いています', en: 'Letters to us have come' },
  'reports-unread': {
    ja: '意味の分からない、届かなかった知らせがあります',
    en: 'A report came that nobody understood',
  },
  'sender-unsigned': {
    ja: '差出人のドメインに、署名の鍵がありません',
    en: 'A sender domain has no signing key',
  },
  'reference-copied': {
    ja: '1つの照会番号が、多くの場所から確かめられています',
    en: 'One reference is asked for from many networks',
  },
  'access-request': {
    ja: '自分の情報についての請求を受け付けました',
    en: 'Somebody has asked for what is stored about them',
  },
};

type Parts = { db: Db; clock: Clock; outbox: Outbox; policy: Policy; publicUrl: () => string };

export const openTaskNotices = (p: Parts) => {
  const untold = (source: Source = p.db) => listUntoldTasks(source, p.clock.now() - HOUR);

  const letters = (kind: TaskKind, openedAt: number, people: readonly StaffMember[]): NewLetter[] =>
    people.map((person) => ({
      type: 'staff-task',
      system: 'staff',
      languages: [person.language],
      role: 'operator',
      to: person.email,
      variables: {
        task: names[kind][person.language],
        opened_at: openedAt,
        console_url: `${p.publicUrl()}/console/#/tasks`,
      },
      lane: 'transactional',
      dedupeKey: `staff-task:${kind}:${openedAt}:${person.actor}`,
      actor: 'clock',
      cause: 'tasks',
    }));

  return {
    /** For the clock's table. */
    jobs: [
      {
        name: 'tellOfTasks',
        when: { every: MINUTE },
        nudged: true,
        pending: async () => (await untold()).length > 0,
        run: () =>
          p.db.write(async (trx) => {
            const people = await p.policy.holders(trx, 'task.close');
            for (const { kind, opened_at } of await untold(trx)) {
              await p.outbox.postAll(trx, letters(kind, opened_at, people));
              await markTasksTold(trx, kind, p.clock.now());
            }
            trx.afterCommit(() => p.db.wake());
          }),
      },
    ],
  };
};
export type TaskNotices = ReturnType<typeof openTaskNotices>;
