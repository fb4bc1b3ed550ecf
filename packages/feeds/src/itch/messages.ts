/**
 * The messages of NASDAQ TotalView-ITCH 5.0 (specification of April 2023) as one table: each type's fields in
 * their order on the wire. The types, the codec and the page ITCH.md are made of it.
 *
 * Everything is big-endian. Numbers are unsigned; text is printable ASCII, left-justified and padded with spaces.
 */

/** Bytes that each kind of field takes. */
const WIDTH = {
  uint16: 2,
  uint32: 4,
  /** ns since midnight, New York. */
  time48: 6,
  uint64: 8,
  /** Four decimal places. */
  price4: 4,
  /** Eight decimal places. */
  price8: 8,
  text1: 1,
  text2: 2,
  text4: 4,
  text8: 8,
} as const;

type FieldKind = keyof typeof WIDTH;
type FieldTable = Readonly<Record<string, readonly [kind: FieldKind, doc: string]>>;
interface MessageTable {
  readonly title: string;
  /** The record that it is handed out as. */
  readonly becomes: string;
  readonly fields: FieldTable;
}

const HEADER = {
  stockLocate: ['uint16', "the day's number of the stock; 0 where the message is of no stock"],
  trackingNumber: ['uint16', "NASDAQ's own"],
  timestamp: ['time48', 'when'],
} as const satisfies FieldTable;

const STOCK = ['text8', 'symbol'] as const;
const ORDER = ['uint64', "the order's number, unique for the day over all stocks"] as const;
const SIDE = ['text1', '`B` buy, `S` sell'] as const;
const SHARES = ['uint32', 'shares'] as const;
const PRICE = ['price4', 'price'] as const;
const MATCH = ['uint64', 'number of the match, unique for the day'] as const;
const NOTHING = 'Heartbeat';

const TABLE = {
  S: {
    title: 'System event',
    becomes: `${NOTHING} of no instrument`,
    fields: {
      eventCode: [
        'text1',
        '`O` start of messages, `S` start of system hours, `Q` start of market hours, `M` end of market hours, `E` end of system hours, `C` end of messages',
      ],
    },
  },
  R: {
    title: 'Stock directory',
    becomes: `${NOTHING}; from here on the locate names this stock`,
    fields: {
      stock: STOCK,
      marketCategory: ['text1', 'listing market and tier'],
      financialStatus: ['text1', 'what the issuer is late with'],
      roundLotSize: ['uint32', 'shares of a round lot'],
      roundLotsOnly: ['text1', '`Y`, `N`'],
      issueClassification: ['text1', 'class of security'],
      issueSubType: ['text2', 'its finer class'],
      authenticity: ['text1', '`P` live, `T` test'],
      shortSaleThreshold: ['text1', 'Reg SHO threshold list: `Y`, `N`, or not told'],
      ipoFlag: ['text1', '`Y`, `N`, or not told'],
      luldTier: ['text1', 'price band: `1`, `2`, or none'],
      etpFlag: ['text1', '`Y`, `N`, or not told'],
      etpLeverage: ['uint32', 'whole multiple'],
      inverse: ['text1', '`Y`, `N`'],
    },
  },
  H: {
    title: 'Stock trading action',
    becomes: 'Status: Open for `T`, Halted else; Halted as long as an operational halt holds',
    fields: {
      stock: STOCK,
      tradingState: ['text1', '`H` halted, `P` paused, `Q` quotes only, `T` trading'],
      reserved: ['text1', ''],
      reason: ['text4', 'code of the reason'],
    },
  },
  Y: {
    title: 'Reg SHO short sale price test restriction',
    becomes: NOTHING,
    fields: { stock: STOCK, regShoAction: ['text1', '`0` none, `1` in effect, `2` remains in effect'] },
  },
  L: {
    title: 'Market participant position',
    becomes: NOTHING,
    fields: {
      mpid: ['text4', 'participant'],
      stock: STOCK,
      primaryMarketMaker: ['text1', '`Y`, `N`'],
      marketMakerMode: ['text1', 'code'],
      participantState: ['text1', 'code'],
    },
  },
  V: {
    title: 'Market-wide circuit breaker: decline levels',
    becomes: `${NOTHING} of no instrument`,
    fields: {
      level1: ['price8', 'S&P 500'],
      level2: ['price8', 'S&P 500'],
      level3: ['price8', 'S&P 500'],
    },
  },
  W: {
    title: 'Market-wide circuit breaker: status',
    becomes: `${NOTHING} of no instrument; the halts come as H`,
    fields: { breachedLevel: ['text1', '`1`, `2`, `3`'] },
  },
  K: {
    title: 'Quoting period update of an initial public offering',
    becomes: NOTHING,
    fields: {
      stock: STOCK,
      releaseTime: ['uint32', 'seconds since midnight'],
      releaseQualifier: ['text1', '`A` anticipated, `C` canceled'],
      ipoPrice: PRICE,
    },
  },
  J: {
    title: 'Limit up, limit down: auction collar',
    becomes: NOTHING,
    fields: {
      stock: STOCK,
      referencePrice: PRICE,
      upperPrice: PRICE,
      lowerPrice: PRICE,
      extension: ['uint32', 'how often the collar was extended'],
    },
  },
  h: {
    title: 'Operational halt',
    becomes: 'Status as H, where it is of this market; Heartbeat else',
    fields: {
      stock: STOCK,
      marketCode: ['text1', '`Q` NASDAQ, `B` BX, `X` PSX'],
      haltAction: ['text1', '`H` halted, `T` trading resumes'],
    },
  },
  A: {
    title: 'Add order',
    becomes: 'Add',
    fields: { orderId: ORDER, side: SIDE, shares: SHARES, stock: STOCK, price: PRICE },
  },
  F: {
    title: 'Add order with its participant',
    becomes: 'Add',
    fields: {
      orderId: ORDER,
      side: SIDE,
      shares: SHARES,
      stock: STOCK,
      price: PRICE,
      attribution: ['text4', 'participant'],
    },
  },
  E: {
    title: 'Order executed',
    becomes: "Execute at the order's own price",
    fields: { orderId: ORDER, executedShares: SHARES, matchNumber: MATCH },
  },
  C: {
    title: 'Order executed at another price',
    becomes: 'Execute at that price; not printable: Reduce, since a cross prints the same shares (Q)',
    fields: {
      orderId: ORDER,
      executedShares: SHARES,
      matchNumber: MATCH,
      printable: ['text1', '`Y`, `N`'],
      executionPrice: PRICE,
    },
  },
  X: {
    title: 'Order canceled in part',
    becomes: 'Reduce',
    fields: { orderId: ORDER, canceledShares: SHARES },
  },
  D: { title: 'Order deleted', becomes: 'Delete', fields: { orderId: ORDER } },
  U: {
    title: 'Order replaced',
    becomes: 'Replace',
    fields: {
      orderId: ORDER,
      newOrderId: ['uint64', 'the number it has from now on'],
      shares: SHARES,
      price: PRICE,
    },
  },
  P: {
    title: 'Trade with an order that was not displayed',
    becomes: 'Trade without an aggressor: `side` has been always `B` since 2014',
    fields: {
      orderId: ['uint64', '0'],
      side: SIDE,
      shares: SHARES,
      stock: STOCK,
      price: PRICE,
      matchNumber: MATCH,
    },
  },
  Q: {
    title: 'Cross trade',
    becomes: 'Trade without an aggressor; Heartbeat where no shares crossed',
    fields: {
      shares: ['uint64', 'shares'],
      stock: STOCK,
      crossPrice: PRICE,
      matchNumber: MATCH,
      crossType: [
        'text1',
        '`O` opening, `C` closing, `H` after a halt or an offering, `I` intraday, `A` extended trading',
      ],
    },
  },
  B: {
    title: 'Broken trade',
    becomes: `${NOTHING} of its instrument: a print that was taken is not taken back`,
    fields: { matchNumber: MATCH },
  },
  I: {
    title: 'Net order imbalance',
    becomes: NOTHING,
    fields: {
      pairedShares: ['uint64', 'shares that would cross at the reference price'],
      imbalanceShares: ['uint64', 'shares that would not'],
      imbalanceDirection: ['text1', '`B` buy, `S` sell, `N` none, `O` too few orders, `P` paused'],
      stock: STOCK,
      farPrice: PRICE,
      nearPrice: PRICE,
      referencePrice: PRICE,
      crossType: ['text1', 'as of Q'],
      priceVariation: ['text1', 'how far near is from reference'],
    },
  },
  N: {
    title: 'Retail price improvement',
    becomes: NOTHING,
    fields: { stock: STOCK, interest: ['text1', '`B` buyers, `S` sellers, `A` both, `N` none'] },
  },
  O: {
    title: 'Direct listing with capital raise: price discovery',
    becomes: NOTHING,
    fields: {
      stock: STOCK,
      openEligibility: ['text1', '`Y`, `N`'],
      minimumPrice: PRICE,
      maximumPrice: PRICE,
      nearExecutionPrice: PRICE,
      nearExecutionTime: ['uint64', 'as NASDAQ gives it'],
      lowerCollar: PRICE,
      upperCollar: PRICE,
    },
  },
} as const satisfies Readonly<Record<string, MessageTable>>;

export type ItchType = keyof typeof TABLE;

type ValueOf<Kind> = Kind extends `text${number}` ? string : number;
type Values<Fields extends FieldTable> = { readonly [Name in keyof Fields]: ValueOf<Fields[Name][0]> };

/** One message: its type, the header's members, its own. Text without its padding. */
export type ItchMessage = {
  [Type in ItchType]: { readonly type: Type } & Values<typeof HEADER> &
    Values<(typeof TABLE)[Type]['fields']>;
}[ItchType];

export interface ItchField {
  readonly name: string;
  readonly kind: FieldKind;
  /** From the message's type byte, which is at 0. */
  readonly at: number;
  readonly bytes: number;
  readonly doc: string;
}
export interface ItchLayout {
  readonly type: ItchType;
  readonly title: string;
  readonly becomes: string;
  readonly length: number;
  /** The header's, then its own. */
  readonly fields: readonly ItchField[];
}

export const ITCH_LAYOUTS: readonly ItchLayout[] = (
  Object.entries(TABLE) as unknown as readonly [ItchType, MessageTable][]
).map(([type, { title, becomes, fields }]) => {
  let at = 1;
  const laid = Object.entries({ ...HEADER, ...fields }).map(([name, [kind, doc]]): ItchField => {
    const field = { name, kind, at, bytes: WIDTH[kind], doc };
    at += field.bytes;
    return field;
  });
  return { type, title, becomes, length: at, fields: laid };
});

/** By the type's character code; a hole where there is no such type. */
export const LAYOUT_OF: readonly (ItchLayout | undefined)[] = Array.from({ length: 128 }, (_, code) =>
  ITCH_LAYOUTS.find(({ type }) => type.charCodeAt(0) === code),
);
