/** What the sets of a capture filter's nodes control. The context of such a filter has it. */
import { filterOf, type Target } from './target.ts';

/** One kind of multicast address that the IP sink can be told to let through. */
export interface MulticastFilter {
  /** The addresses, one after the other. */
  addresses: Uint8Array;
  /** BDA_MULTICAST_MODE. */
  mode: number;
}

/** The hardware behind a tuner, as one filter sees it. */
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

export const demultiplexerOf = (target: Target): Demultiplexer => filterOf(target).context as Demultiplexer;
