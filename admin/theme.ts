/** MUI theme from the design tokens: calm, white, one accent, borders instead of shadows. */
import type { Theme } from '@mui/material';
import type { RaThemeOptions } from 'react-admin';
import { defaultDarkTheme, defaultLightTheme } from 'react-admin';

const font = '"Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", Meiryo, system-ui, sans-serif';

const shared = (base: RaThemeOptions, line: string): RaThemeOptions => ({
  ...base,
  typography: {
    ...base.typography,
    fontFamily: font,
    fontSize: 15,
    button: { textTransform: 'none', fontWeight: 700 },
  },
  shape: { borderRadius: 8 },
  components: {
    ...base.components,
    MuiPaper: {
      defaultProps: { elevation: 0 },
      styleOverrides: { root: { backgroundImage: 'none' }, elevation1: { border: `1px solid ${line}` } },
    },
    // The focus ring lies where the label stands: the label keeps a ground of its own, so the ring cuts no word.
    MuiInputLabel: {
      styleOverrides: {
        outlined: ({ theme }: { theme: Theme }) => ({
          '&.Mui-focused.MuiInputLabel-shrink': {
            backgroundColor: theme.palette.background.paper,
            marginLeft: -4,
            paddingInline: 6,
            zIndex: 2,
          },
        }),
      },
    },
    MuiCard: { styleOverrides: { root: { border: `1px solid ${line}`, boxShadow: 'none' } } },
    MuiAppBar: {
      ...base.components?.MuiAppBar,
      styleOverrides: { root: { boxShadow: 'none', borderBottom: `1px solid ${line}` } },
    },
    MuiButton: { ...base.components?.MuiButton, styleOverrides: { root: { minHeight: 44 } } },
    MuiTextField: { defaultProps: { variant: 'outlined', size: 'medium' } },
  },
});

export const lightTheme = shared(
  {
    ...defaultLightTheme,
    palette: {
      mode: 'light',
      primary: { main: '#0017c1', dark: '#00118f' },
      secondary: { main: '#0017c1' },
      error: { main: '#c50e12' },
      success: { main: '#197a4b' },
      warning: { main: '#a34d00' },
      background: { default: '#ffffff', paper: '#ffffff' },
      text: { primary: '#333333', secondary: '#595959' },
    },
  },
  '#d8d8db',
);

export const darkTheme = shared(
  {
    ...defaultDarkTheme,
    palette: {
      mode: 'dark',
      primary: { main: '#9db7f9' },
      secondary: { main: '#9db7f9' },
      error: { main: '#ff8a80' },
      success: { main: '#7fd1a5' },
      warning: { main: '#ffc266' },
      background: { default: '#1a1a1a', paper: '#1a1a1a' },
      text: { primary: '#f2f2f2', secondary: '#c8c8cb' },
    },
  },
  '#4d4d4d',
);
