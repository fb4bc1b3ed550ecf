'use client';
import { Blotter } from '../trade/blotter.tsx';

/** The same orders as on the Trade page, with all the room. */
export function OrdersPage() {
  return (
    <div className="flex min-h-0 flex-1 flex-col p-1.5">
      <h1 className="sr-only">Orders</h1>
      <Blotter className="min-h-80 flex-1" />
    </div>
  );
}
