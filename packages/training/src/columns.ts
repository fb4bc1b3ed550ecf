/** Where a feature stands in a row. */
import { FEATURES } from '@fairlead/features';

/** @throws Error for a name that the schema does not have: a mistake of ours */
export function columnOf(name: string): number {
  const at = FEATURES.findIndex((feature) => feature.name === name);
  if (at < 0) throw new Error(`the feature schema has no ${name}`);
  return at;
}
