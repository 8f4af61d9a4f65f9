/** Properties of the 3D node: listener, buffer, HRTF and ITD. */
import { codecOf } from '../../../../abi/codec.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import { answerLongs, pcAnswer, verbs } from '../answers.ts';
import type { PcAutomationTable, PcPropertyItem, PcPropertyRequest } from '../descriptors.ts';
import { ksItem } from '../identifiers.ts';

/** Size of KSDS3D_LISTENER_ALL and KSDS3D_BUFFER_ALL. */
const spatialSize = 60;
const { STATUS_INVALID_DEVICE_REQUEST, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } = STATUS;

const listenerItems = { ALL: [0, spatialSize], POSITION: [0, 12], VELOCITY: [12, 12], ORIENTATION: [24, 24], DISTANCEFACTOR: [48, 4], ROLLOFFFACTOR: [52, 4], DOPPLERFACTOR: [56, 4] } as const;
const bufferItems = { ALL: [0, spatialSize], POSITION: [0, 12], VELOCITY: [12, 12], CONEANGLES: [24, 8], CONEORIENTATION: [32, 12], CONEOUTSIDEVOLUME: [44, 4], MINDISTANCE: [48, 4], MAXDISTANCE: [52, 4], MODE: [56, 4] } as const;

/** Sizes of KSDS3D_HRTF_INIT_MSG, _PARAMS_MSG and KSDS3D_ITD_PARAMS_MSG. */
const hrtfInitSize = 32;
const hrtfParamsSize = 24;
const itdSize = 56;
const filterFormat = codecOf('KSDS3D_HRTF_FILTER_FORMAT_MSG', 'x64').encode({});

/** A structure of which parts are set, at once or later. */
export interface SpatialParameters {
  /** In force. */
  readonly values: Uint8Array;
  /** Changes a part, now or later. Says whether it may have that value. */
  change(offset: number, part: Uint8Array, later: boolean): boolean;
}

/** The one listener. */
export interface SpatialListener extends SpatialParameters {
  readonly batch: boolean;
  allocated: boolean;
  /** Ends what is put off when it becomes FALSE (PCLS-172). */
  setBatch(batch: boolean): void;
}

/** What the source of sound of a request is; none through a filter (PCLS-031). */
export type SourceOf = (request: PcPropertyRequest) => SpatialParameters | undefined;

/** A handler that needs the stream of its pin. */
const ofStream =
  (sourceOf: SourceOf, handler: (source: SpatialParameters, request: PcPropertyRequest) => number) =>
  (request: PcPropertyRequest): number => {
    const source = sourceOf(request);
    return source === undefined ? STATUS_INVALID_DEVICE_REQUEST : handler(source, request);
  };

/** Properties that are parts of one structure. */
function parts(
  prefix: string,
  items: Readonly<Record<string, readonly [number, number]>>,
  listener: SpatialListener,
  sourceOf: SourceOf,
  of: (source: SpatialParameters) => SpatialParameters,
): PcPropertyItem[] {
  return Object.entries(items).map(([name, [offset, size]]) => ({
    ...ksItem(`${prefix}_${name}`),
    ...verbs({
      size,
      get: ofStream(sourceOf, (source, request) => pcAnswer(request, of(source).values.slice(offset, offset + size))),
      set: ofStream(sourceOf, (source, { value }) =>
        of(source).change(offset, value.slice(0, size), listener.batch) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER,
      ),
    }),
  }));
}

/** A switch of the listener. */
function listenerSwitch(sourceOf: SourceOf, name: string, get: () => boolean, set: (on: boolean) => void): PcPropertyItem {
  return {
    ...ksItem(`KSPROPERTY_DIRECTSOUND3DLISTENER_${name}`),
    ...verbs({
      size: 4,
      get: ofStream(sourceOf, (_source, request) => answerLongs(request, get() ? 1 : 0)),
      set: ofStream(sourceOf, (_source, { value }) => {
        const wanted = value.u32(0);
        if (wanted > 1) return STATUS_INVALID_PARAMETER;
        set(wanted === 1);
        return STATUS_SUCCESS;
      }),
    }),
  };
}

/** A message to an algorithm: taken if `sound` says that it is in order. */
function message(sourceOf: SourceOf, name: string, size: number, sound: (request: PcPropertyRequest) => boolean): PcPropertyItem {
  return {
    ...ksItem(name),
    ...verbs({
      size,
      set: ofStream(sourceOf, (_source, request) => (sound(request) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER)),
    }),
  };
}

/** The table of the 3D node. */
export function spatialTable(listener: SpatialListener, sourceOf: SourceOf): PcAutomationTable {
  return {
    properties: [
      ...parts('KSPROPERTY_DIRECTSOUND3DLISTENER', listenerItems, listener, sourceOf, () => listener),
      ...parts('KSPROPERTY_DIRECTSOUND3DBUFFER', bufferItems, listener, sourceOf, (source) => source),
      listenerSwitch(sourceOf, 'BATCH', () => listener.batch, (on) => {
        listener.setBatch(on);
      }),
      listenerSwitch(sourceOf, 'ALLOCATION', () => listener.allocated, (on) => {
        listener.allocated = on;
      }),
      { ...ksItem('KSPROPERTY_HRTF3D_FILTER_FORMAT'), ...verbs({ get: ofStream(sourceOf, (_source, request) => pcAnswer(request, filterFormat)) }) },
      message(sourceOf, 'KSPROPERTY_HRTF3D_INITIALIZE', hrtfInitSize, ({ value }) => value.u32(0) === hrtfInitSize && value.u32(28) === 0),
      message(
        sourceOf,
        'KSPROPERTY_HRTF3D_PARAMS',
        hrtfParamsSize,
        ({ value }) => value.u32(0) === hrtfParamsSize && value.u32(20) <= value.length - hrtfParamsSize,
      ),
      message(sourceOf, 'KSPROPERTY_ITD3D_PARAMS', itdSize, ({ value }) => value.u32(4) === 0 && value.u32(28) === 1 && value.u32(52) === 0),
    ],
  };
}
