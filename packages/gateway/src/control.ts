/**
 * The control session: asks the market for another speed or scenario, a pause or a step, or how realistic a scenario
 * is, and has its answer. One command waits for its answer by its id; one that the session can't carry, or that is
 * lost with it, is refused here.
 */
import {
  err,
  ok,
  type RealismReport,
  type RealismState,
  type Result,
  type Simulation,
  type SimulationControl,
} from '@fairlead/domain';
import { openSession } from './session.ts';
import type { FromMarket, RealismRequest } from './wire.ts';

export interface ControlLink {
  /** How the market runs once it did as it was told, or its reason why not. */
  readonly control: (control: SimulationControl) => Promise<Result<Simulation, string>>;
  /** What is measured and kept then. */
  readonly realism: (
    request: Exclude<RealismRequest, { type: 'ReadRealism' }>,
  ) => Promise<Result<RealismState, string>>;
  readonly realismReport: (
    which: Omit<Extract<RealismRequest, { type: 'ReadRealism' }>, 'type'>,
  ) => Promise<Result<RealismReport, string>>;
  /** Commands that wait are refused. */
  readonly close: () => void;
}

export interface ControlHandlers {
  /** At every change, and once a second while anything happens. */
  readonly onSimulation?: (simulation: Simulation) => void;
  readonly onRealism?: (realism: RealismState) => void;
  /** The connection, or an attempt at one, ended; another follows. */
  readonly onDown?: (reason: string) => void;
}

const BACKOFF = { firstMs: 50, maxMs: 2000 };
/** A scenario may take seconds to open. */
const ANSWER_WITHIN_MS = 30_000;

/** A message that answers a command. */
type Answer = Extract<FromMarket, { readonly commandId?: string }>;

export function connectControl(
  at: { readonly host: string; readonly port: number },
  { onSimulation, onRealism, onDown }: ControlHandlers,
): ControlLink {
  const waiting = new Map<string, (answer: Result<Answer, string>) => void>();
  let nextId = 1;
  let closed = false;

  const settle = (commandId: string, answer: Result<Answer, string>): void => {
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
    if (message.type === 'Simulation' || message.type === 'Welcome') onSimulation?.(message.simulation);
    else if (message.type === 'Realism') onRealism?.(message.realism);
    if ('commandId' in message && message.commandId !== undefined) settle(message.commandId, ok(message));
  };
  const session = openSession(at, BACKOFF, {
    hello: () => ({ type: 'Hello', session: 'control' }),
    onMessage,
    onDown: (reason) => {
      refuseAll(`the market was lost before it answered: ${reason}`);
      onDown?.(reason);
    },
  });

  const ask = <T extends Answer['type']>(
    message: SimulationControl | RealismRequest,
    answeredBy: T,
  ): Promise<Result<Extract<Answer, { readonly type: T }>, string>> =>
    new Promise((resolve) => {
      const commandId = `C${nextId}`;
      nextId += 1;
      const timer = setTimeout(() => settle(commandId, err('the market does not answer')), ANSWER_WITHIN_MS);
      waiting.set(commandId, (answer) => {
        clearTimeout(timer);
        if (!answer.ok) resolve(answer);
        else if (answer.value.type === answeredBy)
          resolve(ok(answer.value as Extract<Answer, { readonly type: T }>));
        else resolve(err(`the market answered with ${answer.value.type}`));
      });
      if (!session.send({ ...message, commandId })) settle(commandId, err('the market is not connected'));
    });

  return {
    control: async (control) => {
      const answer = await ask(control, 'Simulation');
      return answer.ok ? ok(answer.value.simulation) : answer;
    },
    realism: async (request) => {
      const answer = await ask(request, 'Realism');
      return answer.ok ? ok(answer.value.realism) : answer;
    },
    realismReport: async (which) => {
      const answer = await ask({ type: 'ReadRealism', ...which }, 'RealismReport');
      return answer.ok ? ok(answer.value.report) : answer;
    },
    close: () => {
      closed = true;
      session.close();
      refuseAll('the connection was closed');
    },
  };
}
