/** Console contract: settings, to read. */
import { z } from 'zod';
import { listOf, reads } from './route.ts';

export const settingLine = z.object({
  name: z.string(),
  value: z.string(),
  from: z.enum(['environment', 'default']),
  says: z.string(),
});
export type SettingLine = z.infer<typeof settingLine>;

export const settingRoutes = { list: reads('/settings', 'setting.see', listOf(settingLine)) };
