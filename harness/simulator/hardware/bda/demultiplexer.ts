/** What comes behind a tuner: the hardware that takes a transport stream apart. */

/** One kind of multicast address that the IP sink can be told to let through. */
export interface MulticastFilter {
  /** The addresses, one after the other. */
  addresses: Uint8Array;
  /** BDA_MULTICAST_MODE. */
  mode: number;
}

/** What one user of the hardware told it. */
export interface Demultiplexer {
  /** Type of content (MEDIA_SAMPLE_CONTENT) of every PID that passes, in the order in which they were mapped. */
  readonly pids: Map<number, number>;
  /** Content of the last map: what MAP_PIDS answers. */
  content: number;
  /** BDA_TABLE_SECTION as it was given. */
  section: Uint8Array;
  /** PIDs of the programs that may be descrambled, by program number. */
  readonly programs: Map<number, readonly number[]>;
  readonly multicast: Readonly<Record<'ethernet' | 'ipv4' | 'ipv6', MulticastFilter>>;
  /** It passes the stream unchanged (KSPROPSETID_BdaNullTransform). */
  bypassed: boolean;
}

/** BDA_PROMISCUOUS_MULTICAST to BDA_NO_MULTICAST. */
export const MULTICAST = { PROMISCUOUS: 0, FILTERED: 1, NONE: 2 } as const;

const silent = (): MulticastFilter => ({ addresses: new Uint8Array(0), mode: MULTICAST.NONE });

export const newDemultiplexer = (): Demultiplexer => ({
  pids: new Map(),
  content: 0,
  section: new Uint8Array(12),
  programs: new Map(),
  multicast: { ethernet: silent(), ipv4: silent(), ipv6: silent() },
  bypassed: false,
});
