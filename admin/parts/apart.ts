/**
 * For what stands around a text that somebody writes: it is laid out and painted apart from it, so that a key costs the text alone. The
 * rings around what has the focus keep their room.
 */
export const apart = { contain: 'layout paint', overflowClipMargin: '8px' } as const;

/** Painted apart from its neighbours; what opens over them is not cut off. */
export const apartOpen = { isolation: 'isolate' } as const;
