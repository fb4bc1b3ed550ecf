/** A value that keeps changing, read by any number of readers who each want the newest and never a backlog. */
export interface Latest<T> {
  readonly put: (value: T) => void;
  /** The current value, if any, then each newer one that the reader is in time for; ends with the signal. */
  readonly read: (signal: AbortSignal) => AsyncGenerator<T>;
}

export function createLatest<T>(): Latest<T> {
  let version = 0;
  let value: T | undefined;
  const wakers = new Set<() => void>();

  async function* read(signal: AbortSignal): AsyncGenerator<T> {
    let seen = 0;
    while (!signal.aborted) {
      if (version > seen) {
        seen = version;
        yield value as T;
        continue;
      }
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          wakers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        wakers.add(wake);
        signal.addEventListener('abort', wake);
      });
    }
  }

  return {
    put: (next) => {
      value = next;
      version++;
      for (const wake of [...wakers]) wake();
    },
    read,
  };
}
