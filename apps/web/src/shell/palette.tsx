'use client';
/** Ctrl K: instruments, orders, pages and actions by name. An action that matters opens its dialog, and no more. */
import { isPaused } from '@fairlead/domain';
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useReference } from '../data/market.ts';
import { useOrders } from '../data/orders.tsx';
import { signOut, useActor } from '../data/session.ts';
import { useControls, useSimulation } from '../data/simulation.ts';
import { may, PAGES } from '../state/access.ts';
import { useOpenOverlay } from './overlay.tsx';

const ITEM =
  'flex cursor-pointer items-center gap-3 rounded px-2.5 py-1.5 data-[selected=true]:bg-hover data-[selected=true]:text-ink text-ink-2';

export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-bg/75" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[14vh] left-1/2 z-50 w-[min(560px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-panel"
        >
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <PaletteList onClose={onClose} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteList({ onClose }: { onClose: () => void }) {
  const { role } = useActor();
  const router = useRouter();
  const overlay = useOpenOverlay();
  const readsOrders = may(role, 'orders.list');
  const go = (path: string) => {
    onClose();
    router.push(path);
  };
  const kills = may(role, 'risk.kill');
  return (
    <Command label="Command palette" loop>
      <Command.Input
        placeholder="Instrument, order, action…"
        className="h-11 w-full border-b border-line bg-transparent px-4 text-l outline-none placeholder:text-ink-3"
      />
      <Command.List className="max-h-[50vh] overflow-auto p-1.5">
        <Command.Empty className="p-4 text-center text-ink-3">Nothing of that name</Command.Empty>
        {readsOrders ? <Instruments go={go} /> : null}
        <Group heading="Pages">
          {PAGES.filter((page) => page.roles.includes(role)).map((page) => (
            <Command.Item
              key={page.href}
              value={`page ${page.label}`}
              onSelect={() => go(page.href)}
              className={ITEM}
            >
              {page.label}
            </Command.Item>
          ))}
        </Group>
        <Group heading="Actions">
          {kills || may(role, 'orders.cancelAll') ? (
            <Command.Item value="kill cancel all stop" onSelect={() => overlay('Kill')} className={ITEM}>
              {kills ? 'Kill…' : 'Cancel all mine…'}
            </Command.Item>
          ) : null}
          <Simulated onDone={onClose} />
          <Command.Item
            value="keyboard shortcuts help"
            onSelect={() => overlay('Shortcuts')}
            className={ITEM}
          >
            Keyboard shortcuts
          </Command.Item>
          <Command.Item value="sign out" onSelect={() => void signOut()} className={ITEM}>
            Sign out
          </Command.Item>
        </Group>
        {readsOrders ? <Orders go={go} /> : null}
      </Command.List>
    </Command>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

/** Pause, resume and step of the simulated market, for who may. What came of it stands in the banner and the badge. */
function Simulated({ onDone }: { onDone: () => void }) {
  const { role } = useActor();
  const { data: simulation } = useSimulation();
  const { pause, resume, step } = useControls();
  if (!simulation || simulation.refuses.Pause !== undefined || !may(role, 'simulation.pause')) return null;
  const item = (words: string, act: () => void) => (
    <Command.Item
      value={`simulation ${words}`}
      className={ITEM}
      onSelect={() => {
        act();
        onDone();
      }}
    >
      {words}
    </Command.Item>
  );
  if (!isPaused(simulation)) return item('Pause the market', () => pause.mutate());
  return (
    <>
      {item('Resume the market', () => resume.mutate())}
      {item('Step the market by 1 s', () => step.mutate({ forMs: 1_000 }))}
      {item('Step the market to its next change', () => step.mutate({}))}
    </>
  );
}

function Instruments({ go }: { go: (path: string) => void }) {
  const reference = useReference();
  return (
    <Group heading="Instruments">
      {(reference.data?.instruments ?? []).map((instrument) => (
        <Command.Item
          key={instrument.id}
          value={`instrument ${instrument.id} ${instrument.name}`}
          onSelect={() => go(`/trade?instrument=${encodeURIComponent(instrument.id)}`)}
          className={ITEM}
        >
          <b className="font-semibold text-ink">{instrument.id}</b>
          {instrument.name}
        </Command.Item>
      ))}
    </Group>
  );
}

const SHOWN_ORDERS = 50;

function Orders({ go }: { go: (path: string) => void }) {
  const orders = useOrders();
  if (orders.type !== 'Ready') return null;
  const latest = [...orders.data.parents.values()].sort((a, b) => b.submittedAt - a.submittedAt);
  return (
    <Group heading="Orders">
      {latest.slice(0, SHOWN_ORDERS).map(({ parentId, order }) => (
        <Command.Item
          key={parentId}
          value={`order ${parentId} ${order.side} ${order.instrument}`}
          onSelect={() => go(`/orders/${parentId}`)}
          className={ITEM}
        >
          <b className="num font-semibold text-ink">{parentId}</b>
          {order.side} {order.orderQty.toLocaleString('en-US')} {order.instrument}
        </Command.Item>
      ))}
    </Group>
  );
}
