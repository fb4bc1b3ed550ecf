import type { Metadata } from 'next';
import { Suspense } from 'react';
import { TradeWorkspace } from '../../../trade/workspace.tsx';

export const metadata: Metadata = { title: 'Trade' };

export default function Page() {
  return (
    <Suspense>
      <TradeWorkspace />
    </Suspense>
  );
}
