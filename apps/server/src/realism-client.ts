/**
 * The market's realism reports as the API gives them, over a control session of their own: a report is parsed on the
 * HTTP thread, where it delays no order.
 */
import type { Services } from '@fairlead/api';
import { err, ok, type RealismState } from '@fairlead/domain';
import { connectControl } from '@fairlead/gateway';

export interface RealismClient extends Pick<Services, 'realism' | 'realismReport'> {
  readonly measure: Services['measureRealism'];
  readonly cancel: Services['cancelRealism'];
  readonly stop: () => void;
}

export function connectRealism(marketPort: number): RealismClient {
  let state: RealismState | undefined;
  let down = 'the market has not answered yet';
  const link = connectControl(
    { host: '127.0.0.1', port: marketPort },
    {
      onRealism: (realism) => {
        state = realism;
      },
      onDown: (reason) => {
        state = undefined;
        down = `the market is not connected: ${reason}`;
      },
    },
  );
  return {
    realism: () => (state === undefined ? err(down) : ok(state)),
    realismReport: link.realismReport,
    measure: (ask) => link.realism({ type: 'MeasureRealism', ...ask }),
    cancel: () => link.realism({ type: 'CancelRealism' }),
    stop: link.close,
  };
}
