/**
 * For long parts of a page on which somebody types: what is out of sight is neither laid out nor painted, and what is in sight is painted
 * apart from the text, so that a key costs the text alone. `height`: about how high it is before it was ever shown. The rings around what
 * has the focus keep their room.
 */
export const restful = (height: number) =>
  ({ contentVisibility: 'auto', containIntrinsicSize: `auto ${height}px`, overflowClipMargin: '8px' }) as const;

/** Painted apart from its neighbours. */
export const apart = { isolation: 'isolate' } as const;
