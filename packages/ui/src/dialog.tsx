'use client';
/** A question that must be answered before anything else: focus stays inside, Escape leaves without doing. */
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export function Dialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
}) {
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-bg/75" />
        <Radix.Content
          className={cn(
            'fixed top-1/2 left-1/2 z-50 flex max-h-[90vh] w-[min(460px,calc(100vw-24px))] -translate-x-1/2 -translate-y-1/2 flex-col rounded-lg border border-line-strong bg-panel',
            props.className,
          )}
          {...(props.description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <div className="border-b border-line px-4 py-3">
            <Radix.Title className="text-l font-semibold">{props.title}</Radix.Title>
            {props.description === undefined ? null : (
              <Radix.Description className="pt-0.5 text-s text-ink-2">{props.description}</Radix.Description>
            )}
          </div>
          <div className="min-h-0 overflow-auto px-4 py-3">{props.children}</div>
          {props.footer === undefined ? null : (
            <div className="flex items-center justify-end gap-2 border-t border-line px-4 py-3">
              {props.footer}
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
