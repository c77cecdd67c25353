/** What the comments are asked to show, and what the place where one writes lends them. */
import type { BulletinComment } from '../../../../server/contract/console/bulletinComments.ts';
import type { Texts } from '../usePreview.ts';
import type { Place } from './chosen.ts';

/** Where one writes: how often a comment was asked for with the keys, what is chosen, how it is stored first, and how a place is shown. */
export type WritingRoom = {
  asked: number;
  pick: () => Place;
  stored: () => Promise<string | null>;
  onGo: (comment: BulletinComment) => void;
};

export type CommentsGiven = {
  /** Null while it is not stored yet. */
  bulletin: string | null;
  /** Texts whose comments are shown. */
  texts: Texts;
  writing?: WritingRoom;
  /** After an act. */
  onMoved?: () => void;
};
