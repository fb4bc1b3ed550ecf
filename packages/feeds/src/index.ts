export type { VenueName } from './crypto/venue.ts';
export { FeedError } from './failure.ts';
export { findFormat, readFeed } from './formats.ts';
export { encodeItch } from './itch/codec.ts';
export { decodeItch } from './itch/decoder.ts';
export type { ItchMessage } from './itch/messages.ts';
export type { FeedPhase } from './live/connection.ts';
export {
  connectMarket,
  isLiveVenue,
  type LiveMarket,
  type LiveMarketOptions,
  type LiveState,
  listedAt,
  liveVenueNames,
} from './live/market.ts';
export type { VenueAddress } from './live/venues.ts';
export {
  type LobsterBatch,
  type LobsterFile,
  openLobster,
  type RecordedBook,
  type RecordedMessage,
} from './lobster.ts';
export { verifyLobster } from './lobster-verify.ts';
export { createMarketBridge, type MarketBridge, toMarketEvents } from './market-events.ts';
export { followNews, isNewsUrl, type NewsFollower, newsHealth } from './news/follow.ts';
export { createInstrumentMatcher } from './news/instruments.ts';
export {
  createRecord,
  type FeedRecord,
  type FeedScale,
  type FeedSession,
  type InferredTrade,
  type RecordType,
  type Verification,
} from './record.ts';
