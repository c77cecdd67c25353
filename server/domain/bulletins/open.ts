/** Bulletins as the house opens them: from the draft to the last outcome. */
import { openApproval } from './approval.ts';
import { openBulletins } from './bulletins.ts';
import { openCommentNotices } from './commentNotices.ts';
import { openComments } from './comments.ts';
import { openDigests } from './digests.ts';
import { openPresence } from './presence.ts';
import { openPreview } from './preview.ts';
import { openRelease } from './release.ts';
import { openRevisions } from './revisions.ts';
import { openSequels } from './sequel.ts';
import { openShelf } from './shelf.ts';
import { openTestSend } from './testSend.ts';
import { openUnderWay } from './underWay.ts';
import { openWatch } from './watching.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openPreview>[0] &
  Parameters<typeof openWatch>[0] &
  Parameters<typeof openBulletins>[0] &
  Parameters<typeof openTestSend>[0] &
  Omit<Parameters<typeof openApproval>[0], 'previews'> &
  Omit<Parameters<typeof openRelease>[0], 'previews'> &
  Parameters<typeof openDigests>[0] &
  Parameters<typeof openShelf>[0] &
  Parameters<typeof openRevisions>[0] &
  Parameters<typeof openComments>[0] &
  Parameters<typeof openPresence>[0] &
  Parameters<typeof openCommentNotices>[0] &
  Parameters<typeof openSequels>[0] &
  Omit<Parameters<typeof openUnderWay>[0], 'watch'>;

export const openBulletinNoun = (p: Needs) => {
  const previews = openPreview(p);
  const watch = openWatch(p);
  return {
    previews,
    watch,
    bulletins: openBulletins(p),
    testSend: openTestSend(p),
    approval: openApproval({ ...p, previews }),
    release: openRelease({ ...p, previews }),
    digests: openDigests(p),
    shelf: openShelf(p),
    revisions: openRevisions(p),
    comments: openComments(p),
    presence: openPresence(p),
    commentNotices: openCommentNotices(p),
    sequels: openSequels(p),
    underWay: openUnderWay({ ...p, watch }),
  };
};
