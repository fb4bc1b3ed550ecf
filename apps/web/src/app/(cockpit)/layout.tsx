import type { ReactNode } from 'react';
import { Cockpit } from '../../shell/cockpit.tsx';

export default function CockpitLayout({ children }: { children: ReactNode }) {
  return <Cockpit>{children}</Cockpit>;
}
