/** Words that all parts of the walk share: a stop is one page in one state, a part is stops in the order a person meets them. */
import type { Page } from 'playwright-core';
import type { Language } from '../../server/contract/codes.ts';
import type { Hub } from '../../test/support/hub.ts';

export type Walk = { page: Page; hub: Hub; language: Language };

export type Stop = {
  /** Begin of the file name: `<name>-<language>-<width>-<scheme>.png`. */
  name: string;
  /** Brings the page there from the stop before; throws when it is not there. */
  go: (walk: Walk) => Promise<unknown>;
  /** Must not be loaded anew: what it shows stands at no address. */
  fleeting?: true;
  /** A mail as a mail program shows it: a part of that program's page, and none of its own. */
  mail?: true;
};

export type Part = {
  name: string;
  languages: readonly Language[];
  stops: readonly Stop[];
  /** Load the page anew for each width and colour: for pages that choose their form when they are loaded. */
  anew: boolean;
  /** A hub of its own with these settings, because they change what every visitor meets. */
  settings?: Readonly<Record<string, string>>;
  /** Once for each language, before the first stop. */
  prepare?: (walk: Walk) => Promise<unknown>;
};

/** The newest mail to an address that has a link of this kind, as soon as there is one; answers the link's path. `mails`: at least so many come first. */
export const linkTo = async ({ hub }: Walk, email: string, path: string, mails = 1): Promise<string> => {
  for (let wanted = mails; ; ) {
    const came = await hub.mails(email, wanted);
    for (const mail of came) {
      const found = new RegExp(`https?://\\S+?(${path}\\S+)`).exec(mail.text)?.[1];
      if (found) return found;
    }
    wanted = came.length + 1;
  }
};

/** A command of the command line that must succeed; its answer. */
export const must = async (w: Walk, ...args: string[]) => {
  const { code, stdout, stderr } = await w.hub.hub(...args, '--json');
  if (code !== 0) throw new Error(`hub ${args.join(' ')}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Record<string, string>;
};
