/** What came of a run: each venue's business, and what each kind of participant made or lost. */
import type { VenueId } from '@fairlead/domain';
import { CROWD, FIRST_PARTICIPANT, type InstrumentState, type World } from './state.ts';

export interface WorldAccount {
  readonly venues: readonly {
    readonly id: VenueId;
    /** Shares, each once. */
    readonly volume: number;
    readonly trades: number;
    /** Requests that it refused. */
    readonly rejects: number;
    /** What it earned, in the currency; negative where it paid more rebates. */
    readonly fees: number;
  }[];
  /** Fairlead (`client`), the `crowd`, then the kinds in the scenario's order. They and the fees sum to nothing. */
  readonly participants: readonly {
    readonly kind: string;
    readonly count: number;
    /** In the currency, fees included, shares at the last trade. */
    readonly profit: number;
  }[];
}

const MICROS = 1_000_000;

export function worldAccount(world: World): WorldAccount {
  const kinds = new Map<string, { count: number; profit: number }>();
  for (let owner = 0; owner < world.owners; owner += 1) {
    const kind = kindOf(world, owner);
    const row = kinds.get(kind) ?? { count: 0, profit: 0 };
    row.count += 1;
    row.profit += profitOf(world, owner);
    kinds.set(kind, row);
  }
  return {
    venues: world.venues.map(({ id, volume, trades, rejects, feesMicros }) => ({
      id,
      volume,
      trades,
      rejects,
      fees: feesMicros / MICROS,
    })),
    participants: [...kinds].map(([kind, { count, profit }]) => ({ kind, count, profit: profit / MICROS })),
  };
}

function kindOf(world: World, owner: number): string {
  if (owner < FIRST_PARTICIPANT) return owner === CROWD ? 'crowd' : 'client';
  return world.seats[owner]?.kind ?? 'unknown';
}

/** Micros. Whole: cash and shares are integers, and a price is whole micros. */
function profitOf({ instruments, shares, cash }: World, owner: number): number {
  let micros = cash[owner] as number;
  for (const of of instruments) {
    micros += (shares[owner * instruments.length + of.index] as number) * markPx(of) * MICROS_PER_PX;
  }
  return micros;
}

const MICROS_PER_PX = 100;

const markPx = ({ tradePx, openPx }: InstrumentState): number => (tradePx > 0 ? tradePx : openPx);
