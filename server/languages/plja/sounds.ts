/** Readings of days and minutes, which change with the number before them. */
const specialDays: Record<number, string> = {
  1: 'ついたち',
  2: 'ふつか',
  3: 'みっか',
  4: 'よっか',
  5: 'いつか',
  6: 'むいか',
  7: 'なのか',
  8: 'ようか',
  9: 'ここのか',
  10: 'とおか',
  14: 'じゅうよっか',
  20: 'はつか',
  24: 'にじゅうよっか',
};

/** Reading of the day of a month: of 「7日」 whole (なのか), of 11日 only 「にち」. */
export const dayReading = (day: number) => specialDays[day] ?? 'にち';
/** ふん or ぷん, after the last sound of the number (1分 いっぷん, 2分 にふん, 10分 じゅっぷん). */
export const minuteReading = (minute: number) => ([2, 5, 7, 9].includes(minute % 10) ? 'ふん' : 'ぷん');
