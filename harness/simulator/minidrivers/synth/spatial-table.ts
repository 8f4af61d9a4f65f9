/** Properties of the 3D node: listener, buffer, HRTF and ITD. */
import { codecOf } from '../../../abi/codec.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import { answerLongs, pcAnswer, verbs } from '../../classdrivers/portcls/answers.ts';
import type { PcAutomationTable, PcPropertyItem, PcPropertyRequest } from '../../classdrivers/portcls/descriptors.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import { SpatialStream } from './spatial-miniport.ts';
import { spatialSize, type Listener, type Parameters } from './spatial.ts';

const { STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } = STATUS;

const listenerItems = { ALL: [0, spatialSize], POSITION: [0, 12], VELOCITY: [12, 12], ORIENTATION: [24, 24], DISTANCEFACTOR: [48, 4], ROLLOFFFACTOR: [52, 4], DOPPLERFACTOR: [56, 4] } as const;
const bufferItems = { ALL: [0, spatialSize], POSITION: [0, 12], VELOCITY: [12, 12], CONEANGLES: [24, 8], CONEORIENTATION: [32, 12], CONEOUTSIDEVOLUME: [44, 4], MINDISTANCE: [48, 4], MAXDISTANCE: [52, 4], MODE: [56, 4] } as const;

/** Sizes of KSDS3D_HRTF_INIT_MSG, _PARAMS_MSG and KSDS3D_ITD_PARAMS_MSG. */
const hrtfInitSize = 32;
const hrtfParamsSize = 24;
const itdSize = 56;
const filterFormat = codecOf('KSDS3D_HRTF_FILTER_FORMAT_MSG', 'x64').encode({});

/** The stream of a request; none through a filter (PCLS-031). */
const streamOf = ({ minorTarget }: PcPropertyRequest): SpatialStream | undefined =>
  minorTarget instanceof SpatialStream ? minorTarget : undefined;

/** A handler that needs the stream of its pin. */
const ofStream =
  (handler: (stream: SpatialStream, request: PcPropertyRequest) => number) =>
  (request: PcPropertyRequest): number => {
    const stream = streamOf(request);
    return stream === undefined ? STATUS_INVALID_DEVICE_REQUEST : handler(stream, request);
  };

/** Properties that are parts of one structure. */
function parts(
  prefix: string,
  items: Readonly<Record<string, readonly [number, number]>>,
  listener: Listener,
  of: (stream: SpatialStream) => Parameters,
): PcPropertyItem[] {
  return Object.entries(items).map(([name, [offset, size]]) => ({
    ...ksItem(`${prefix}_${name}`),
    ...verbs({
      size,
      get: ofStream((stream, request) => pcAnswer(request, of(stream).values.slice(offset, offset + size))),
      set: ofStream((stream, { value }) =>
        of(stream).change(offset, value.slice(0, size), listener.batch) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER,
      ),
    }),
  }));
}

/** A switch of the listener. */
function listenerSwitch(name: string, get: () => boolean, set: (on: boolean) => void): PcPropertyItem {
  return {
    ...ksItem(`KSPROPERTY_DIRECTSOUND3DLISTENER_${name}`),
    ...verbs({
      size: 4,
      get: ofStream((_stream, request) => answerLongs(request, get() ? 1 : 0)),
      set: ofStream((_stream, { value }) => {
        const wanted = value.u32(0);
        if (wanted > 1) return STATUS_INVALID_PARAMETER;
        set(wanted === 1);
        return STATUS_SUCCESS;
      }),
    }),
  };
}

/** A message to an algorithm: taken if `sound` says that it is in order. */
function message(name: string, size: number, sound: (request: PcPropertyRequest) => boolean): PcPropertyItem {
  return {
    ...ksItem(name),
    ...verbs({
      size,
      set: ofStream((_stream, request) => (sound(request) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER)),
    }),
  };
}

/** The table of the 3D node. */
export function spatialTable(listener: Listener): PcAutomationTable {
  return {
    properties: [
      ...parts('KSPROPERTY_DIRECTSOUND3DLISTENER', listenerItems, listener, () => listener),
      ...parts('KSPROPERTY_DIRECTSOUND3DBUFFER', bufferItems, listener, ({ source }) => source),
      listenerSwitch('BATCH', () => listener.batch, (on) => {
        listener.setBatch(on);
      }),
      listenerSwitch('ALLOCATION', () => listener.allocated, (on) => {
        listener.allocated = on;
      }),
      { ...ksItem('KSPROPERTY_HRTF3D_FILTER_FORMAT'), ...verbs({ get: ofStream((_stream, request) => pcAnswer(request, filterFormat)) }) },
      message('KSPROPERTY_HRTF3D_INITIALIZE', hrtfInitSize, ({ value }) => value.u32(0) === hrtfInitSize && value.u32(28) === 0),
      message(
        'KSPROPERTY_HRTF3D_PARAMS',
        hrtfParamsSize,
        ({ value }) => value.u32(0) === hrtfParamsSize && value.u32(20) <= value.length - hrtfParamsSize,
      ),
      message('KSPROPERTY_ITD3D_PARAMS', itdSize, ({ value }) => value.u32(4) === 0 && value.u32(28) === 1 && value.u32(52) === 0),
    ],
  };
}
