export { type Candidate, candidatesFor } from './candidates.ts';
export { DEFAULT_ROUTER_CONFIG } from './config.ts';
export { decide, decideRecord, drawOf, type Redecision, redecide } from './decide.ts';
export { scoreInterval } from './score-interval.ts';
