import type { Metadata } from 'next';
import { Suspense } from 'react';
import { RiskPage } from '../../../risk/risk-page.tsx';

export const metadata: Metadata = { title: 'Risk' };

export default function Page() {
  return (
    <Suspense>
      <RiskPage />
    </Suspense>
  );
}
