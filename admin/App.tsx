/** The console: the list of places, nothing else. Screens are loaded when they are opened. */
import { type ComponentType, lazy, Suspense } from 'react';
import { Admin, CustomRoutes, Resource } from 'react-admin';
import { Route } from 'react-router-dom';
import { ConsoleLayout } from './frame/ConsoleLayout.tsx';
import { SignIn } from './pages/SignIn.tsx';
import { Waiting } from './parts/Waiting.tsx';
import { authProvider } from './providers/authProvider.ts';
import { dataProvider } from './providers/dataProvider.ts';
import { i18nProvider } from './providers/i18nProvider.ts';
import { bulletins } from './resources/bulletins/index.ts';
import { readers } from './resources/readers/index.ts';
import { topics } from './resources/topics/index.ts';
import { darkTheme, lightTheme } from './theme.ts';

const HomePage = lazy(() => import('./pages/Home.tsx'));
const Dashboard = () => (
  <Suspense fallback={<Waiting />}>
    <HomePage />
  </Suspense>
);

const screen = (load: () => Promise<{ default: ComponentType }>) => {
  const Screen = lazy(load);
  return (
    <Suspense fallback={<Waiting />}>
      <Screen />
    </Suspense>
  );
};

/** Pages without the frame: before and while signing in. */
const doors = (
  <CustomRoutes noLayout>
    <Route path="/first/:token" element={screen(() => import('./pages/FirstAdministrator.tsx'))} />
    <Route path="/invitation/:token" element={screen(() => import('./pages/Invitation.tsx'))} />
    <Route path="/reset/:token" element={screen(() => import('./pages/Reset.tsx'))} />
    <Route path="/forgot" element={screen(() => import('./pages/Forgot.tsx'))} />
    <Route path="/confirmed" element={screen(() => import('./pages/Confirmed.tsx'))} />
    <Route path="/factor" element={screen(() => import('./pages/Factor.tsx'))} />
  </CustomRoutes>
);

/** Pages inside the frame; the server refuses what somebody may not see, and the menu does not offer it. */
const screens = (
  <CustomRoutes>
    <Route path="/account" element={screen(() => import('./pages/Account.tsx'))} />
    <Route path="/people" element={screen(() => import('./resources/people/PeopleList.tsx'))} />
    <Route path="/people/invite" element={screen(() => import('./resources/people/PersonInvite.tsx'))} />
    <Route path="/find" element={screen(() => import('./resources/desk/Find.tsx'))} />
    <Route path="/letters" element={screen(() => import('./resources/desk/Find.tsx'))} />
    <Route path="/letters/:id" element={screen(() => import('./resources/desk/LetterShow.tsx'))} />
    <Route path="/cases" element={screen(() => import('./resources/desk/CaseList.tsx'))} />
    <Route path="/cases/:id" element={screen(() => import('./resources/desk/CaseShow.tsx'))} />
    <Route path="/suspended" element={screen(() => import('./resources/desk/SuspendedList.tsx'))} />
    <Route path="/readers/:id" element={screen(() => import('./resources/desk/ReaderShow.tsx'))} />
    <Route path="/tasks" element={screen(() => import('./resources/operations/TaskList.tsx'))} />
    <Route path="/delivery" element={screen(() => import('./resources/operations/Delivery.tsx'))} />
    <Route path="/keys" element={screen(() => import('./resources/operations/KeyList.tsx'))} />
    <Route path="/callbacks" element={screen(() => import('./resources/operations/CallbackList.tsx'))} />
    <Route path="/audit" element={screen(() => import('./resources/house/AuditList.tsx'))} />
    <Route path="/settings" element={screen(() => import('./resources/house/SettingList.tsx'))} />
    <Route path="/mail-types" element={screen(() => import('./resources/house/MailTypeList.tsx'))} />
    <Route path="/mail-types/:id" element={screen(() => import('./resources/house/MailTypeShow.tsx'))} />
    <Route path="/rulebook" element={screen(() => import('./resources/house/Rulebook.tsx'))} />
    <Route path="/people/:id" element={screen(() => import('./resources/people/PersonEdit.tsx'))} />
  </CustomRoutes>
);

export const App = () => (
  <Admin
    dataProvider={dataProvider}
    authProvider={authProvider}
    i18nProvider={i18nProvider}
    theme={lightTheme}
    darkTheme={darkTheme}
    layout={ConsoleLayout}
    dashboard={Dashboard}
    loginPage={SignIn}
    disableTelemetry
  >
    {(rights: string[]) => (
      <>
        {rights.includes('bulletin.see') && <Resource {...bulletins} />}
        {rights.includes('topic.see') && <Resource {...topics} />}
        {(rights.includes('reader.count') || rights.includes('reader.find')) && <Resource {...readers} />}
        {screens}
        {doors}
      </>
    )}
  </Admin>
);
