/**
 * The adapter as a minidriver's StartDevice sees it: it makes ports, registers them as subdevices, and connects their
 * pins. This is what PcNewPort, PcRegisterSubdevice and PcRegisterPhysicalConnection do.
 */
import type { LockedPages } from '../../kernel/address-space.ts';
import type { PcMiniport, PcMiniportWaveCyclic, PcMiniportWavePci, PcMiniportWaveRT } from './miniports.ts';
import type { MusicMiniport } from './music-miniports.ts';

/** A port with the miniport that it was initialized with. */
export type PcNewPort =
  | { readonly kind: 'Topology'; readonly miniport: PcMiniport }
  | { readonly kind: 'WaveRT'; readonly miniport: PcMiniportWaveRT }
  | { readonly kind: 'WaveCyclic'; readonly miniport: PcMiniportWaveCyclic }
  | { readonly kind: 'WavePci'; readonly miniport: PcMiniportWavePci }
  | MusicMiniport;

/** A timer that was set. */
export interface PcTimer {
  /** Keeps it from calling back. */
  cancel(): void;
}

/** A subdevice: a filter that can be found. */
export interface PcSubdevice {
  readonly name: string;
  readonly path: string;
}

/** The adapter object. */
export interface PcAdapter {
  /** The system's clock, which is also the performance counter. Never goes backwards. */
  now(): number;
  /** Calls back once at `due`, at a time when no request is being dispatched. */
  setTimer(due: number, callback: () => void): PcTimer;
  /**
   * IoAllocateMdl and MmProbeAndLockPages, for memory of the caller that a request names by its address. Raises the
   * status of the request if it cannot be read.
   */
  lockUserMemory(address: number, length: number): LockedPages;
  /**
   * PcNewPort, IPort::Init and PcRegisterSubdevice in one: makes the port of a miniport and registers it.
   * `name` is its short name, and the reference string of its interface path unless another is told.
   */
  registerSubdevice(name: string, friendlyName: string, port: PcNewPort, referenceString?: string): PcSubdevice;
  /** PcRegisterPhysicalConnection: `fromPin` (OUT) is wired to `toPin` (IN). */
  registerPhysicalConnection(from: PcSubdevice, fromPin: number, to: PcSubdevice, toPin: number): void;
  /**
   * PcRegisterPhysicalConnectionToExternal and …FromExternal: `pin` is wired to a pin of a filter that is not the
   * adapter's own, which is named by its symbolic link.
   */
  registerExternalConnection(subdevice: PcSubdevice, pin: number, symbolicLink: string, externalPin: number): void;
}

/** What a driver of the port class is: an adapter with its subdevices. */
export interface PcDeviceDescriptor {
  readonly classDriver: 'portcls';
  /** What is known about the driver; `hardwareId` also names the device in interface paths. */
  readonly identity: {
    readonly driver: string;
    readonly version: string;
    readonly provider: string;
    readonly hardwareId: string;
  };
  /** GUID → name, beside the names of the standard categories and node types. */
  readonly mediaCategories?: ReadonlyMap<string, string>;
  /** StartDevice. */
  readonly startDevice: (adapter: PcAdapter) => void;
}
