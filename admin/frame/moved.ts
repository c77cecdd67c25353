/** Somebody acted on a bulletin: what stands at the edge of every screen looks again at once. */
const NAME = 'fb:bulletin-moved';
export const tellMoved = (): void => void window.dispatchEvent(new Event(NAME));
/** Answers how to stop listening. */
export const onMoved = (look: () => void): (() => void) => {
  window.addEventListener(NAME, look);
  return () => window.removeEventListener(NAME, look);
};
