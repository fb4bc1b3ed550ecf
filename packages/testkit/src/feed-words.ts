/** Feed records in words, for tests that compare what a decoder hands out. */

interface Told {
  readonly type: string;
  readonly seq: number;
  readonly orderId: number;
  readonly side: string | undefined;
  readonly px: number;
  readonly qty: number;
  readonly status: string;
}

/** `12 Add 7 Buy 1000000 100`: the sequence number, then the members that the type names. */
export function inWords({ type, seq, orderId, side, px, qty, status }: Told): string {
  switch (type) {
    case 'Clear':
    case 'Heartbeat':
      return `${seq} ${type}`;
    case 'Status':
      return `${seq} Status ${status}`;
    case 'Add':
    case 'Modify':
    case 'Execute':
      return `${seq} ${type} ${orderId} ${side} ${px} ${qty}`;
    case 'Reduce':
      return `${seq} Reduce ${orderId} ${qty}`;
    case 'Delete':
      return `${seq} Delete ${orderId}`;
    default:
      return `${seq} ${type} ${side ?? '-'} ${px} ${qty}`;
  }
}
