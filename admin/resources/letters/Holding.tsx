/** Keeps one letter back with a reason, and lets it go again: the way back of the first stands where the first stood. */
import { useLocale, useNotify, useTranslate } from 'react-admin';
import type { LetterShown } from '../../../server/contract/console/letters.ts';
import { mayMove } from '../../../server/contract/letterMoves.ts';
import { AskButton } from '../../parts/AskButton.tsx';
import { moment } from '../../parts/moment.ts';
import type { Asking } from '../../parts/ReasonDialog.tsx';
import { call } from '../../providers/http.ts';

/** For a letter that has not ended; `onDone`: its state is another now. */
export const Holding = ({ letter, onDone }: { letter: LetterShown; onDone: () => void }) => {
  const translate = useTranslate();
  const locale = useLocale();
  const notify = useNotify();
  const { id, to, plannedAt } = letter;
  const deadline = moment(letter.deadlineAt, locale);
  const hold: Asking = {
    title: translate('fb.holding.hold'),
    text: translate('fb.holding.holdAsk', { to, deadline }),
    go: translate('fb.holding.hold'),
    reason: true,
    run: async (reason) => {
      await call('POST', `/letters/${id}/hold`, { reason });
      onDone();
      notify('fb.holding.held', { type: 'success' });
    },
  };
  const letGo: Asking = {
    title: translate('fb.holding.letGo'),
    text:
      plannedAt === null
        ? translate('fb.holding.letGoNow', { to, deadline })
        : translate('fb.holding.letGoAt', { to, deadline, at: moment(plannedAt, locale) }),
    go: translate('fb.holding.letGo'),
    run: async () => {
      await call('POST', `/letters/${id}/let-go`);
      onDone();
      notify('fb.holding.gone', { type: 'success' });
    },
  };
  // Two buttons with keys of their own: the dialog of one must not stay open as that of the other.
  if (letter.state === 'held') return <AskButton key="letGo" variant="contained" asking={letGo} />;
  return mayMove(letter.state, 'held') ? <AskButton key="hold" variant="outlined" asking={hold} /> : null;
};
