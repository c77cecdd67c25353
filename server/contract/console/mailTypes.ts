/** Console contract: mail types and what they look like. */
import { z } from 'zod';
import { languages } from '../codes.ts';
import { id, listOf, reads } from './route.ts';

export const mailTypeLine = z.object({
  id,
  systems: z.array(z.string()),
  category: z.string(),
  sensitive: z.boolean(),
  /** What staff call it: its subject in each language of the console. */
  names: z.object({ ja: z.string(), en: z.string() }),
});
export type MailTypeLine = z.infer<typeof mailTypeLine>;
export const mailTypeShown = z.object({
  id,
  /** Rules of the rulebook that send it; none: it is sent by what people do, or by hand. */
  rules: z.array(
    z.object({
      system: z.string(),
      event: z.string(),
      says: z.object({ ja: z.string(), en: z.string() }),
      how: z.enum(['letter', 'follow-up', 'bounce']),
      to: z.string(),
    }),
  ),
  previews: z.partialRecord(
    z.enum(languages),
    z.object({ subject: z.string(), text: z.string(), html: z.string(), from: z.string() }),
  ),
});
export type MailTypeShown = z.infer<typeof mailTypeShown>;

export const mailTypeRoutes = {
  list: reads('/mail-types', 'mailType.see', listOf(mailTypeLine)),
  show: reads('/mail-types/:id', 'mailType.see', mailTypeShown),
};
