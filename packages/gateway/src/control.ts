/**
 * The control session: asks the market for another speed or scenario, a pause or a step, and has its answer. One
 * command waits for its answer by its id; one that the session can't carry, or that is lost with it, is refused here.
 */
import { err, ok, type Result, type Simulation, type SimulationControl } from '@fairlead/domain';
import { openSession } from './session.ts';
import type { FromMarket } from './wire.ts';

export interface ControlLink {
  /** How the market runs once it did as it was told, or its reason why not. */
  readonly control: (control: SimulationControl) => Promise<Result<Simulation, string>>;
  /** Commands that wait are refused. */
  readonly close: () => void;
}

const BACKOFF = { firstMs: 50, maxMs: 2000 };
/** A scenario may take seconds to open. */
const ANSWER_WITHIN_MS = 30_000;

export function connectControl(
  at: { readonly host: string; readonly port: number },
  /** At every change, and once a second while anything happens. */
  onSimulation: (simulation: Simulation) => void,
): ControlLink {
  const waiting = new Map<string, (answer: Result<Simulation, string>) => void>();
  let nextId = 1;
  let closed = false;

  const settle = (commandId: string, answer: Result<Simulation, string>): void => {
    waiting.get(commandId)?.(answer);
    waiting.delete(commandId);
  };
  const refuseAll = (reason: string): void => {
    for (const commandId of [...waiting.keys()]) settle(commandId, err(reason));
  };
  const onMessage = (message: FromMarket): void => {
    if (closed) return;
    if (message.type === 'Refused') {
      // A line that is no message has no id that the market could name: nothing that waits was taken.
      if (message.commandId === undefined) return refuseAll(message.reason);
      return settle(message.commandId, err(message.reason));
    }
    if (message.type !== 'Simulation' && message.type !== 'Welcome') return;
    onSimulation(message.simulation);
    if (message.type === 'Simulation' && message.commandId !== undefined) {
      settle(message.commandId, ok(message.simulation));
    }
  };
  const session = openSession(at, BACKOFF, {
    hello: () => ({ type: 'Hello', session: 'control' }),
    onMessage,
    onDown: (reason) => refuseAll(`the market was lost before it answered: ${reason}`),
  });

  return {
    control: (control) =>
      new Promise((resolve) => {
        const commandId = `C${nextId}`;
        nextId += 1;
        const timer = setTimeout(
          () => settle(commandId, err('the market does not answer')),
          ANSWER_WITHIN_MS,
        );
        waiting.set(commandId, (answer) => {
          clearTimeout(timer);
          resolve(answer);
        });
        if (!session.send({ ...control, commandId })) settle(commandId, err('the market is not connected'));
      }),
    close: () => {
      closed = true;
      session.close();
      refuseAll('the connection was closed');
    },
  };
}
