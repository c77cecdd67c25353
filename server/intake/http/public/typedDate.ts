/** The end of the period of stay as people type it: whole in one field, with signs after its parts, in the era, with a month's English name. */

export type DateParts = { year: string; month: string; day: string };

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** '3' of 3, 03, 3月, Mar, March; what it does not know stays as it is. */
const monthOf = (text: string): string => {
  const name =
    /^(?=[a-z]{3})(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?$/i.exec(
      text,
    );
  return name ? String(months.indexOf(name[1]!.slice(0, 3).toLowerCase()) + 1) : text.replace(/(?<=\d)\s*月$/, '');
};
const dayOf = (text: string): string => text.replace(/(?<=\d)\s*(?:日|st|nd|rd|th)$/i, '');
/** 令和元年 is 2019. Periods of stay end in no other era, and two digits alone could be of either count. */
const yearOf = (text: string): string => {
  const era = /^(?:令和|R\.?)\s*(\d{1,2}|元)\s*年?$/i.exec(text);
  return era ? String(2018 + (era[1] === '元' ? 1 : Number(era[1]))) : text.replace(/(?<=\d)\s*年$/, '');
};

/** Year, month and day in orders that can be read in one way only: 3/5/2027 is March to some and May to others. */
const orders = [
  /^(?<year>\d{4}|(?:令和|R\.?)\s*(?:\d{1,2}|元))\s*(?:年|[-/.])\s*(?<month>\d{1,2})\s*(?:月|[-/.])\s*(?<day>\d{1,2})\s*日?$/i,
  /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})$/,
  /^(?<day>\d{1,2})(?:st|nd|rd|th)?\s+(?<month>[a-z]{3,9}\.?),?\s+(?<year>\d{4})$/i,
  /^(?<month>[a-z]{3,9}\.?)\s+(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?<year>\d{4})$/i,
];

/** `typed`: tidied already, so that full-width figures are gone. */
export const readDate = (typed: DateParts): DateParts => {
  const filled = Object.values(typed).filter((text) => text !== '');
  const whole = filled.length === 1 && orders.map((order) => order.exec(filled[0]!)?.groups).find(Boolean);
  const { year = '', month = '', day = '' } = whole || typed;
  return { year: yearOf(year), month: monthOf(month), day: dayOf(day) };
};
