/**
 * PROPSETID_EXT_DEVICE, PROPSETID_EXT_TRANSPORT and PROPSETID_TIMECODE_READER (XPT-001…010). This camcorder cannot tell when
 * its state changes by letting a request wait.
 */
import { layoutOf } from '../../../abi/layout.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import type { KsPropertyItem, KsPropertySet, KsRequest } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { ksItem } from '../../classdrivers/portcls/identifiers.ts';
import type { KernelBuffer } from '../../kernel/kernel-buffer.ts';
import { rawCommand } from './raw-command.ts';
import { frameRate, type Transport } from './transport.ts';
import {
  DEV_PORT_1394,
  ED_DEVTYPE,
  ED_MEDIA,
  ED_RATE_25,
  ED_SEEK_SLOW,
  ED_SYNCACC_FRAME,
  ED_TRANSBASIC_SIGNAL_625_50_SD,
  ED_TRANSCAP_CAN_EJECT,
} from './xprtdefs.ts';

/** Where the union, or the sample, begins: behind KSPROPERTY. */
const at = 24;
const size = (struct: string): number => layoutOf('x64', struct)?.size ?? 0;

/** What is known of the camcorder from its bus. */
const uniqueId = [0x0800_4601, 0x0102_0304] as const;
const version = 'kscts DV camcorder 1.0';
/** Members of DEVCAPS: TRUE is 1. */
const capabilities = [
  1, 0, 1, 1, 0, 0, ED_DEVTYPE.VCR, 1, 0, 0, 0, 0, 0, ED_SYNCACC_FRAME, ED_RATE_25, 0, 0, 0, 1, 1, 0, ED_SEEK_SLOW, 0,
] as const;

export const transportOf = (filter: KsFilter): Transport => (filter.device.context as { transport: Transport }).transport;

/** The structure goes both ways: its head is the request, and what follows is answered. */
function item(
  struct: string,
  id: number,
  get: ((value: KernelBuffer, transport: Transport, filter: KsFilter) => void) | undefined,
  set?: (value: KernelBuffer, transport: Transport) => number,
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
        get(value, transportOf(target), target);
        request.information = bytes;
        return STATUS.STATUS_SUCCESS;
      },
    }),
    ...(set !== undefined && {
      set: ({ target, value }: KsRequest<KsFilter>) => set(value, transportOf(target)),
    }),
  };
}

const device = (...args: Parameters<typeof item> extends [string, ...infer Rest] ? Rest : never) =>
  item('KSPROPERTY_EXTDEVICE_S', ...args);
const transport = (...args: Parameters<typeof item> extends [string, ...infer Rest] ? Rest : never) =>
  item('KSPROPERTY_EXTXPORT_S', ...args);

/** STATE: the mode, and the state within it. */
const state = (value: KernelBuffer, { current }: Transport): void => {
  value.setU32(at, current.mode);
  value.setU32(at + 4, current.state);
};

const signalMode = (id: number): KsPropertyItem<KsFilter> =>
  transport(
    id,
    (value) => {
      value.setU32(at, ED_TRANSBASIC_SIGNAL_625_50_SD);
    },
    (value) => (value.u32(at) === ED_TRANSBASIC_SIGNAL_625_50_SD ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER),
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
  item('KSPROPERTY_TIMECODE_S', id, (value, { frame }, filter) => {
    value.setI64Number(at, filter.device.now());
    value.setU16(at + 8, frameRate);
    value.setU32(at + 12, frame);
  });

/** The sets of the filter. */
export const camcorderSets: readonly KsPropertySet<KsFilter>[] = [
  {
    set: ksGuid('PROPSETID_EXT_DEVICE'),
    items: [
      device(0, (value) => {
        uniqueId.forEach((part, i) => {
          value.setU32(at + 4 * i, part);
        });
      }),
      device(1, (value) => {
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
      device(3, (value) => {
        value.setU32(at, DEV_PORT_1394);
      }),
      device(4, (value) => {
        capabilities.forEach((capability, i) => {
          value.setU32(at + 4 * i, capability);
        });
      }),
    ],
  },
  {
    set: ksGuid('PROPSETID_EXT_TRANSPORT'),
    items: [
      transport(0, (value) => {
        value.setU32(at, ED_TRANSCAP_CAN_EJECT);
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
      rawCommand(ksItem('KSPROPERTY_RAW_AVC_CMD').id),
    ],
  },
  { set: ksGuid('PROPSETID_TIMECODE_READER'), items: [timecode(0), timecode(1), timecode(2)] },
];
