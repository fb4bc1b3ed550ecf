/** Roles of colour. A component asks for a role; which colour that is, is the theme's business. */
import type { FeedHealth, OrdStatus, Side } from '@fairlead/domain';

export type Tone = 'neutral' | 'mute' | 'buy' | 'sell' | 'good' | 'warn' | 'bad' | 'info' | 'accent' | 'dark';

/** Text in a tone. */
export const toneText: Readonly<Record<Tone, string>> = {
  neutral: 'text-ink',
  mute: 'text-ink-3',
  buy: 'text-buy',
  sell: 'text-sell',
  good: 'text-good',
  warn: 'text-warn',
  bad: 'text-bad',
  info: 'text-info',
  accent: 'text-accent',
  dark: 'text-dark',
};

export const sideTone = (side: Side): Tone => (side === 'Buy' ? 'buy' : 'sell');

/** Cost positive = bad; within half a basis point it is neither. */
export const costTone = (bps: number | undefined): Tone =>
  bps === undefined ? 'mute' : bps <= -0.5 ? 'good' : bps >= 5 ? 'warn' : 'neutral';

/** Each health has a colour, a shape and a word: no one of them carries it alone. */
export const HEALTH: Readonly<Record<FeedHealth, { tone: Tone; word: string; shape: string }>> = {
  LIVE: { tone: 'good', word: 'live', shape: '●' },
  DEGRADED: { tone: 'warn', word: 'degraded', shape: '▲' },
  STALE: { tone: 'warn', word: 'stale', shape: '◆' },
  DEAD: { tone: 'bad', word: 'dead', shape: '■' },
};

const STATUS: Readonly<Record<OrdStatus, { word: string; tone: Tone }>> = {
  PendingNew: { word: 'Pending new', tone: 'mute' },
  New: { word: 'New', tone: 'neutral' },
  PartiallyFilled: { word: 'Partially filled', tone: 'neutral' },
  Filled: { word: 'Filled', tone: 'good' },
  DoneForDay: { word: 'Done for day', tone: 'mute' },
  Canceled: { word: 'Canceled', tone: 'mute' },
  PendingCancel: { word: 'Pending cancel', tone: 'warn' },
  PendingReplace: { word: 'Pending replace', tone: 'warn' },
  Stopped: { word: 'Stopped', tone: 'warn' },
  Rejected: { word: 'Rejected', tone: 'bad' },
  Suspended: { word: 'Paused', tone: 'warn' },
  Expired: { word: 'Expired', tone: 'mute' },
};

export const statusWord = (status: OrdStatus): string => STATUS[status].word;
export const statusTone = (status: OrdStatus): Tone => STATUS[status].tone;
