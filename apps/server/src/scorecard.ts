/** A stored parent through package `tca`, as the API shows it: bps of the arrival mid. */
import type { Scorecard } from '@fairlead/api';
import type { VenueId } from '@fairlead/domain';
import type { ScorecardRow } from '@fairlead/store';
import { scoreParent } from '@fairlead/tca';

export type { Scorecard, ScorecardRow, VenueId };
export { scoreParent };
