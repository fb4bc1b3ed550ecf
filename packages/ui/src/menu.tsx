'use client';
/** A menu behind a button. */
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

export function Menu({
  trigger,
  children,
  align = 'end',
}: {
  trigger: ReactNode;
  children: ReactNode;
  align?: 'start' | 'end';
}) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          className="z-50 min-w-44 rounded-md border border-line-strong bg-raised p-1 text-m"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const ITEM =
  'flex cursor-pointer items-center gap-2 rounded px-2 py-1 outline-none data-disabled:cursor-not-allowed data-disabled:text-ink-3 data-highlighted:bg-hover';

export function MenuItem(props: {
  onSelect: () => void;
  disabled?: boolean;
  children: ReactNode;
  className?: string;
}) {
  return (
    <DropdownMenu.Item
      disabled={props.disabled ?? false}
      onSelect={props.onSelect}
      className={cn(ITEM, props.className)}
    >
      {props.children}
    </DropdownMenu.Item>
  );
}

export function MenuCheck(props: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.CheckboxItem
      checked={props.checked}
      onCheckedChange={(checked) => props.onChange(checked === true)}
      onSelect={(event) => event.preventDefault()}
      className={ITEM}
    >
      <span aria-hidden className="w-3 text-accent">
        {props.checked ? '✓' : ''}
      </span>
      {props.children}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2 py-1 text-xs text-ink-3">{children}</DropdownMenu.Label>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
