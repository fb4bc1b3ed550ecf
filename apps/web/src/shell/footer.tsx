'use client';
import { cn, formatDuration, formatQty } from '@fairlead/ui';
import type { ReactNode } from 'react';
import { isOld, useHealth, useWallClock } from '../data/system.ts';

function Figure({ name, children, className }: { name: string; children: ReactNode; className?: string }) {
  return (
    <span className={className}>
      {name} <span className="num font-medium text-ink-2">{children}</span>
    </span>
  );
}

/** How the house is: asked every two seconds; an answer that is older than three askings is said to be. */
export function Footer() {
  const { data, dataUpdatedAt } = useHealth();
  const now = useWallClock(1_000);
  const ageMs = now - dataUpdatedAt;
  const old = isOld(dataUpdatedAt, now);
  return (
    <footer className="flex h-6 shrink-0 items-center gap-4.5 overflow-hidden whitespace-nowrap border-t border-line bg-panel px-3.5 text-[11px] text-ink-3">
      {data === undefined ? (
        <span>asking the engine…</span>
      ) : (
        <>
          <Figure name="engine seq">{formatQty(data.engineSeq)}</Figure>
          <Figure name="journal">{formatQty(data.journalInputs)}</Figure>
          <Figure name="fsync">{formatDuration(data.fsyncNs)}</Figure>
          <Figure name="database lag">{formatDuration(data.projectionLagNs)}</Figure>
          <Figure name="events">{formatQty(data.marketEventsPerSecond)}/s</Figure>
          <Figure name="decisions" className="max-desk:hidden">
            {formatQty(data.decision.count)}
          </Figure>
          {data.decision.fallbacks > 0 ? (
            <span className="max-desk:hidden">
              of which{' '}
              <span className="num font-medium text-ink-2">{formatQty(data.decision.fallbacks)}</span> by
              rules
            </span>
          ) : null}
          <span className={cn('ml-auto', old && 'font-medium text-warn')}>
            {old ? `▲ figures are ${Math.round(ageMs / 1000)} s old` : 'figures current'}
          </span>
        </>
      )}
    </footer>
  );
}
