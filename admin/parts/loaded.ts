/** Screens are loaded when they are opened: one that could not be fetched is tried again, and an old tab begins anew after an upgrade. */
const WAITS_MS = [300, 1000, 3000] as const;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Whether the server has another program by now than the one that this page began with. */
export const isUpgraded = async (): Promise<boolean> => {
  const own = document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src;
  if (!own) return false;
  const page = await fetch('/console/', { cache: 'no-store' }).then(
    (answer) => (answer.ok ? answer.text() : ''),
    () => '',
  );
  return page !== '' && !page.includes(new URL(own).pathname);
};

/**
 * Tries a few times, for the network comes back. After an upgrade the parts have other names, and trying helps nothing: the page is loaded
 * anew then; what was written is kept on the device and comes back with it.
 */
export const persistently =
  <Loaded>(load: () => Promise<Loaded>) =>
  async (): Promise<Loaded> => {
    for (const ms of WAITS_MS) {
      try {
        return await load();
      } catch {
        if (await isUpgraded()) {
          window.location.reload();
          // Nothing is shown until the new page is there.
          return new Promise(() => undefined);
        }
        await wait(ms);
      }
    }
    return load();
  };
