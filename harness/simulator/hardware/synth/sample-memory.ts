/** Bytes of samples that the synthesizer holds. */
export const sampleMemory = 0x10_0000;
/** Bytes behind each sample that the interpolator runs into. */
export const append = 8;

/** What was downloaded, by handle. */
export class SampleMemory {
  readonly size = sampleMemory;
  readonly append = append;
  readonly #chunks = new Map<number, { readonly owner: object; readonly size: number }>();
  #next = 1;

  /** Bytes that remain for further downloads. */
  get free(): number {
    return [...this.#chunks.values()].reduce((left, { size }) => left - size, sampleMemory);
  }

  /** Stores a chunk and gives its handle; 0 if there is no room. */
  store(owner: object, bytes: Uint8Array): number {
    const size = bytes.length + append;
    if (size > this.free) return 0;
    const handle = 4 * this.#next++;
    this.#chunks.set(handle, { owner, size });
    return handle;
  }

  /** Whether a handle was there. */
  unload(handle: number): boolean {
    return this.#chunks.delete(handle);
  }

  /** The pin of a stream is closed: what it downloaded goes with it. */
  release(owner: object): void {
    for (const [handle, chunk] of this.#chunks) if (chunk.owner === owner) this.#chunks.delete(handle);
  }
}
