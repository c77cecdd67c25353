/** Debian packages, when we are root on such a machine; who calls looks afterwards what is still missing. */
export const installFromDebian: (packages: readonly string[]) => Promise<void>;
