/** What feeds and markets are in, in words. Pure. */
import type { AnomalyKind, FeedCause, NbboState, TradingStatus } from '@fairlead/domain';

export const CAUSE_WORDS: Readonly<Record<FeedCause, string>> = {
  NeverHeard: 'never heard from',
  NoContact: 'no contact',
  NeverSpoke: 'heartbeats only, never data',
  NoData: 'heartbeats only',
  Gap: 'messages missing',
  JumpHeld: 'price jump held back',
  CrossedOut: 'older side of a crossed market',
};

export const ANOMALY_WORDS: Readonly<Record<AnomalyKind, string>> = {
  BadPrice: 'bad price',
  BadSize: 'bad size',
  HugeSize: 'huge size',
  PriceJump: 'price jump',
  TimeBack: 'time went back',
  UnknownOrder: 'unknown order',
  DuplicateOrder: 'order id in use',
  BookCrossed: 'own book crossed',
  TradeThrough: 'trade-through',
  OutlierPrint: 'outlier print',
};

export const STATUS_WORDS: Readonly<Record<TradingStatus, string>> = {
  Open: 'open',
  Auction: 'auction',
  Halted: 'halted',
  Closed: 'closed',
};

export const NBBO_WORDS: Readonly<Record<NbboState, string>> = {
  Empty: 'empty',
  OneSided: 'one-sided',
  Normal: 'normal',
  Locked: 'locked',
  Crossed: 'crossed',
};
