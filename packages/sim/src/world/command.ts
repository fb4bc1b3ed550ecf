/** The one record in which every order is handed to a book: filled anew each time, never kept. */
import type { World } from './state.ts';

/** Every field is there from the start, so that the record keeps its shape. */
export const plainCommand = (): World['command'] => ({
  id: 0,
  owner: 0,
  side: 'Buy',
  qty: 0,
  px: undefined,
  timeInForce: 'Day',
  postOnly: false,
  hidden: undefined,
  displayQty: undefined,
  minQty: undefined,
  peg: undefined,
  pegOffset: undefined,
});

/** No terms but price, quantity and time in force: the record may have been a participant's before. */
export function withoutTerms(command: World['command']): void {
  command.hidden = undefined;
  command.displayQty = undefined;
  command.minQty = undefined;
  command.peg = undefined;
  command.pegOffset = undefined;
}
