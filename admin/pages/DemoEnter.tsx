/** Where the printed link of a role of the demo leads: straight in. */
import { useEffect, useRef, useState } from 'react';
import { useTranslate } from 'react-admin';
import { useParams } from 'react-router-dom';
import { Door } from '../parts/Door.tsx';
import { enter } from '../providers/authProvider.ts';
import { call, wordsOf } from '../providers/http.ts';

const DemoEnter = () => {
  const translate = useTranslate();
  const { token } = useParams();
  const [wrong, setWrong] = useState<string | null>(null);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    call('POST', '/demo/enter', { token: token ?? '' }).then(enter, (error) => setWrong(translate(...wordsOf(error))));
  }, [token, translate]);
  return (
    <Door title={translate('fb.demo.title')} wrong={wrong} intro={wrong ? undefined : translate('fb.demo.entering')}>
      {null}
    </Door>
  );
};
export default DemoEnter;
