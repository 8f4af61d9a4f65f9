/** A wave format, as far as converters and DMA channels go by it. */
export interface Wave {
  /** Bits of a sample's container. */
  readonly bits: number;
  /** Blocks a second. */
  readonly rate: number;
  /** Bytes of one sample of every channel. */
  readonly blockAlign: number;
  readonly bytesPerSecond: number;
}

/** Takes a format that a client names apart; `undefined` for one that no channel can play. */
export type ParseWave = (format: Uint8Array) => Wave | undefined;

/** Memory that both the device and a client can see. */
export interface Pages {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
}

/** Where a channel gets its memory from. */
export interface PageSource {
  /** Whole pages, zeroed. */
  allocatePagesForMdl(size: number): Pages;
}
