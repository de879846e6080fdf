/** Relative error of every percentile that comes from a histogram. */
const ACCURACY = 0.02;
export const GAMMA = (1 + ACCURACY) / (1 - ACCURACY);
const LN_GAMMA = Math.log(GAMMA);
/** Holds what took no measurable time. */
export const ZERO_BUCKET = -1;

/**
 * The bucket of a time: bucket k holds γᵏ⁻¹ < x ≤ γᵏ µs, so that one value stands for all in it within 2 %.
 *
 * @param us - Integer µs; what is not above 0 goes to bucket -1.
 * @see Masson, Rim, Lee (2019), "DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees".
 * @example
 * bucketOf(1); // => 0
 */
export function bucketOf(us: number): number {
  return us <= 0 ? ZERO_BUCKET : Math.ceil(Math.log(us) / LN_GAMMA);
}

/** What stands for all in a bucket, in µs: within 2 % of each. */
export function bucketValueUs(bucket: number): number {
  return bucket === ZERO_BUCKET ? 0 : (2 * GAMMA ** bucket) / (GAMMA + 1);
}
