/** Units of a card: a minidriver each, with its device requests answered from what it is made of. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type {
  HwEventRoutine,
  HwInitializationData,
  HwStreamInformation,
  HwStreamRequestBlock,
  StreamClassServices,
  StreamEventSet,
} from '../descriptors.ts';
import { answerProperty, propertyArray, type MiniPropertySet } from '../minidriver.ts';
import type { Topology } from '../../ks/topology-set.ts';

/** A unit: one filter, without streams unless told. */
export interface Unit {
  readonly name: string;
  readonly friendlyName: string;
  readonly categories: readonly string[];
  readonly properties: readonly MiniPropertySet[];
  readonly events?: readonly StreamEventSet[];
  readonly eventRoutine?: HwEventRoutine;
  readonly topology?: Topology;
  readonly streams?: UnitStreams;
  /** Every open of the filter counts its own streams. */
  readonly perInstance?: true;
}

/** The streams of a unit that has some. */
export interface UnitStreams {
  readonly information: readonly HwStreamInformation[];
  /** A format for one range of the caller, or null. */
  readonly intersect: (streamNumber: number, dataRange: Uint8Array) => Uint8Array | null;
  /** SRB_OPEN_STREAM and SRB_CLOSE_STREAM; gives the status. */
  readonly open: (srb: HwStreamRequestBlock, format: Uint8Array) => number;
  readonly close: (srb: HwStreamRequestBlock) => void;
  /** HwCancelPacket, and HwRequestTimeoutHandler of what may take too long: a request is to be given up with a status. */
  readonly giveUp: (srb: HwStreamRequestBlock, status: number) => void;
}

/** Makes the minidriver of a unit. */
export function unitDriver(stream: StreamClassServices, unit: Unit): HwInitializationData {
  const { name, friendlyName, categories, streams } = unit;
  const finish = (srb: HwStreamRequestBlock, status: number): void => {
    srb.status = status;
    stream.completeRequestAndMarkQueueReady(srb);
  };
  return {
    name,
    friendlyName,
    categories,
    deviceExtension: () => unit,
    hwReceivePacket: (srb) => {
      finish(srb, deviceRequest(unit, srb));
    },
    hwCancelPacket: (srb) => {
      streams?.giveUp(srb, STATUS.STATUS_CANCELLED);
    },
    // Device requests are answered at once; a stream's that waits has no time-out.
    hwRequestTimeoutHandler: (srb) => {
      if (streams === undefined) finish(srb, STATUS.STATUS_IO_TIMEOUT);
      else streams.giveUp(srb, STATUS.STATUS_IO_TIMEOUT);
    },
    ...(unit.perInstance === true && { filterInstanceExtension: () => ({}) }),
  };
}

/** What a device request ends in. */
function deviceRequest(unit: Unit, srb: HwStreamRequestBlock): number {
  const { command } = srb;
  const { streams } = unit;
  switch (command.code) {
    case 'SRB_INITIALIZE_DEVICE':
    case 'SRB_INITIALIZATION_COMPLETE':
      return STATUS.STATUS_SUCCESS;
    case 'SRB_OPEN_DEVICE_INSTANCE':
    case 'SRB_CLOSE_DEVICE_INSTANCE':
      return unit.perInstance === true ? STATUS.STATUS_SUCCESS : STATUS.STATUS_NOT_IMPLEMENTED;
    case 'SRB_GET_STREAM_INFO':
      command.streamBuffer = {
        streamHeader: {
          devicePropertiesArray: propertyArray(unit.properties),
          deviceEventsArray: unit.events ?? [],
          ...(unit.eventRoutine !== undefined && { deviceEventRoutine: unit.eventRoutine }),
          topology: unit.topology ?? { categories: unit.categories, nodes: [], connections: [] },
        },
        streamInfo: streams?.information ?? [],
      };
      return STATUS.STATUS_SUCCESS;
    case 'SRB_GET_DEVICE_PROPERTY':
    case 'SRB_SET_DEVICE_PROPERTY':
      return answerProperty(unit.properties, srb);
    case 'SRB_GET_DATA_INTERSECTION': {
      const { intersectInfo } = command;
      intersectInfo.dataFormat = streams?.intersect(intersectInfo.streamNumber, intersectInfo.dataRange) ?? null;
      return intersectInfo.dataFormat === null ? STATUS.STATUS_NO_MATCH : STATUS.STATUS_SUCCESS;
    }
    case 'SRB_OPEN_STREAM':
      return streams?.open(srb, command.openFormat) ?? STATUS.STATUS_NOT_IMPLEMENTED;
    case 'SRB_CLOSE_STREAM':
      streams?.close(srb);
      return STATUS.STATUS_SUCCESS;
    default:
      return STATUS.STATUS_NOT_IMPLEMENTED;
  }
}

/** Raises an event of a unit whenever its card says that something of one kind changed. */
export function raiseOn<Change>(
  stream: StreamClassServices,
  unit: Unit,
  card: { onChange(listener: (change: Change) => void): void },
  kind: Change,
  event: { readonly set: string; readonly id: number },
): void {
  card.onChange((change) => {
    if (change === kind) stream.signalDeviceEvents(unit, event);
  });
}
