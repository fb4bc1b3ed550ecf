'use client';
/** Says aloud what becomes of this person's orders, on whatever page they are: for those who don't see the row. */
import type { OrdStatus } from '@fairlead/domain';
import { statusWord } from '@fairlead/ui';
import { useEffect, useRef, useState } from 'react';
import { useOrders } from '../data/orders.tsx';
import { useActor } from '../data/session.ts';

export function OrderAnnouncer() {
  const actor = useActor();
  const orders = useOrders();
  const parents = orders.type === 'Ready' ? orders.data.parents : undefined;
  const known = useRef<ReadonlyMap<string, OrdStatus>>(undefined);
  const [said, setSaid] = useState('');

  useEffect(() => {
    if (!parents) return;
    const mine = [...parents.values()].filter((parent) => parent.order.trader === actor.userId);
    const before = known.current;
    known.current = new Map(mine.map((parent) => [parent.parentId, parent.ordStatus]));
    if (!before) return;
    const changes = mine
      .filter((parent) => before.get(parent.parentId) !== parent.ordStatus)
      .map((parent) => `${parent.parentId} ${statusWord(parent.ordStatus)}`);
    if (changes.length > 0) setSaid(changes.join(', '));
  }, [parents, actor.userId]);

  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
