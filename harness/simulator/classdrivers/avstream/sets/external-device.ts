/**
 * PROPSETID_EXT_DEVICE, PROPSETID_EXT_TRANSPORT and PROPSETID_TIMECODE_READER (XPT-001…010) of a device that does not let a
 * request wait for its state to change.
 */
import { layoutOf } from '../../../../abi/layout.ts';
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter } from '../descriptors.ts';
import type { KsPropertyItem, KsPropertySet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { ksItem } from '../../portcls/identifiers.ts';
import type { KernelBuffer } from '../../../kernel/kernel-buffer.ts';
import { rawCommand } from './raw-command.ts';
import { ED_MEDIA } from '../../../../abi/xprtdefs.ts';

/** Where the union, or the sample, begins: behind KSPROPERTY. */
const at = 24;
const size = (struct: string): number => layoutOf('x64', struct)?.size ?? 0;

/** A device on a bus of its own, with a tape in it. */
export interface ExternalDevice {
  /** What is known of it from its bus. */
  readonly uniqueId: readonly number[];
  readonly version: string;
  /** DEV_PORT_*. */
  readonly port: number;
  /** Members of DEVCAPS; TRUE is 1. */
  readonly capabilities: readonly number[];
  /** ED_TRANSCAP_*, and the one ED_TRANSBASIC_SIGNAL_* that it has. */
  readonly transportCapabilities: number;
  readonly signalMode: number;
  /** Frames a second, and the one under the head. */
  readonly frameRate: number;
  readonly frame: number;
  /** ED_POWER_*. */
  readonly power: number;
  setPower(power: number): number;
  /** A cassette is in it, and can be recorded on or not. */
  readonly loaded: boolean;
  readonly recordInhibit: boolean;
  load(action: number): number;
  /** TRANSPORT_STATE. */
  readonly current: { readonly mode: number; readonly state: number };
  command(wanted: { readonly mode: number; readonly state: number }): number;
  /** What it answers to a command that is passed on as it is. */
  respond(command: Uint8Array): Uint8Array;
}

/** The sets of a filter over the device that it is for. */
export function externalDeviceSets(deviceOf: (filter: KsFilter) => ExternalDevice): readonly KsPropertySet<KsFilter>[] {
  /** The structure goes both ways: its head is the request, and what follows is answered. */
  function item(
    struct: string,
    id: number,
    get: ((value: KernelBuffer, transport: ExternalDevice, filter: KsFilter) => void) | undefined,
    set?: (value: KernelBuffer, transport: ExternalDevice) => number,
  ): KsPropertyItem<KsFilter> {
    const bytes = size(struct);
    return {
      id,
      minProperty: bytes,
      minData: bytes,
      ...(get !== undefined && {
        get: (request: KsRequest<KsFilter>) => {
          const { input, value, target } = request;
          value.write(0, input.slice(0, at));
          value.zero(at, bytes - at);
          get(value, deviceOf(target), target);
          request.information = bytes;
          return STATUS.STATUS_SUCCESS;
        },
      }),
      ...(set !== undefined && {
        set: ({ target, value }: KsRequest<KsFilter>) => set(value, deviceOf(target)),
      }),
    };
  }

  const device = (...args: Parameters<typeof item> extends [string, ...infer Rest] ? Rest : never) =>
    item('KSPROPERTY_EXTDEVICE_S', ...args);
  const transport = (...args: Parameters<typeof item> extends [string, ...infer Rest] ? Rest : never) =>
    item('KSPROPERTY_EXTXPORT_S', ...args);

  /** STATE: the mode, and the state within it. */
  const state = (value: KernelBuffer, { current }: ExternalDevice): void => {
    value.setU32(at, current.mode);
    value.setU32(at + 4, current.state);
  };

  const signalMode = (id: number): KsPropertyItem<KsFilter> =>
    transport(
      id,
      (value, { signalMode: signal }) => {
        value.setU32(at, signal);
      },
      (value, { signalMode: signal }) => (value.u32(at) === signal ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER),
    );

  /** Searches are defined, and not supported. */
  const search = (id: number): KsPropertyItem<KsFilter> => transport(id, undefined, () => STATUS.STATUS_NOT_SUPPORTED);

  /** STATE_NOTIFY would wait for the state to change; this camcorder does not tell its bus. */
  const stateNotify: KsPropertyItem<KsFilter> = {
    id: ksItem('KSPROPERTY_EXTXPORT_STATE_NOTIFY').id,
    minData: 0,
    access: () => 0,
    get: () => STATUS.STATUS_NOT_SUPPORTED,
  };

  /** TIMECODE_SAMPLE: the frame under the head. */
  const timecode = (id: number): KsPropertyItem<KsFilter> =>
    item('KSPROPERTY_TIMECODE_S', id, (value, { frame, frameRate }, filter) => {
      value.setI64Number(at, filter.device.now());
      value.setU16(at + 8, frameRate);
      value.setU32(at + 12, frame);
    });

  return [
    {
      set: ksGuid('PROPSETID_EXT_DEVICE'),
      items: [
        device(0, (value, { uniqueId }) => {
          uniqueId.forEach((part, i) => {
            value.setU32(at + 4 * i, part);
          });
        }),
        device(1, (value, { version }) => {
          [...version].forEach((letter, i) => {
            value.setU16(at + 2 * i, letter.charCodeAt(0));
          });
        }),
        device(
          2,
          (value, { power }) => {
            value.setU32(at, power);
          },
          (value, tape) => tape.setPower(value.u32(at)),
        ),
        device(3, (value, { port }) => {
          value.setU32(at, port);
        }),
        device(4, (value, { capabilities }) => {
          capabilities.forEach((capability, i) => {
            value.setU32(at + 4 * i, capability);
          });
        }),
      ],
    },
    {
      set: ksGuid('PROPSETID_EXT_TRANSPORT'),
      items: [
        transport(0, (value, { transportCapabilities }) => {
          value.setU32(at, transportCapabilities);
        }),
        signalMode(1),
        signalMode(2),
        transport(
          3,
          (value, { loaded }) => {
            value.setU32(at, loaded ? ED_MEDIA.SPIN_UP : ED_MEDIA.UNLOAD);
          },
          (value, tape) => tape.load(value.u32(at)),
        ),
        transport(4, (value, { loaded, recordInhibit }) => {
          value.setU32(at, loaded ? 1 : 0);
          value.setU32(at + 4, loaded ? ED_MEDIA.DVC : ED_MEDIA.NOT_PRESENT);
          value.setU32(at + 8, recordInhibit ? 1 : 0);
        }),
        transport(5, state, (value, tape) => tape.command({ mode: value.u32(at), state: value.u32(at + 4) })),
        stateNotify,
        search(7),
        search(8),
        search(9),
        rawCommand(ksItem('KSPROPERTY_RAW_AVC_CMD').id, deviceOf),
      ],
    },
    { set: ksGuid('PROPSETID_TIMECODE_READER'), items: [timecode(0), timecode(1), timecode(2)] },
  ];
}
