import { cn } from '@fairlead/ui';
import type { ReactNode } from 'react';

/** One figure with its name and, where it needs one, its unit or comparison. */
export function StatTile(props: { name: string; children: ReactNode; note?: ReactNode; className?: string }) {
  return (
    <div className={cn('min-w-0 border-l border-line px-3 first:border-l-0', props.className)}>
      <div className="truncate text-2xs text-ink-3">{props.name}</div>
      <div className="num truncate text-l font-medium">{props.children}</div>
      <div className="num truncate text-2xs text-ink-3">{props.note ?? ' '}</div>
    </div>
  );
}
