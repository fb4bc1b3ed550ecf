export { FeedError } from './failure.ts';
export {
  type LobsterBatch,
  type LobsterFile,
  openLobster,
  type RecordedBook,
  type RecordedMessage,
} from './lobster.ts';
export { type Verification, verifyLobster } from './lobster-verify.ts';
