import { STATUS } from '../../../abi/ntstatus.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import type { StreamFrame } from '../ks/stream-frame.ts';
import type {
  HwStreamDescriptor,
  HwStreamObject,
  MasterClockHandle,
  StreamDataIntersectInfo,
  StreamPropertyDescriptor,
} from './descriptors.ts';
import type { RequestChannel } from './requests.ts';

/** A frame as a minidriver sees it: KSSTREAM_HEADER, its media-specific extension, and the data. */
export type StreamBuffer = Pick<
  StreamFrame,
  | 'dataUsed'
  | 'duration'
  | 'extension'
  | 'fill'
  | 'frameExtent'
  | 'optionsFlags'
  | 'presentationTime'
  | 'read'
  | 'typeSpecificFlags'
  | 'write'
>;

/** SRB_COMMAND with the member of CommandData that belongs to it. */
export type SrbCommand =
  | { readonly code: 'SRB_INITIALIZE_DEVICE' }
  | { readonly code: 'SRB_GET_STREAM_INFO'; streamBuffer: HwStreamDescriptor | null }
  | { readonly code: 'SRB_INITIALIZATION_COMPLETE' }
  | { readonly code: 'SRB_OPEN_DEVICE_INSTANCE' | 'SRB_CLOSE_DEVICE_INSTANCE' }
  | { readonly code: 'SRB_OPEN_STREAM'; readonly openFormat: Uint8Array }
  | { readonly code: 'SRB_CLOSE_STREAM' }
  | { readonly code: 'SRB_GET_DATA_INTERSECTION'; readonly intersectInfo: StreamDataIntersectInfo }
  | {
      readonly code:
        | 'SRB_GET_DEVICE_PROPERTY'
        | 'SRB_GET_STREAM_PROPERTY'
        | 'SRB_SET_DEVICE_PROPERTY'
        | 'SRB_SET_STREAM_PROPERTY';
      readonly propertyInfo: StreamPropertyDescriptor;
    }
  | { readonly code: 'SRB_SET_STREAM_STATE'; readonly streamState: number }
  | { readonly code: 'SRB_GET_STREAM_STATE'; streamState: number }
  | { readonly code: 'SRB_PROPOSE_DATA_FORMAT' | 'SRB_SET_DATA_FORMAT'; readonly openFormat: Uint8Array }
  | {
      readonly code: 'SRB_INDICATE_MASTER_CLOCK' | 'SRB_OPEN_MASTER_CLOCK';
      readonly masterClockHandle: MasterClockHandle | null;
    }
  | { readonly code: 'SRB_READ_DATA' | 'SRB_WRITE_DATA'; readonly dataBufferArray: readonly StreamBuffer[] };

/** HW_STREAM_REQUEST_BLOCK: a request of the class driver, which owns it again once it is complete. */
export interface HwStreamRequestBlock {
  readonly command: SrbCommand;
  /** Set by the minidriver before it completes the request. */
  status: number;
  /** Null for requests about the device. */
  readonly streamObject: HwStreamObject | null;
  readonly hwDeviceExtension: unknown;
  readonly hwInstanceExtension: unknown;
  /** For the minidriver, while it works on the request. */
  srbExtension: unknown;
  /** Seconds until the request times out; the minidriver writes 0 to be given all the time it needs. */
  timeoutCounter: number;
  readonly timeoutOriginal: number;
  /** Of a property: bytes of the value that go back, or that it has. */
  actualBytesTransferred: number;
}

/** What a new request is about. */
export interface SrbInit {
  readonly command: SrbCommand;
  readonly streamObject: HwStreamObject | null;
  readonly hwDeviceExtension: unknown;
  readonly hwInstanceExtension: unknown;
  /** Called once, when the request is complete. */
  readonly done: (srb: Srb) => void;
}

/** Seconds that the class driver gives every request. */
const timeout = 15;

/** A stream request block with what the class driver keeps about it. */
export class Srb implements HwStreamRequestBlock {
  readonly command: SrbCommand;
  status: number = STATUS.STATUS_PENDING;
  readonly streamObject: HwStreamObject | null;
  readonly hwDeviceExtension: unknown;
  readonly hwInstanceExtension: unknown;
  srbExtension: unknown = null;
  timeoutCounter = timeout;
  readonly timeoutOriginal = timeout;
  actualBytesTransferred = 0;
  readonly channel: RequestChannel;
  readonly done: (srb: Srb) => void;
  readonly memory: KernelBuffer;
  /** Handed to the minidriver. */
  delivered = false;
  completed = false;

  constructor(channel: RequestChannel, memory: KernelBuffer, init: SrbInit) {
    this.channel = channel;
    this.memory = memory;
    this.command = init.command;
    this.streamObject = init.streamObject;
    this.hwDeviceExtension = init.hwDeviceExtension;
    this.hwInstanceExtension = init.hwInstanceExtension;
    this.done = init.done;
  }
}
