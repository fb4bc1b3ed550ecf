/** Resolves at the first SIGINT or SIGTERM; later ones change nothing, so that stopping is never torn. */
export function interruption(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve(undefined));
  });
}
