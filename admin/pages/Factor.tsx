/** Setting up the authenticator app: scan, prove it with one code, keep the recovery codes. */
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { AddPasskey } from '../parts/AddPasskey.tsx';
import { Door, DoorForm } from '../parts/Door.tsx';
import { usePasskeyWords } from '../parts/passkeyWords.ts';
import { RecoveryCodes } from '../parts/RecoveryCodes.tsx';
import { useAct } from '../parts/useAct.ts';
import { useAsked } from '../parts/useAsked.ts';
import { forget } from '../providers/authProvider.ts';
import { call } from '../providers/http.ts';

type Begun = { secret: string; state: string; qr: { path: string; size: number } };

const QrCode = ({ qr, label }: { qr: Begun['qr']; label: string }) => (
  <Box
    component="svg"
    role="img"
    aria-label={label}
    viewBox={`0 0 ${qr.size} ${qr.size}`}
    shapeRendering="crispEdges"
    sx={{ width: 240, maxWidth: '100%', display: 'block', borderRadius: 2 }}
  >
    <rect width={qr.size} height={qr.size} fill="#fff" />
    <path d={qr.path} fill="#000" />
  </Box>
);

/** Four signs at a time are typed without losing the place. */
const inFours = (secret: string) =>
  Array.from({ length: Math.ceil(secret.length / 4) }, (_, n) => ({ at: n, signs: secret.slice(4 * n, 4 * n + 4) }));

const goOn = () => {
  forget();
  window.location.hash = '#/';
  window.location.reload();
};

/** The other way, where the hub's address lets browsers have passkeys. */
const ByPasskey = ({ onAdded }: { onAdded: (recovery: string[] | null) => void }) => {
  const words = usePasskeyWords();
  const asked = useAsked('/session/passkeys');
  if (!asked.data?.here) return null;
  return (
    <Box sx={{ mb: 3 }}>
      <Typography component="h2" sx={{ fontWeight: 700, mb: 1 }}>
        {words.title}
      </Typography>
      <Typography sx={{ mb: 2 }}>{words.intro}</Typography>
      <AddPasskey onAdded={onAdded} />
      <Divider sx={{ mt: 3 }}>{words.or}</Divider>
    </Box>
  );
};

const Factor = () => {
  const translate = useTranslate();
  const [begun, setBegun] = useState<Begun | null>(null);
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState<string[] | null>(null);
  const act = useAct();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    void act.run(async () => setBegun(await call('POST', '/session/factor')));
  }, [act]);
  const submit = async () => {
    const done = await act.run(() => call('PUT', '/session/factor', { state: begun?.state ?? '', code }));
    if (done) setRecovery(done.recovery);
  };
  if (recovery)
    return (
      <Door title={translate('fb.factor.recovery')}>
        <RecoveryCodes codes={recovery} onKept={goOn} />
      </Door>
    );
  return (
    <Door title={translate('fb.factor.title')} intro={translate('fb.factor.intro')} wrong={act.wrong.all}>
      <ByPasskey onAdded={(codes) => (codes ? setRecovery(codes) : goOn())} />
      {begun && (
        <DoorForm onSubmit={submit}>
          <Box>
            <Typography component="h2" sx={{ fontWeight: 700, mb: 1 }}>
              {translate('fb.factor.step1')}
            </Typography>
            <QrCode qr={begun.qr} label={translate('fb.factor.qr')} />
            <Typography sx={{ mt: 1 }}>{translate('fb.factor.step1Help')}</Typography>
            <Typography component="code" sx={{ fontFamily: 'monospace' }}>
              {inFours(begun.secret).map(({ at, signs }) => (
                <Box component="span" key={at} sx={{ display: 'inline-block', mr: 1 }}>
                  {signs}
                </Box>
              ))}
            </Typography>
          </Box>
          <Typography component="h2" sx={{ fontWeight: 700 }}>
            {translate('fb.factor.step2')}
          </Typography>
          <TextField
            label={translate('fb.factor.code')}
            autoComplete="one-time-code"
            slotProps={{ htmlInput: { inputMode: 'numeric', maxLength: 7 } }}
            required
            value={code}
            onChange={(e) => setCode(e.target.value)}
          />
          <Button type="submit" variant="contained" size="large" disabled={act.busy}>
            {translate('fb.factor.go')}
          </Button>
        </DoorForm>
      )}
    </Door>
  );
};
export default Factor;
