/** A small day of ITCH, messages drawn at random, and what the decoder makes of either: for the tests of the format. */
import fc from 'fast-check';
import { ITCH } from '../src/itch/format.ts';
import type { ItchField, ItchLayout, ItchMessage } from '../src/itch/messages.ts';
import type { DecodeOptions, FeedRecord, ReadSummary } from '../src/record.ts';

export const FILE = '12302019.NASDAQ_ITCH50';
export const NINE_THIRTY = 34_200_000_000_000;

/** Every field over its whole range, text with spaces inside it, numbers that are safe integers. */
const fieldValue = ({ kind, bytes }: ItchField): fc.Arbitrary<string | number> =>
  kind.startsWith('text')
    ? fc
        .string({
          unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)),
          maxLength: bytes,
        })
        .map((text) => text.trimEnd())
    : fc.oneof(
        fc.integer({ min: 0, max: Math.min(2 ** (8 * bytes) - 1, Number.MAX_SAFE_INTEGER) }),
        fc.constantFrom(0, Math.min(2 ** (8 * bytes) - 1, Number.MAX_SAFE_INTEGER)),
      );
export const messageOf = ({ type, fields }: ItchLayout): fc.Arbitrary<ItchMessage> =>
  fc
    .record(Object.fromEntries(fields.map((field) => [field.name, fieldValue(field)])))
    .map((values) => ({ type, ...values }) as unknown as ItchMessage);

type OrderMessage = Extract<ItchMessage, { readonly type: 'A' }>;
export const header = { stockLocate: 7, trackingNumber: 3, timestamp: 1 };
export const order = (over: Partial<OrderMessage> = {}): ItchMessage => ({
  type: 'A',
  ...header,
  orderId: 1,
  side: 'B',
  shares: 300,
  stock: 'KITE',
  price: 1_000_000,
  ...over,
});

export function decode(
  bytes: Uint8Array,
  options: Partial<DecodeOptions> & { readonly cuts?: readonly number[]; readonly file?: string } = {},
): { readonly records: FeedRecord[]; readonly summary: ReadSummary } {
  const records: FeedRecord[] = [];
  const { cuts = [], file = FILE, ...rest } = options;
  const take = (record: FeedRecord): void => void records.push({ ...record });
  const decoder = ITCH.decode(file, { take, ahead: () => {}, ...rest });
  let at = 0;
  for (const cut of [...cuts, bytes.length]) {
    decoder.push(bytes.subarray(at, cut));
    at = cut;
  }
  return { records, summary: decoder.end() };
}

export const match = { ...header, matchNumber: 9 };
export const A_DAY: readonly ItchMessage[] = [
  { type: 'S', stockLocate: 0, trackingNumber: 0, timestamp: 1, eventCode: 'O' },
  { type: 'H', ...header, stock: 'KITE', tradingState: 'T', reserved: '', reason: '' },
  order(),
  {
    type: 'F',
    ...header,
    orderId: 2,
    side: 'S',
    shares: 50,
    stock: 'KITE',
    price: 1_000_100,
    attribution: 'MPID',
  },
  { type: 'E', ...match, orderId: 1, executedShares: 100 },
  { type: 'C', ...match, orderId: 2, executedShares: 10, printable: 'Y', executionPrice: 1_000_050 },
  { type: 'C', ...match, orderId: 2, executedShares: 20, printable: 'N', executionPrice: 1_000_050 },
  { type: 'X', ...header, orderId: 1, canceledShares: 50 },
  { type: 'U', ...header, orderId: 1, newOrderId: 3, shares: 70, price: 999_900 },
  { type: 'D', ...header, orderId: 3 },
  { type: 'P', ...match, orderId: 0, side: 'B', shares: 30, stock: 'KITE', price: 1_000_075 },
  { type: 'Q', ...match, shares: 5_000_000_000, stock: 'KITE', crossPrice: 1_000_000, crossType: 'O' },
  { type: 'Q', ...match, shares: 0, stock: 'KITE', crossPrice: 0, crossType: 'I' },
  { type: 'B', ...match },
];
