/** Every address of the console below #, in one list: the app, the tests that visit all of them and the pictures read it. A screen is loaded when it is opened. */
import type { ComponentType } from 'react';
import type { Right } from '../server/contract/rights.ts';

export type Screen = {
  path: string;
  /** One of them is enough; empty: anybody who is signed in. */
  rights: readonly Right[];
  load: () => Promise<{ default: ComponentType }>;
};

/** Without the frame: before and while signing in. */
export const doors: readonly Pick<Screen, 'path' | 'load'>[] = [
  { path: '/first/:token', load: () => import('./pages/FirstAdministrator.tsx') },
  { path: '/invitation/:token', load: () => import('./pages/Invitation.tsx') },
  { path: '/reset/:token', load: () => import('./pages/Reset.tsx') },
  { path: '/forgot', load: () => import('./pages/Forgot.tsx') },
  { path: '/confirmed', load: () => import('./pages/Confirmed.tsx') },
  { path: '/demo/:token', load: () => import('./pages/DemoEnter.tsx') },
  { path: '/factor', load: () => import('./pages/Factor.tsx') },
];

/** Inside the frame. The server refuses what somebody may not see; the menu does not offer it, and the screen says who may. */
export const screens: readonly Screen[] = [
  { path: '/account', rights: [], load: () => import('./pages/Account.tsx') },
  {
    path: '/bulletins/:id/record',
    rights: ['bulletin.export'],
    load: () => import('./resources/bulletins/BulletinRecord.tsx'),
  },
  { path: '/people', rights: ['person.see'], load: () => import('./resources/people/PeopleList.tsx') },
  { path: '/people/invite', rights: ['person.write'], load: () => import('./resources/people/PersonInvite.tsx') },
  { path: '/people/:id', rights: ['person.see'], load: () => import('./resources/people/PersonEdit.tsx') },
  { path: '/imports', rights: ['reader.import'], load: () => import('./resources/imports/ImportList.tsx') },
  { path: '/imports/:id', rights: ['reader.import'], load: () => import('./resources/imports/ImportShow.tsx') },
  { path: '/news', rights: ['bulletin.see'], load: () => import('./resources/news/NewsList.tsx') },
  { path: '/terms', rights: ['bulletin.see'], load: () => import('./resources/subscriptionTerms/TermsList.tsx') },
  {
    path: '/terms/create',
    rights: ['bulletin.submit'],
    load: () => import('./resources/subscriptionTerms/TermsCreate.tsx'),
  },
  { path: '/terms/:id', rights: ['bulletin.see'], load: () => import('./resources/subscriptionTerms/TermsShow.tsx') },
  { path: '/works', rights: ['delivery.see'], load: () => import('./resources/works/WorkList.tsx') },
  {
    path: '/find',
    rights: ['letter.find', 'reader.find', 'bulletin.see'],
    load: () => import('./resources/letters/Find.tsx'),
  },
  { path: '/letters', rights: ['letter.find'], load: () => import('./resources/letters/LetterList.tsx') },
  { path: '/letters/:id', rights: ['letter.find'], load: () => import('./resources/letters/LetterShow.tsx') },
  { path: '/cases', rights: ['letter.control'], load: () => import('./resources/cases/CaseList.tsx') },
  { path: '/cases/:id', rights: ['case.see'], load: () => import('./resources/cases/CaseShow.tsx') },
  { path: '/suspended', rights: ['suppression.see'], load: () => import('./resources/readers/SuspendedList.tsx') },
  {
    path: '/suppressions',
    rights: ['suppression.see'],
    load: () => import('./resources/suppressions/SuppressionList.tsx'),
  },
  {
    path: '/suspensions',
    rights: ['suppression.see'],
    load: () => import('./resources/suspensions/SuspensionList.tsx'),
  },
  { path: '/arrivals', rights: ['arrival.see'], load: () => import('./resources/arrivals/ArrivalList.tsx') },
  { path: '/arrivals/:id', rights: ['arrival.see'], load: () => import('./resources/arrivals/ArrivalShow.tsx') },
  { path: '/readers/:id', rights: ['reader.find'], load: () => import('./resources/readers/ReaderShow.tsx') },
  { path: '/plja', rights: ['bulletin.see'], load: () => import('./resources/plja/PljaWords.tsx') },
  { path: '/blocks', rights: ['bulletin.see'], load: () => import('./resources/blocks/BlockList.tsx') },
  { path: '/tasks', rights: ['task.see'], load: () => import('./resources/tasks/TaskList.tsx') },
  { path: '/delivery', rights: ['delivery.see'], load: () => import('./resources/delivery/Delivery.tsx') },
  { path: '/keys', rights: ['key.see'], load: () => import('./resources/keys/KeyList.tsx') },
  { path: '/callbacks', rights: ['callback.see'], load: () => import('./resources/callbacks/CallbackList.tsx') },
  { path: '/audit', rights: ['audit.see'], load: () => import('./resources/audit/AuditList.tsx') },
  { path: '/systems', rights: ['setting.see'], load: () => import('./resources/systems/SystemList.tsx') },
  { path: '/settings', rights: ['setting.see'], load: () => import('./resources/settings/SettingList.tsx') },
  { path: '/mail-types', rights: ['mailType.see'], load: () => import('./resources/mailTypes/MailTypeList.tsx') },
  { path: '/mail-types/:id', rights: ['mailType.see'], load: () => import('./resources/mailTypes/MailTypeShow.tsx') },
  { path: '/templates', rights: ['mailType.see'], load: () => import('./resources/templates/TemplateList.tsx') },
  {
    path: '/templates/create',
    rights: ['template.write'],
    load: () => import('./resources/templates/TemplateCreate.tsx'),
  },
  { path: '/templates/:id', rights: ['mailType.see'], load: () => import('./resources/templates/TemplateShow.tsx') },
  { path: '/rulebook', rights: ['rulebook.see'], load: () => import('./resources/rulebook/Rulebook.tsx') },
];

type Resource = { name: string; list?: unknown; create?: unknown; edit?: unknown; show?: unknown };
/** Addresses that react-admin makes of a resource. */
export const pathsOf = (resource: Resource): string[] => [
  ...(resource.list ? [`/${resource.name}`] : []),
  ...(resource.create ? [`/${resource.name}/create`] : []),
  ...(resource.edit ? [`/${resource.name}/:id`] : []),
  ...(resource.show ? [`/${resource.name}/:id/show`] : []),
];
