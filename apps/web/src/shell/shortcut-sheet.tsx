'use client';
import { Dialog, Kbd } from '@fairlead/ui';

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['Ctrl K', 'Find an instrument, an order, a page or an action'],
  ['Ctrl ⇧ K', 'Kill, or cancel all mine: opens a dialog that asks'],
  ['B', 'Ticket: buy, quantity focused (Trade)'],
  ['S', 'Ticket: sell, quantity focused (Trade)'],
  ['/', 'Filter the orders (Trade, Orders)'],
  ['?', 'This sheet'],
  ['Esc', 'Close what lies on top, doing nothing'],
];

export function ShortcutSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Keyboard shortcuts"
      description="No single key sends, cancels or stops anything."
    >
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        {SHORTCUTS.map(([keys, what]) => (
          <div key={keys} className="contents">
            <dt>
              <Kbd>{keys}</Kbd>
            </dt>
            <dd className="text-ink-2">{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
