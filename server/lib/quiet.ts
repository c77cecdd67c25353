/** The quiet hours of bulletins (JST): a time inside them moves to their end, never earlier. What is urgent knows none. */
import { minuteOfDay, nextTimeOfDay } from './clock.ts';

/** 'HH:mm' each; from 21:00 to 08:00 means over midnight. Equal times: no quiet hours. */
export type QuietHours = { from: string; to: string };

const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

export const isQuiet = (at: number, { from, to }: QuietHours): boolean => {
  const [now, begin, end] = [minuteOfDay(at), minutes(from), minutes(to)];
  return begin <= end ? now >= begin && now < end : now >= begin || now < end;
};

/** When something may leave that wants to leave at `at`. */
export const allowedAt = (at: number, quiet: QuietHours, urgent = false): number =>
  !urgent && isQuiet(at, quiet) ? nextTimeOfDay(at, quiet.to) : at;
