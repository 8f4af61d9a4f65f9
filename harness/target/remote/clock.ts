/** Milliseconds by a clock that all threads of the process share, in 32 bits: only differences mean something. */
export function clock(): number {
  return Number(BigInt.asIntN(32, process.hrtime.bigint() / 1_000_000n));
}
