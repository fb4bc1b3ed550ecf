/** Small labelled states: chips, badges, health marks. The word carries the meaning; the colour repeats it. */
import type { FeedHealth } from '@fairlead/domain';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { HEALTH, type Tone, toneText } from './tone.ts';

const CHIP: Readonly<Record<Tone, string>> = {
  neutral: 'border-line-strong bg-raised text-ink',
  mute: 'border-line-strong bg-raised text-ink-3',
  buy: 'border-buy/40 bg-buy/15 text-buy',
  sell: 'border-sell/40 bg-sell/15 text-sell',
  good: 'border-good/40 bg-good/10 text-good',
  warn: 'border-warn/40 bg-warn/10 text-warn',
  bad: 'border-bad/45 bg-bad/10 text-bad',
  info: 'border-info/40 bg-info/10 text-info',
  accent: 'border-accent/40 bg-accent/10 text-accent',
  dark: 'border-dark/40 bg-dark/10 text-dark',
};

export function Chip(props: {
  tone?: Tone;
  children: ReactNode;
  title?: string | undefined;
  className?: string;
}) {
  return (
    <span
      title={props.title}
      className={cn(
        'inline-block max-w-full truncate rounded-full border px-1.5 py-px align-middle text-xs font-medium leading-[15px]',
        CHIP[props.tone ?? 'neutral'],
        props.className,
      )}
    >
      {props.children}
    </span>
  );
}

/** A feed's health: a shape and a colour, with its word for those who see neither. */
export function HealthMark({ health, withWord = false }: { health: FeedHealth; withWord?: boolean }) {
  const { tone, word, shape } = HEALTH[health];
  return (
    <span className="inline-flex items-center gap-1" title={`feed ${word}`}>
      <span
        aria-hidden
        className={cn('inline-block w-2.5 text-center text-[8px] leading-none', toneText[tone])}
      >
        {shape}
      </span>
      <span className={withWord ? toneText[tone] : 'sr-only'}>{word}</span>
    </span>
  );
}

/** The side, always as a word in its colour. */
export function SideWord({ side }: { side: 'Buy' | 'Sell' }) {
  return (
    <span className={cn('font-medium', side === 'Buy' ? 'text-buy' : 'text-sell')}>
      <span aria-hidden className="mr-1 text-[8px]">
        {side === 'Buy' ? '▲' : '▼'}
      </span>
      {side}
    </span>
  );
}
