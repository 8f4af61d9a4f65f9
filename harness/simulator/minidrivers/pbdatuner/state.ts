import type { KsFilter, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import { Scanner } from '../bdatuner/scanner.ts';
import type { Channel } from '../bdatuner/tuning.ts';

export type Target = KsFilter | KsPin;

/** What one open filter was told by the services' clients. */
export interface ServiceState {
  readonly scanner: Scanner;
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

const channels: readonly Channel[] = [{ frequency: 500_000_000, width: 6_000_000, strength: 0, quality: 100 }];

export const initialState = (filter: KsFilter): ServiceState => ({
  scanner: new Scanner(filter.device, channels),
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
