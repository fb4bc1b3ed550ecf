export { FeedError } from './failure.ts';
export {
  type LobsterBatch,
  type LobsterFile,
  openLobster,
  type RecordedBook,
  type RecordedMessage,
} from './lobster.ts';
export { verifyLobster } from './lobster-verify.ts';
export type { Verification } from './record.ts';
