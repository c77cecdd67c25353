/** The console around every page: search on top, places on the left, the watch over the session. */
import AccountIcon from '@mui/icons-material/ManageAccountsOutlined';
import Box from '@mui/material/Box';
import ListItemIcon from '@mui/material/ListItemIcon';
import ListItemText from '@mui/material/ListItemText';
import MenuItem from '@mui/material/MenuItem';
import { forwardRef, type ReactNode, useEffect } from 'react';
import {
  AppBar,
  Layout,
  Logout,
  UserMenu,
  useGetIdentity,
  useSetLocale,
  useTheme,
  useTranslate,
  useUserMenu,
} from 'react-admin';
import { Link, useNavigate } from 'react-router-dom';
import { whoAmI } from '../providers/authProvider.ts';
import { AgencyName } from './AgencyName.tsx';
import { AskAgain } from './AskAgain.tsx';
import { ConsoleMenu } from './ConsoleMenu.tsx';
import { DemoBar } from './DemoBar.tsx';
import { IdleWatch } from './IdleWatch.tsx';
import { MailStays } from './MailStays.tsx';
import { SearchBox } from './SearchBox.tsx';
import { SendingBar } from './SendingBar.tsx';
import { Shortcuts } from './Shortcuts.tsx';
import { SignInAgain } from './SignInAgain.tsx';

const AccountItem = forwardRef<HTMLAnchorElement>((props, ref) => {
  const translate = useTranslate();
  const menu = useUserMenu();
  return (
    <MenuItem component={Link} to="/account" ref={ref} onClick={() => menu?.onClose()} {...props}>
      <ListItemIcon>
        <AccountIcon fontSize="small" />
      </ListItemIcon>
      <ListItemText>{translate('fb.account.title')}</ListItemText>
    </MenuItem>
  );
});

/** Whoever speaks to the machine says what is seen on the button: the name. */
const OwnMenu = () => {
  const translate = useTranslate();
  const { identity } = useGetIdentity();
  const menu = translate('ra.auth.user_menu');
  return (
    <UserMenu label={identity?.fullName ? `${identity.fullName} · ${menu}` : menu}>
      <AccountItem />
      <Logout />
    </UserMenu>
  );
};

const ConsoleBar = () => (
  <AppBar color="default" toolbar={false} userMenu={<OwnMenu />}>
    <AgencyName />
    <Box sx={{ flexGrow: 1, display: 'flex', justifyContent: 'center', minWidth: 0, px: { xs: 0.5, sm: 2 } }}>
      <SearchBox />
    </Box>
  </AppBar>
);

/** The person's own language and colours, wherever they sign in. `auto` follows the machine, also when it turns dark in the evening. */
const useOwnLook = () => {
  const setLocale = useSetLocale();
  const [, setTheme] = useTheme();
  const navigate = useNavigate();
  useEffect(() => {
    const night = window.matchMedia('(prefers-color-scheme: dark)');
    let follow = false;
    const look = () => follow && setTheme(night.matches ? 'dark' : 'light');
    whoAmI()
      .then((me) => {
        // Nothing else may be done before the authenticator app is set up.
        if (me.factor === 'needed') navigate('/factor');
        setLocale(me.language);
        follow = me.colour === 'auto';
        if (me.colour === 'auto') look();
        else setTheme(me.colour);
      })
      .catch(() => undefined);
    night.addEventListener('change', look);
    return () => night.removeEventListener('change', look);
  }, [setLocale, setTheme, navigate]);
};

export const ConsoleLayout = ({ children }: { children: ReactNode }) => {
  useOwnLook();
  return (
    <Layout appBar={ConsoleBar} menu={ConsoleMenu}>
      <Box sx={{ maxWidth: 1280, width: '100%', minWidth: 0 }}>
        <DemoBar />
        <MailStays />
        {children}
      </Box>
      <SendingBar />
      <AskAgain />
      <SignInAgain />
      <IdleWatch />
      <Shortcuts />
    </Layout>
  );
};
