export { type ControlLink, connectControl } from './control.ts';
export { createLineDecoder, formatLine, MAX_LINE_BYTES } from './lines.ts';
export { connectMarket, type MarketLink, type MarketLinkOptions, type SessionChange } from './link.ts';
export { parseFromMarket, parseRealismReport, parseToMarket } from './schema.ts';
export type {
  CancelOrder,
  ControlMessage,
  FromMarket,
  Hello,
  NewOrder,
  OrderMessage,
  RealismMessage,
  RealismRequest,
  ReplaceOrder,
  StatusRequest,
  ToMarket,
  Welcome,
} from './wire.ts';
