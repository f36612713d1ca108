/** Bounds on what one package may ask of a reader. All are inclusive maxima; content is bounded by policy, not here. */
export interface MultipartLimits {
  /** Parts of one package, the root among them. */
  readonly maxParts: number;
  /** Bytes of all header lines of one part together, line ends and the empty line behind them included. */
  readonly maxHeaderBytes: number;
}

export const DEFAULT_MULTIPART_LIMITS: MultipartLimits = Object.freeze({
  maxParts: 10_000,
  maxHeaderBytes: 16 * 1024,
});

/** The defaults with some replaced. */
export function multipartLimits(changes: Partial<MultipartLimits> = {}): MultipartLimits {
  return Object.freeze({ ...DEFAULT_MULTIPART_LIMITS, ...changes });
}
