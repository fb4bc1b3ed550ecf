'use client';
import { problemOf } from '../data/client.ts';
import { useConnection } from '../data/orders.tsx';
import { useHealth, useWallClock } from '../data/system.ts';

/** Lost is said at once and everywhere; what stands below it is as of then. */
export function ConnectionBanner() {
  const connection = useConnection();
  const health = useHealth();
  if (connection?.type === 'Lost') return <Lost sinceMs={connection.sinceMs} reason={connection.reason} />;
  if (connection === undefined && health.isError && health.data !== undefined) {
    return <Lost sinceMs={health.dataUpdatedAt} reason={problemOf(health.error).message} />;
  }
  return null;
}

function Lost({ sinceMs, reason }: { sinceMs: number; reason: string }) {
  const now = useWallClock(1_000);
  return (
    <div
      role="alert"
      className="flex h-8 shrink-0 items-center justify-center gap-2 overflow-hidden whitespace-nowrap border-b border-bad/50 bg-bad/15 px-4 text-s"
    >
      <span className="font-semibold text-bad">
        <span aria-hidden>■ </span>Not live for {Math.max(0, Math.round((now - sinceMs) / 1000))} s.
      </span>
      <span className="truncate">
        {reason} Reconnecting, then everything is read anew. Orders already sent go on in the engine.
      </span>
    </div>
  );
}
