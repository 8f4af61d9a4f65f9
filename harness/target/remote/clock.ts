/** Milliseconds by a clock that all threads of the process share, in 32 bits: only differences mean something. */
export function clock(): number {
  return Number(BigInt.asIntN(32, process.hrtime.bigint() / 1_000_000n));
}

/** Stops this thread for so many milliseconds. */
export function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
