/** A list of numbers that grows: a typed array of which `length` are in use. */
export interface Column {
  values: Float64Array;
  length: number;
}

export const createColumn = (): Column => ({ values: new Float64Array(1024), length: 0 });

export function push(column: Column, value: number): void {
  if (column.length === column.values.length) {
    const wider = new Float64Array(2 * column.length);
    wider.set(column.values);
    column.values = wider;
  }
  column.values[column.length++] = value;
}

/** What is in use: a view, good until the next `push`. */
export const valuesOf = (column: Column): Float64Array => column.values.subarray(0, column.length);
