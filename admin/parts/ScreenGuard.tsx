/** A screen that could not be loaded says why, and tries again on demand. */
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { Component, type ReactNode } from 'react';
import { useTranslate } from 'react-admin';

const Failed = ({ again }: { again: () => void }) => {
  const translate = useTranslate();
  return (
    <Alert
      severity="error"
      role="alert"
      sx={{ mt: 2 }}
      action={<Button onClick={again}>{translate('fb.elsewhere.again')}</Button>}
    >
      {translate('fb.elsewhere.notLoaded')}
    </Alert>
  );
};

type Given = { children: ReactNode; again: () => void };

export class ScreenGuard extends Component<Given, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    const again = () => {
      this.setState({ failed: false });
      this.props.again();
    };
    return <Failed again={again} />;
  }
}
