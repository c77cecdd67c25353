/**
 * The end of a period of stay for the reader's own calendar: an address in the completion mail, never a file in it, for carriers filter
 * those. Opening it changes nothing. iCalendar, RFC 5545.
 */
import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import type { Language } from '../../../contract/codes.ts';
import { paths } from '../../../contract/paths.ts';
import { stripReadings } from '../../../letters/furigana.ts';
import { addDays } from '../../../lib/clock.ts';
import { HubError } from '../../../lib/errors.ts';
import type { PublicParts } from './parts.ts';
import { byQuery, route, spoken } from './route.ts';

const LINE = 75;

/** Lines of at most 75 bytes, never cut inside a sign. */
const folded = (line: string): string => {
  const lines: string[] = [];
  let now = '';
  for (const sign of line) {
    if (Buffer.byteLength(now + sign) > LINE) {
      lines.push(now);
      now = ' ';
    }
    now += sign;
  }
  return [...lines, now].join('\r\n');
};
const escapedText = (text: string): string =>
  text.replaceAll(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll(/\r?\n/g, '\\n');
const dayOf = (date: string): string => date.replaceAll('-', '');

type Event = { stay: string; now: number; title: string; text: string; uid: string };

/** One day, with alarms when the mails come too: about three months and two weeks before. */
export const calendarOf = (event: Event): string => {
  const alarm = (before: string) => [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escapedText(event.title)}`,
    `TRIGGER:-${before}`,
    'END:VALARM',
  ];
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Fumibako//Period of stay//EN',
    'BEGIN:VEVENT',
    `UID:${event.uid}`,
    `DTSTAMP:${new Date(event.now).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`,
    `DTSTART;VALUE=DATE:${dayOf(event.stay)}`,
    `DTEND;VALUE=DATE:${dayOf(addDays(event.stay, 1))}`,
    'TRANSP:TRANSPARENT',
    `SUMMARY:${escapedText(event.title)}`,
    `DESCRIPTION:${escapedText(event.text)}`,
    ...alarm('P91D'),
    ...alarm('P14D'),
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');
};

export const calendarRoutes = (router: Router, p: PublicParts): void =>
  route(router, p, {
    path: '/m/calendar/:token',
    place: (ctx) => ({ at: byQuery(paths.change(ctx.params.token ?? '')) }),
    get: async (visit) => {
      const { ctx } = visit;
      const token = ctx.params.token ?? '';
      const own = await p.subscriptions.view(token);
      const { w, language } = spoken(visit, own.language as Language);
      if (own.stay === null) throw new HubError('page.missing');
      const site = p.publicUrl();
      const renewal = p.sender.office.renewalUrl;
      ctx.type = 'text/calendar; charset=utf-8';
      ctx.set('content-disposition', 'attachment; filename="stay.ics"');
      ctx.set('cache-control', 'no-store');
      ctx.set('content-language', language);
      ctx.body = calendarOf({
        stay: own.stay,
        now: p.clock.now(),
        title: stripReadings(w.calendar.title),
        text: [stripReadings(w.calendar.text), renewal].filter(Boolean).join('\n'),
        // The same entry when it is fetched again; nobody reads the address or the token out of it.
        uid: `${createHash('sha256').update(`${token}:${own.stay}`).digest('hex').slice(0, 32)}@${new URL(site).hostname}`,
      });
    },
  });
