'use client';
/** The frame around every page: who is here, which market, is the line up, and what stops everything. */
import { Failed, Forbidden, Loading } from '@fairlead/ui';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useState } from 'react';
import { Toaster } from 'sonner';
import { problemOf } from '../data/client.ts';
import { OrdersProvider } from '../data/orders.tsx';
import { ActorProvider, useSession } from '../data/session.ts';
import { useFollowSessions } from '../data/simulation.ts';
import { may, pageOf } from '../state/access.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { EnvironmentStripe } from './environment.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { KillDialog } from './kill-dialog.tsx';
import { OrderAnnouncer } from './order-announcer.tsx';
import { type Overlay, OverlayProvider, useGlobalKeys } from './overlay.tsx';
import { Palette } from './palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { SimulationBanner } from './simulation-banner.tsx';

export function Cockpit({ children }: { children: ReactNode }) {
  const session = useSession();
  if (session.data === undefined) {
    return (
      <main className="grid h-full place-content-center">
        {session.isError && problemOf(session.error).code !== 'UNAUTHORIZED' ? (
          <Failed message={problemOf(session.error).message} retry={() => void session.refetch()} />
        ) : (
          <div className="w-80">
            <h1 className="sr-only">Fairlead</h1>
            <Loading rows={4} />
          </div>
        )}
      </main>
    );
  }
  const actor = session.data;
  const frame = <Frame>{children}</Frame>;
  return (
    <ActorProvider value={actor}>
      {may(actor.role, 'orders.list') ? <OrdersProvider>{frame}</OrdersProvider> : frame}
    </ActorProvider>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const [overlay, setOverlay] = useState<Overlay>('None');
  useGlobalKeys(setOverlay);
  const turned = useFollowSessions();
  return (
    <OverlayProvider value={setOverlay}>
      <a
        href="#content"
        className="sr-only z-50 rounded bg-raised px-3 py-1 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <div className="flex h-full min-h-0 flex-col">
        <EnvironmentStripe />
        <Header />
        <SimulationBanner />
        <ConnectionBanner />
        <main id="content" className="flex min-h-0 flex-1 flex-col overflow-auto">
          <RoleGate key={turned}>{children}</RoleGate>
        </main>
        <Footer />
      </div>
      <OrderAnnouncer />
      <Palette open={overlay === 'Palette'} onClose={() => setOverlay('None')} />
      <ShortcutSheet open={overlay === 'Shortcuts'} onClose={() => setOverlay('None')} />
      <KillDialog open={overlay === 'Kill'} onClose={() => setOverlay('None')} />
      <Toaster
        theme="dark"
        position="bottom-center"
        offset={32}
        toastOptions={{ className: 'font-sans !bg-raised !border-line-strong !text-ink' }}
      />
    </OverlayProvider>
  );
}

/** A page that this role has no business on says so, instead of failing piece by piece. */
function RoleGate({ children }: { children: ReactNode }) {
  const path = usePathname();
  const session = useSession();
  const page = pageOf(path);
  const role = session.data?.role;
  if (role === undefined || !page || page.roles.includes(role)) return children;
  return (
    <section aria-label={page.label} className="m-auto w-full max-w-xl">
      <h1 className="sr-only">{page.label}</h1>
      <Forbidden
        message={`${page.label} is for ${page.roles.join(', ')}. You are signed in as ${role}, who looks after users, roles and the system, and sees no orders.`}
      >
        <Link href="/system" className="text-info underline">
          To System
        </Link>
      </Forbidden>
    </section>
  );
}
