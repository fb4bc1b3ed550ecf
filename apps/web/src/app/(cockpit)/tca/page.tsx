import type { Metadata } from 'next';
import { Suspense } from 'react';
import { TcaPage } from '../../../tca/tca-page.tsx';

export const metadata: Metadata = { title: 'TCA' };

export default function Page() {
  return (
    <Suspense>
      <TcaPage />
    </Suspense>
  );
}
