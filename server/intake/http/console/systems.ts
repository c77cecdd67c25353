/** Console: settings of the application systems, and addresses for answers. */
import type { z } from 'zod';
import { languages, type SystemCode } from '../../../contract/codes.ts';
import { type SenderFinding, systemRoutes } from '../../../contract/console/systems.ts';
import { defaultSettings, rulebooks } from '../../../domain/rulebook/index.ts';
import type { Settings, SettingsPatch } from '../../../domain/rulebook/settings.ts';
import type { ReplyAddresses } from '../../../domain/systems/replyAddresses.ts';
import type { Bundle } from '../../../letters/bundle.ts';
import { senderOf } from '../../../letters/sender.ts';
import { type ConsoleRoute, route } from './mount.ts';

type SystemParts = {
  settings: Settings;
  replyAddresses: ReplyAddresses;
  bundle: Bundle;
  /** Looks at the domains that letters leave from. */
  lookAtSenders: () => Promise<SenderFinding[]>;
};
type Shown = z.input<typeof systemRoutes.change.answer>;

export const systemConsole = ({ settings, replyAddresses, bundle, lookAtSenders }: SystemParts): ConsoleRoute[] => {
  const shown = async (system: SystemCode): Promise<Shown> => {
    const { agency, systems } = senderOf(bundle);
    const names = systems[system].fromName ?? agency.name;
    return {
      id: system,
      settings: { ...(await settings.get(system)) },
      defaults: { ...defaultSettings(system) },
      senderNames: Object.fromEntries(languages.map((language) => [language, names[language]])),
      replyAddresses: await replyAddresses.list(system),
    };
  };
  return [
    route(systemRoutes.senders, async () => ({ data: await lookAtSenders(), next: null })),
    route(systemRoutes.list, async () => ({
      data: await Promise.all(rulebooks.filter((book) => book.reports).map((book) => shown(book.system))),
      next: null,
    })),
    route(systemRoutes.change, async ({ id, input, who }) => {
      await settings.change(id as SystemCode, input.settings as SettingsPatch, who.actor);
      return shown(id as SystemCode);
    }),
    route(systemRoutes.addReplyAddress, async ({ id, input, who }) => ({
      id: await replyAddresses.add(id, input.email, who.actor),
    })),
    route(systemRoutes.confirmReplyAddress, async ({ id, input, who }) => {
      await replyAddresses.confirm(id, input.code, who.actor);
      return { id };
    }),
    route(systemRoutes.removeReplyAddress, async ({ id, who }) => {
      await replyAddresses.remove(id, who.actor);
      return { id };
    }),
  ];
};
