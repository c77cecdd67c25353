/** The console: the list of places, nothing else. Screens are loaded when they are opened. */
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { Admin, CustomRoutes, type I18nProvider, Resource } from 'react-admin';
import { Route } from 'react-router-dom';
import type { Right } from '../server/contract/rights.ts';
import { ConsoleLayout } from './frame/ConsoleLayout.tsx';
import { NoSuchPage, NotForYou } from './frame/Elsewhere.tsx';
import { SignIn } from './pages/SignIn.tsx';
import { persistently } from './parts/loaded.ts';
import { ScreenGuard } from './parts/ScreenGuard.tsx';
import { Waiting } from './parts/Waiting.tsx';
import { authProvider } from './providers/authProvider.ts';
import { dataProvider } from './providers/dataProvider.ts';
import { resources } from './resources/index.ts';
import { doors, screens } from './routes.ts';
import { darkTheme, lightTheme } from './theme.ts';

/** One screen, loaded when it is opened; `again` makes a new attempt, for a lazy part that failed once stays so. */
const Screen = ({ load }: { load: () => Promise<{ default: ComponentType }> }) => {
  const [Part, setPart] = useState(() => lazy(persistently(load)));
  return (
    <ScreenGuard again={() => setPart(lazy(persistently(load)))}>
      <Suspense fallback={<Waiting />}>
        <Part />
      </Suspense>
    </ScreenGuard>
  );
};

const loadHome = () => import('./pages/Home.tsx');
const Dashboard = () => <Screen load={loadHome} />;

/** With its path as key: between two routes the router keeps what has the same type, and the screen before would stay under the new address. */
const screen = (path: string, load: () => Promise<{ default: ComponentType }>) => <Screen key={path} load={load} />;

/** Pages without the frame: before and while signing in. */
const withoutFrame = (
  <CustomRoutes noLayout>
    {doors.map(({ path, load }) => (
      <Route key={path} path={path} element={screen(path, load)} />
    ))}
  </CustomRoutes>
);

const enough = (needed: readonly Right[], rights: readonly Right[]) =>
  needed.length === 0 || needed.some((right) => rights.includes(right));

/** Whoever follows a link without the right learns who may; the server would refuse in any case. */
const inFrame = (rights: readonly Right[]) => (
  <CustomRoutes>
    {screens.map(({ path, rights: needed, load }) => (
      <Route
        key={path}
        path={path}
        element={enough(needed, rights) ? screen(path, load) : <NotForYou rights={needed} />}
      />
    ))}
    {resources
      .filter((resource) => !enough(resource.rights, rights))
      .map(({ name, rights: needed }) => (
        <Route key={name} path={`/${name}/*`} element={<NotForYou rights={needed} />} />
      ))}
  </CustomRoutes>
);

export const App = ({ i18nProvider }: { i18nProvider: I18nProvider }) => (
  <Admin
    dataProvider={dataProvider}
    authProvider={authProvider}
    i18nProvider={i18nProvider}
    theme={lightTheme}
    darkTheme={darkTheme}
    layout={ConsoleLayout}
    dashboard={Dashboard}
    loginPage={SignIn}
    catchAll={NoSuchPage}
    disableTelemetry
  >
    {(rights: Right[]) => (
      <>
        {resources
          .filter((resource) => enough(resource.rights, rights))
          .map(({ rights: _needed, ...resource }) => (
            <Resource key={resource.name} {...resource} />
          ))}
        {inFrame(rights)}
        {withoutFrame}
      </>
    )}
  </Admin>
);
