/** Correlations of several instruments' moves. */

/** Rounding of a matrix that an author writes with a few decimals must not make it refused. */
const TOLERANCE = 1e-9;

/**
 * Cholesky's lower factor L of a symmetric matrix, L L' = matrix; of a positive semidefinite one too, whose zero
 * pivots give zero columns (Golub and Van Loan, 4.2.8).
 * @returns absent where the matrix is not positive semidefinite
 */
export function choleskyOf(matrix: readonly (readonly number[])[]): readonly Float64Array[] | undefined {
  const n = matrix.length;
  const lower = matrix.map(() => new Float64Array(n));
  for (let j = 0; j < n; j += 1) {
    let pivot = matrix[j]![j]!;
    for (let k = 0; k < j; k += 1) pivot -= lower[j]![k]! ** 2;
    if (pivot < -TOLERANCE) return undefined;
    const root = pivot > TOLERANCE ? Math.sqrt(pivot) : 0;
    lower[j]![j] = root;
    for (let i = j + 1; i < n; i += 1) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k += 1) sum -= lower[i]![k]! * lower[j]![k]!;
      if (root === 0 && Math.abs(sum) > Math.sqrt(TOLERANCE)) return undefined;
      lower[i]![j] = root === 0 ? 0 : sum / root;
    }
  }
  return lower;
}

/** That of one market factor: the product of two instruments' correlations with it. */
export const ofOneFactor = (loadings: readonly number[]): readonly (readonly number[])[] =>
  loadings.map((a, i) => loadings.map((b, j) => (i === j ? 1 : a * b)));
