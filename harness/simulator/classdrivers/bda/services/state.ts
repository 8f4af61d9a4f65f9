import type { KsFilter, KsPin } from '../../avstream/descriptors.ts';

export type Target = KsFilter | KsPin;

/** The receiver's search for transmitters. Frequencies are in kHz. */
export interface ServiceScanner {
  readonly running: boolean;
  status(): { readonly current: number; readonly from: number; readonly to: number; readonly millisecondsLeft: number };
  /** Searches from one frequency to another; `found` is called when it rests. */
  start(from: number, to: number, found: () => void): void;
  /** Goes on behind the transmitter that was found. */
  resume(found: () => void): void;
  stop(): void;
}


/** What one open filter was told by the services' clients; its context. */
export interface ServiceState {
  readonly scanner: ServiceScanner;
  /** The tune request as it came. */
  tuneData: Uint8Array;
  /** Named values, in the order of their names' first appearance. */
  readonly values: Map<string, Uint8Array>;
  /** The name that was given a value last. */
  updated: string;
  useReason: number;
  /** Number of the last event that was completed. */
  completedEvent: number;
  debugLevel: number;
  /** BDA_MUX_PIDLISTITEMs. */
  pidList: Uint8Array;
  transportStream: number;
  /** GUID of the system in use, as 16 bytes. */
  drm: Uint8Array;
  captureToken: Uint8Array;
  /** Key of each protected PID, as 16 bytes. */
  readonly keys: Map<number, Uint8Array>;
  isdbRequest: number;
}

/** What holds before a client told anything. */
export const initialState = (scanner: ServiceScanner): ServiceState => ({
  scanner,
  tuneData: new Uint8Array(0),
  values: new Map(),
  updated: '',
  useReason: 0,
  completedEvent: 0,
  debugLevel: 0,
  pidList: new Uint8Array(0),
  transportStream: 0,
  drm: new Uint8Array(16),
  captureToken: new Uint8Array(0),
  keys: new Map(),
  isdbRequest: 0,
});

export const stateOf = (target: Target): ServiceState =>
  (target.kind === 'pin' ? target.filter : target).context as ServiceState;
