/** Subscriptions: everything a resident can do with the newsletter, as one part for the doors and the clock. */

import { type Decide, requestDesk } from '../requests/requests.ts';
import { type AddressWish, changing } from './change.ts';
import { formDesk } from './forms.ts';
import { leaving, type ReissueWish, reissuing } from './leaving.ts';
import { limitDesk } from './limits.ts';
import { openLinks } from './links.ts';
import { type EntryWish, type LeaveWish, mailRequests } from './mailRequests.ts';
import { mailDesk } from './mails.ts';
import type { Parts } from './parts.ts';
import { purge } from './purge.ts';
import { type RegistrationWish, registration } from './registration.ts';
import { readerRows } from './rows.ts';
import { staffActs } from './staffActs.ts';
import { suspension } from './suspension.ts';
import { waitingRoom } from './waiting.ts';

/** Kinds of requests that are decided after their answer. The names stand in the database and never change. */
type Wishes = {
  registration: RegistrationWish;
  reissue: ReissueWish;
  address: AddressWish;
  entry: EntryWish;
  leave: LeaveWish;
};

export const openSubscriptions = (p: Parts) => {
  const links = openLinks(p);
  const room = {
    ...p,
    links,
    limits: limitDesk(p),
    waiting: waitingRoom(p),
    mails: mailDesk(p, links),
    rows: readerRows(p),
    forms: formDesk(p),
  };
  // The parts below write requests down at the desk, the desk asks them to decide: it is made last and looked up when used.
  const registering = registration(room, (trx, wish) => desk.accept(trx, 'registration', wish));
  const reissue = reissuing(room, (trx, wish) => desk.accept(trx, 'reissue', wish));
  const change = changing(room, (trx, wish) => desk.accept(trx, 'address', wish));
  const leave = leaving(room);
  const byMail = mailRequests(
    { ...room, leave },
    {
      entry: (trx, wish) => desk.accept(trx, 'entry', wish),
      leave: (trx, wish) => desk.accept(trx, 'leave', wish),
    },
  );
  const decide: { [K in keyof Wishes]: Decide<Wishes[K]> } = {
    registration: registering.decide,
    reissue: reissue.decide,
    address: change.decideAddress,
    entry: byMail.decideEntry,
    leave: byMail.decideLeave,
  };
  const desk = requestDesk<Wishes>(p, decide);
  const { suspend, noteHard, lifting, returnsView, settleProbes } = suspension(room);
  const staff = staffActs({ ...room, leave, liftOne: lifting.liftOne }, (trx, wish) =>
    desk.accept(trx, 'address', wish),
  );

  return {
    optIn: p.settings.optIn,
    /** What a page shows of a ticket (waiting.ts). */
    waitOf: room.waiting.waitOf,
    check: registering.check,
    register: registering.register,
    viewEntry: (token: string) => registering.viewEntry(token),
    viewConfirmation: registering.view,
    confirm: registering.confirm,
    view: change.view,
    save: change.save,
    askAddress: change.askAddress,
    viewAddress: change.viewAddress,
    confirmAddress: change.confirmAddress,
    viewUndo: change.viewUndo,
    undoAddress: change.undoAddress,
    viewChoices: registering.viewChoices,
    useChoices: registering.useChoices,
    viewLeave: leave.view,
    unsubscribe: leave.unsubscribe,
    viewTopics: leave.viewTopics,
    leaveTopic: leave.leaveTopic,
    reissue: reissue.reissue,
    requestEntry: byMail.requestEntry,
    requestLeave: byMail.requestLeave,
    tellSendOnly: byMail.tellSendOnly,
    suspend,
    noteHard,
    lift: lifting.lift,
    lifting,
    /** What staff do for one reader. */
    staff,
    settleProbes,
    returnsView,
    /** Decides what was asked for and is still open; returns when nothing is. */
    decideOpen: desk.run,
    hasOpen: desk.pending,
    purge: () => purge(p),
    stop: desk.stop,
  };
};
export type Subscriptions = ReturnType<typeof openSubscriptions>;

/**
 * What the clock does here: requests whose process died before it decided them, and rows whose time is over.
 * The shape is that of server/jobs.ts, which domain does not import.
 */
export const subscriptionJobs = (s: Pick<Subscriptions, 'decideOpen' | 'hasOpen' | 'purge' | 'settleProbes'>) => [
  { name: 'decideRequests', when: { every: 2000 }, run: s.decideOpen, pending: s.hasOpen },
  { name: 'settleProbes', when: { every: 600_000 }, run: s.settleProbes },
  { name: 'purgeSubscriptions', when: { daily: '03:00' }, run: s.purge },
];
