/**
 * What a venue's events must add up to, kept from the events alone: every share that an order brought in has traded,
 * has been canceled or still rests, and what one owner gains another loses. A broken law throws. Prices 1/10,000,
 * shares; cash is price x shares.
 */
import type { Side } from '@fairlead/domain';

interface LedgerOrder {
  readonly owner: number;
  readonly side: Side;
  open: number;
}

export interface LedgerTrade {
  readonly maker: number;
  readonly taker: number;
  readonly makerOwner: number;
  readonly takerOwner: number;
  readonly aggressor: Side;
  readonly px: number;
  readonly qty: number;
  readonly makerLeaves: number;
  readonly takerLeaves: number;
}

export interface Ledger {
  readonly opened: (id: number, order: { owner: number; side: Side; qty: number }) => void;
  readonly resized: (id: number, leaves: number) => void;
  readonly traded: (trade: LedgerTrade) => void;
  /** All that was open has gone back to its owner. */
  readonly closed: (id: number, leaves: number) => void;
  readonly open: (id: number) => number | undefined;
  /** Open quantities by id, lowest id first. */
  readonly all: (side: Side) => readonly (readonly [id: number, leaves: number])[];
  /** Checks that the owners' shares and cash sum to nothing. @returns shares that changed hands */
  readonly settle: () => number;
}

export function createLedger(): Ledger {
  const orders = new Map<number, LedgerOrder>();
  const accounts = new Map<number, { shares: number; cash: bigint }>();
  let volume = 0;

  const need = (holds: boolean, law: string): void => {
    if (!holds) throw new Error(law);
  };
  const known = (id: number): LedgerOrder => {
    const order = orders.get(id);
    if (order === undefined) throw new Error(`no order ${id} is open`);
    return order;
  };
  const spend = (id: number, qty: number): void => {
    const order = known(id);
    need(qty > 0 && qty <= order.open, `order ${id} has ${order.open} open, not ${qty}`);
    order.open -= qty;
    if (order.open === 0) orders.delete(id);
  };
  const book = (owner: number, shares: number, cash: bigint): void => {
    const account = accounts.get(owner) ?? { shares: 0, cash: 0n };
    accounts.set(owner, { shares: account.shares + shares, cash: account.cash + cash });
  };

  return {
    opened: (id, { owner, side, qty }) => {
      need(!orders.has(id), `order ${id} is open already`);
      orders.set(id, { owner, side, open: qty });
    },
    resized: (id, leaves) => {
      known(id).open = leaves;
    },
    traded: (trade) => {
      const maker = known(trade.maker);
      const taker = known(trade.taker);
      need(maker.owner === trade.makerOwner && taker.owner === trade.takerOwner, 'a trade has its owners');
      need(maker.side !== taker.side && taker.side === trade.aggressor, 'a trade has two sides');
      spend(trade.maker, trade.qty);
      spend(trade.taker, trade.qty);
      need(
        maker.open === trade.makerLeaves && taker.open === trade.takerLeaves,
        'a trade leaves what is open',
      );
      const bought = trade.aggressor === 'Buy' ? trade.qty : -trade.qty;
      // Exact whatever the price: a hostile one is any safe integer.
      const paid = BigInt(bought) * BigInt(trade.px);
      book(trade.takerOwner, bought, -paid);
      book(trade.makerOwner, -bought, paid);
      volume += trade.qty;
    },
    closed: (id, leaves) => {
      need(known(id).open === leaves, `order ${id} goes back with ${known(id).open}, not ${leaves}`);
      orders.delete(id);
    },
    open: (id) => orders.get(id)?.open,
    all: (side) =>
      [...orders]
        .filter(([, order]) => order.side === side)
        .map(([id, { open }]) => [id, open] as const)
        .sort((a, b) => a[0] - b[0]),
    settle: () => {
      let shares = 0;
      let cash = 0n;
      for (const account of accounts.values()) {
        shares += account.shares;
        cash += account.cash;
      }
      need(shares === 0 && cash === 0n, `the owners hold ${shares} shares and ${cash} cash together`);
      return volume;
    },
  };
}
