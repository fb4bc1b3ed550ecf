/** Things to press. `danger` is for what can't be undone, and such a button stands in a dialog only. */
import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

const button = cva(
  'inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-semibold transition-colors disabled:cursor-not-allowed disabled:opacity-55',
  {
    variants: {
      variant: {
        plain: 'border border-line-strong bg-raised text-ink hover:bg-hover',
        quiet: 'text-ink-2 hover:bg-hover hover:text-ink',
        primary: 'bg-accent text-ink-on hover:bg-accent/85',
        buy: 'bg-buy text-ink-on hover:bg-buy/85',
        sell: 'bg-sell text-ink-on hover:bg-sell/85',
        danger: 'border border-bad/50 bg-bad/15 text-bad hover:bg-bad/25',
      },
      size: {
        s: 'h-6 px-2 text-s',
        m: 'h-7 px-2.5 text-s',
        l: 'h-9 px-4 text-m',
        icon: 'size-6 text-s',
      },
    },
    defaultVariants: { variant: 'plain', size: 'm' },
  },
);

export type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button>;

export function Button({ className, variant, size, type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={cn(button({ variant, size }), className)} {...rest} />;
}

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cn(
        'rounded-sm border border-line-strong bg-raised px-1.5 py-px font-mono text-2xs font-medium text-ink-2',
        className,
      )}
    >
      {children}
    </kbd>
  );
}
