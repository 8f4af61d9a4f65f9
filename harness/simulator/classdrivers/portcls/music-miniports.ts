/**
 * The interfaces between a MIDI or DirectMusic port and its miniport: dmusicks.h, and the MIDI part of portcls.h. The two
 * ports are one implementation (MUS-001): what a MIDI miniport reads and writes as bytes, a DirectMusic miniport is
 * given as events.
 */
import type { PcMiniport, PcMiniportStream } from './miniports.ts';

/** DMUS_KEF_*: what DMUS_KERNEL_EVENT.usFlags says. */
export const DMUS_KEF = { EVENT_COMPLETE: 0, EVENT_INCOMPLETE: 1, PACKAGE_EVENT: 2 } as const;

/** DMUS_KERNEL_EVENT. Given out by the allocator, zeroed; every one comes back to it. */
export interface DmusKernelEvent {
  /** usChannelGroup: set of 16 channels. */
  channelGroup: number;
  /** usFlags: DMUS_KEF. */
  flags: number;
  /** ullPresTime100ns, on the master clock. */
  presTime: number;
  /** ullBytePosition: bytes of the stream before this event. */
  bytePosition: number;
  /** uData.abData or uData.pbData: cbEvent bytes. */
  data: Uint8Array;
  /** pNextEvt. */
  next: DmusKernelEvent | null;
}

/** IMXF: a transform of MIDI events. */
export interface Mxf extends PcMiniportStream {
  /** ConnectOutput: where events go from here. */
  connectOutput(sink: Mxf): number;
  /** DisconnectOutput: they go to the allocator again. */
  disconnectOutput(sink: Mxf): number;
  /** PutMessage: takes an event. Whoever has taken it passes it on; the last destination is the allocator. */
  putMessage(event: DmusKernelEvent): number;
}

/** IAllocatorMXF. Its `putMessage` takes an event back. */
export interface AllocatorMxf extends Mxf {
  /** GetMessage: an event without data. */
  getMessage(): DmusKernelEvent;
}

/** IMasterClock. */
export interface MasterClock {
  /** GetTime: the reference time; never stops. */
  getTime(): number;
}

/** IPortMidi and IPortDMus, as far as a stream calls them. */
export interface PcPortMusicStream {
  /** Notify, for the stream's service group: the port looks for data at once. */
  notify(): void;
}

/** IMiniportMidiStream. */
export interface PcMiniportMidiStream extends PcMiniportStream {
  /** Read: up to `limit` bytes that came in; none if there are no more. */
  read(limit: number): Uint8Array;
  /** Write: takes all bytes, a multiple of four of them, or none while the device is busy. */
  write(bytes: Uint8Array): number;
}

/** IMiniportMidi. */
export interface PcMiniportMidi extends PcMiniport {
  /** NewStream: may refuse with any error (PCLS-062). The stream is in STOP. */
  newStream(port: PcPortMusicStream, pin: number, capture: boolean, format: Uint8Array): PcMiniportMidiStream | number;
}

/** DMUS_STREAM_TYPE. */
export const DMUS_STREAM = { MIDI_RENDER: 0, MIDI_CAPTURE: 1, WAVE_SINK: 2 } as const;

/** ISynthSinkDMus: what the port's wave sink asks a software synthesizer. */
export interface SynthSinkDMus extends Mxf {
  /** Render: fills whole blocks with what sounds from `position` (a count of blocks since STOP) on. */
  render(bytes: Uint8Array, position: number): void;
  /** SyncToMaster: a block count that was reached at a reference time. */
  syncToMaster(time: number, position: number): void;
}

/** What NewStream of a DirectMusic miniport gives. */
export interface PcNewDMusStream {
  readonly stream: Mxf | SynthSinkDMus;
  /** SchedulePreFetch: how long before its time an event is wanted, in 100 ns. */
  readonly schedulePreFetch?: number;
}

/** IMiniportDMus. */
export interface PcMiniportDMus extends PcMiniport {
  /** NewStream: may refuse with any error (PCLS-062). `streamType` is DMUS_STREAM. */
  newStream(
    port: PcPortMusicStream,
    pin: number,
    streamType: number,
    format: Uint8Array,
    allocator: AllocatorMxf,
    masterClock: MasterClock,
  ): PcNewDMusStream | number;
}

/** The miniport of a music port. */
export type MusicMiniport =
  | { readonly kind: 'Midi'; readonly miniport: PcMiniportMidi }
  | { readonly kind: 'DMus'; readonly miniport: PcMiniportDMus };
