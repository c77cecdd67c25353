/** Readers as the house opens them: one, all, and what staff do with them. */
import { openReaderHistory } from './history.ts';
import { openReaderList } from './list.ts';
import { openManyReaders } from './many.ts';
import { openReaders } from './readers.ts';
import { openReaderRequests } from './requests.ts';
import { openTimeline } from './timeline.ts';

/** The ground, and the nouns before this one. */
type Needs = Parameters<typeof openReaders>[0] &
  Omit<Parameters<typeof openReaderRequests>[0], 'readers'> &
  Parameters<typeof openTimeline>[0] &
  Parameters<typeof openReaderList>[0] &
  Parameters<typeof openManyReaders>[0] &
  Parameters<typeof openReaderHistory>[0];

export const openReaderNoun = (p: Needs) => {
  const readers = openReaders(p);
  return {
    readers,
    readerRequests: openReaderRequests({ ...p, readers }),
    timeline: openTimeline(p),
    readerList: openReaderList(p),
    manyReaders: openManyReaders(p),
    readerHistory: openReaderHistory(p),
  };
};
