/** The interfaces between ports and miniports: what a miniport implements, and what its port does for it. */
import type { LockedPages } from '../../kernel/address-space.ts';
import type { KsDataRange, PcFilterDescriptor } from './descriptors.ts';

/** Counts of a pin factory as IPinCount may change them (PCLS-061). */
export interface PcPinCounts {
  filterCurrent: number;
  filterPossible: number;
  filterNecessary: number;
  globalCurrent: number;
  globalPossible: number;
}

/** What every port does for its miniport: IPortEvents. */
export interface PcPort {
  /**
   * GenerateEventList: raises an event for the enables on the port's list that it concerns. What is left out is a
   * wildcard (PCLS-008).
   */
  generateEventList(event: { set?: string; id: number; pin?: number; node?: number }): void;
}

/** IMiniport. Enough of a miniport for a Topology port. */
export interface PcMiniport {
  /** GetDescription. Asked once, at Init. */
  readonly description: PcFilterDescriptor;
  /** Init: the miniport is bound to its port before the filter can be opened. */
  init?(port: PcPort): void;
  /**
   * DataRangeIntersection of one pair of ranges whose GUIDs match: a format (FormatSize bytes) or a status;
   * STATUS_NOT_IMPLEMENTED, or no method, leaves it to the port's default handler (PCLS-065).
   */
  dataRangeIntersection?(pin: number, clientRange: Uint8Array, ownRange: KsDataRange): Uint8Array | number;
  /** The format that PROPOSEDATAFORMAT2 answers for a pin, if it has one (PIN-094). */
  preferredFormat?(pin: number): Uint8Array | undefined;
  /** IPinCount: changes the counts that are shown and judged (PCLS-061). */
  pinCount?(pin: number, counts: PcPinCounts): void;
}

/** IMiniport…Stream: what the streams of all miniports have in common. */
export interface PcMiniportStream {
  /** One step of STOP ↔ ACQUIRE ↔ PAUSE ↔ RUN (CONN-012). */
  setState(state: number): number;
  /** The pin is closed; the state is STOP. */
  close?(): void;
}

/** What the streams of wave miniports have besides. */
export interface PcMiniportWaveStream extends PcMiniportStream {
  /** A format that one of the pin's data ranges holds is to become the stream's (CONN-043…047). */
  setFormat(format: Uint8Array): number;
}

/** An event of a client that the port has referenced for the miniport. */
export interface PcNotificationEvent {
  /** KeSetEvent. */
  set(): void;
}

/** A cyclic buffer as it was allocated. */
export interface PcAudioBuffer {
  /** From AllocatePagesForMdl. */
  readonly pages: LockedPages;
  /** Bytes of it that are used, from the start of the pages. */
  readonly actualSize: number;
}

/** KSRTAUDIO_HWLATENCY: bytes, and times in 100 ns. */
export interface PcHwLatency {
  readonly fifoSize: number;
  readonly chipsetDelay: number;
  readonly codecDelay: number;
}

/** KSRTAUDIO_HWREGISTER: a register of the hardware in memory that a client can map. */
export interface PcHwRegister {
  /** From AllocatePagesForMdl; the register is at their start. */
  readonly pages: LockedPages;
  /** Bits. */
  readonly width: number;
  /** Increments per second, as a fraction. */
  readonly numerator: number;
  readonly denominator: number;
  /** Largest error, in increments. */
  readonly accuracy: number;
}

/** What GETREADPACKET answers. */
export interface PcReadPacket {
  readonly packetNumber: number;
  /** Performance counter at its first sample. */
  readonly performanceCounter: number;
  readonly moreData: boolean;
}

/** IPortWaveRTStream: memory that a client can be given a mapping of. */
export interface PcPortWaveRTStream {
  /** AllocatePagesForMdl: whole pages, zeroed. Freed when the pin closes. */
  allocatePagesForMdl(size: number): LockedPages;
}

/** IMiniportWaveRTStreamNotification. */
export interface PcWaveRTNotification {
  /** `notificationCount` is 1 or 2. */
  allocateBufferWithNotification(notificationCount: number, requestedSize: number): PcAudioBuffer | number;
  registerNotificationEvent(event: PcNotificationEvent): number;
  unregisterNotificationEvent(event: PcNotificationEvent): number;
}

/** IMiniportWaveRTStream with what may be asked of it beside: members that are left out are not supported. */
export interface PcMiniportWaveRTStream extends PcMiniportWaveStream {
  allocateAudioBuffer(requestedSize: number): PcAudioBuffer | number;
  /** KSAUDIO_POSITION: bytes from the start of the cyclic buffer. */
  getPosition(): { readonly playOffset: number; readonly writeOffset: number };
  getHwLatency(): PcHwLatency;
  readonly notification?: PcWaveRTNotification;
  /** GetPositionRegister and GetClockRegister: called once for each pin (PCLS-087). */
  getPositionRegister?(): PcHwRegister | number;
  getClockRegister?(): PcHwRegister | number;
  /** Packets that are completely through (PCLS-089). */
  getPacketCount?(): number;
  /** IMiniportWaveRTOutputStream. */
  readonly output?: {
    setWritePacket(packetNumber: number, flags: number, eosPacketLength: number): number;
    /** Blocks presented, at the counter that is shown now (PCLS-112). */
    getOutputStreamPresentationPosition(): { readonly blocks: number; readonly performanceCounter: number } | number;
  };
  /** IMiniportWaveRTInputStream. */
  readonly input?: { getReadPacket(): PcReadPacket | number };
}

/** IMiniportWaveRT. */
export interface PcMiniportWaveRT extends PcMiniport {
  /** NewStream: may refuse with any error, e.g. for the format (PCLS-062). */
  newStream(
    portStream: PcPortWaveRTStream,
    pin: number,
    capture: boolean,
    format: Uint8Array,
  ): PcMiniportWaveRTStream | number;
}

/** IPortWaveCyclic, as far as a stream calls it. */
export interface PcPortWaveCyclicStream {
  /** Notify, for the stream's service group: the port fetches or delivers data now. */
  notify(): void;
}

/** IMiniportWaveCyclicStream with its DMA channel. */
export interface PcMiniportWaveCyclicStream extends PcMiniportWaveStream {
  /** The buffer of the IDmaChannel: the hardware goes round in it, from its start after STOP. */
  readonly dmaBuffer: Uint8Array;
  /** GetPosition: where the hardware is in the buffer, in bytes. */
  getPosition(): number;
  /** Silence: fills bytes that the hardware will play with silence. */
  silence(bytes: Uint8Array): void;
}

/** IMiniportWaveCyclic. */
export interface PcMiniportWaveCyclic extends PcMiniport {
  /** NewStream: may refuse with any error, e.g. for the format (PCLS-062). */
  newStream(
    portStream: PcPortWaveCyclicStream,
    pin: number,
    capture: boolean,
    format: Uint8Array,
  ): PcMiniportWaveCyclicStream | number;
}

/** A piece of a client's frame that the hardware can reach by itself: what GetMapping hands out. */
export interface PcMapping {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** IPortWavePciStream. */
export interface PcPortWavePciStream {
  /** GetMapping: the next piece, or null if there is none; then `mappingAvailable` will be called. */
  getMapping(): PcMapping | null;
  /** ReleaseMapping: the hardware is through with the piece that was handed out first. */
  releaseMapping(tag: number): void;
}

/** IMiniportWavePciStream. */
export interface PcMiniportWavePciStream extends PcMiniportWaveStream {
  /** MappingAvailable: there are pieces again after GetMapping had none. */
  mappingAvailable(): void;
  /** RevokeMappings: pieces that were handed out are the client's again, and must not be touched. */
  revokeMappings(tags: readonly number[]): void;
  /** GetPosition: bytes that went through the hardware since STOP. */
  getPosition(): number;
}

/** IMiniportWavePci. */
export interface PcMiniportWavePci extends PcMiniport {
  /** NewStream: may refuse with any error, e.g. for the format (PCLS-062). */
  newStream(
    portStream: PcPortWavePciStream,
    pin: number,
    capture: boolean,
    format: Uint8Array,
  ): PcMiniportWavePciStream | number;
}
