/** Times of bulletins as a form writes them: Japanese time, whatever the zone of the machine. */
const NINE_HOURS = 9 * 3_600_000;

/** 'YYYY-MM-DDTHH:mm' in Japan, for a field of type datetime-local. */
export const toField = (at: number | null): string =>
  at === null ? '' : new Date(at + NINE_HOURS).toISOString().slice(0, 16);
export const fromField = (text: string): number | null => (text === '' ? null : Date.parse(`${text}:00+09:00`));

/** Hours and minutes until an instant. */
export const until = (at: number, now: number) => {
  const minutes = Math.max(0, Math.round((at - now) / 60_000));
  return { hours: Math.floor(minutes / 60), minutes: minutes % 60 };
};

/** 1:59 for what is left of a hold. */
export const countdown = (ms: number): string => {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
};
