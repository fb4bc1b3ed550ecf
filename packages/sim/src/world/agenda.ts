/** What is to happen at given times, once each: the close, what a scenario does to its venues, what moves the values. */
import { setWake } from '../kernel/wakes.ts';
import type { World } from './state.ts';

export interface Agenda {
  readonly actor: number;
  /** By time, what was entered first among equals first. */
  readonly items: { readonly atNs: number; readonly act: () => void }[];
}

/** Enters something to be done at `atNs`, now where that has passed. */
export function schedule(world: World, atNs: number, act: () => void): void {
  const { items } = world.agenda;
  let place = items.length;
  while (place > 0 && (items[place - 1]?.atNs ?? 0) > atNs) place -= 1;
  items.splice(place, 0, { atNs, act });
  plan(world);
}

/** Its turn: the next item. */
export function actAgenda(world: World): void {
  const item = world.agenda.items.shift();
  plan(world);
  item?.act();
}

function plan(world: World): void {
  const { actor, items } = world.agenda;
  setWake(world.wakes, actor, items[0]?.atNs ?? Number.POSITIVE_INFINITY);
}
