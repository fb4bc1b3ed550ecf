'use client';
/** A small panel behind a button: it lies over the page, takes the focus, and Escape closes it. */
import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export function Popover({
  trigger,
  label,
  children,
}: {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
}) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-[80vh] w-[min(372px,calc(100vw-16px))] overflow-auto rounded-md border border-line-strong bg-raised text-m shadow-lg"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
