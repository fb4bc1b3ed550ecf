'use client';
import {
  Button,
  cn,
  formatDuration,
  Kbd,
  Menu,
  MenuCheck,
  MenuItem,
  MenuLabel,
  MenuSeparator,
} from '@fairlead/ui';
import { ChevronDown, LogOut } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { ReactNode } from 'react';
import { setPreferences, usePreferences, useTimeFormat } from '../data/preferences.ts';
import { signOut, useActor } from '../data/session.ts';
import { isOld, marketNow, useClockReading, useHealth, useWallClock } from '../data/system.ts';
import { homeOf, may, PAGES, pageOf } from '../state/access.ts';
import { EnvironmentBadge } from './environment.tsx';
import { Logo } from './logo.tsx';
import { useOpenOverlay } from './overlay.tsx';

export function Header() {
  const actor = useActor();
  const open = useOpenOverlay();
  const current = pageOf(usePathname())?.href;
  return (
    <header className="flex min-h-11 shrink-0 items-center gap-3 overflow-hidden whitespace-nowrap border-b border-line bg-panel px-3.5 max-desk:flex-wrap max-desk:py-1.5">
      <Link href={homeOf(actor.role)} className="flex items-center gap-2 text-l font-bold tracking-[.2px]">
        <Logo />
        Fairlead
      </Link>
      <EnvironmentBadge />
      <nav
        aria-label="Pages"
        className="flex gap-0.5 max-desk:order-last max-desk:w-full max-desk:overflow-x-auto"
      >
        {PAGES.filter((page) => page.roles.includes(actor.role)).map((page) => (
          <Link
            key={page.href}
            href={page.href}
            aria-current={page.href === current ? 'page' : undefined}
            className={cn(
              'rounded px-2.5 py-1.5 font-medium',
              page.href === current ? 'bg-raised text-ink' : 'text-ink-2 hover:bg-hover hover:text-ink',
            )}
          >
            {page.label}
          </Link>
        ))}
      </nav>
      <button
        type="button"
        onClick={() => open('Palette')}
        className="hidden h-7 w-full max-w-80 items-center justify-between rounded-md border border-line-strong bg-bg px-2.5 text-ink-3 hover:text-ink-2 wide:flex"
      >
        Instrument, order, action…
        <Kbd>Ctrl K</Kbd>
      </button>
      <div className="ml-auto flex items-center gap-4">
        <ExchangeTime />
        <HealthStats />
        <KillButton />
        <UserMenu />
      </div>
    </header>
  );
}

function Stat({ value, name, className }: { value: ReactNode; name: string; className?: string }) {
  return (
    <div className={cn('flex flex-col items-end leading-[1.2]', className)}>
      <span className="num text-[12px] font-medium">{value}</span>
      <span className="text-2xs text-ink-3">{name}</span>
    </div>
  );
}

function ExchangeTime() {
  const reading = useClockReading();
  const wall = useWallClock(100);
  const { timeZone } = usePreferences();
  const time = useTimeFormat();
  const old = reading !== undefined && isOld(reading.readAtMs, wall);
  const zone = timeZone === 'local' ? 'local time' : 'exchange time';
  return (
    <Stat
      value={
        <span className={cn(old && 'text-warn')}>{time(reading && marketNow(reading, wall), 'ms')}</span>
      }
      name={old ? `${zone}, estimated` : zone}
    />
  );
}

function HealthStats() {
  const { data } = useHealth();
  if (!data) return null;
  const live = data.venues.filter((v) => v.session && v.health === 'LIVE').length;
  const all = live === data.venues.length;
  return (
    <>
      <Stat
        name="venues"
        value={
          <>
            <span aria-hidden className={cn('mr-1 text-[8px]', all ? 'text-good' : 'text-warn')}>
              {all ? '●' : '▲'}
            </span>
            {live}/{data.venues.length} live
          </>
        }
      />
      <Stat
        className="max-wide:hidden"
        name="decision p50"
        value={formatDuration(data.decision.p50Us === undefined ? undefined : data.decision.p50Us * 1_000)}
      />
    </>
  );
}

function KillButton() {
  const actor = useActor();
  const open = useOpenOverlay();
  const kills = may(actor.role, 'risk.kill');
  if (!kills && !may(actor.role, 'orders.cancelAll')) return null;
  return (
    <Button variant="danger" onClick={() => open('Kill')} title="Ctrl Shift K">
      {kills ? 'Kill…' : 'Cancel all mine…'}
      <Kbd className="max-wide:hidden">Ctrl ⇧ K</Kbd>
    </Button>
  );
}

function UserMenu() {
  const actor = useActor();
  const open = useOpenOverlay();
  const { timeUnit, timeZone } = usePreferences();
  return (
    <Menu
      trigger={
        <button type="button" className="flex items-center gap-1.5 rounded-md px-1.5 py-1 hover:bg-hover">
          <span className="flex flex-col items-end leading-[1.2]">
            <span className="max-w-32 truncate text-[12px] font-medium">{actor.name}</span>
            <span className="text-2xs text-ink-3">
              {actor.role}
              <span className="max-wide:hidden"> · {actor.desk}</span>
            </span>
          </span>
          <span className="sr-only">menu</span>
          <ChevronDown aria-hidden className="size-3.5 text-ink-3" />
        </button>
      }
    >
      <MenuLabel>Times are shown to</MenuLabel>
      {(['ms', 'us', 'ns'] as const).map((unit) => (
        <MenuCheck key={unit} checked={timeUnit === unit} onChange={() => setPreferences({ timeUnit: unit })}>
          {{ ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' }[unit]}
        </MenuCheck>
      ))}
      <MenuCheck
        checked={timeZone === 'local'}
        onChange={(local) => setPreferences({ timeZone: local ? 'local' : 'exchange' })}
      >
        in my own time zone
      </MenuCheck>
      <MenuSeparator />
      <MenuItem onSelect={() => open('Shortcuts')}>
        Keyboard shortcuts <Kbd className="ml-auto">?</Kbd>
      </MenuItem>
      <MenuItem onSelect={() => void signOut()}>
        <LogOut aria-hidden className="size-3.5" /> Sign out
      </MenuItem>
    </Menu>
  );
}
