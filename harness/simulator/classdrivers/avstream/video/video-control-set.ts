/** PROPSETID_VIDCAP_VIDEOCONTROL of the filter (VCAP-011, VCAP-012). */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { KsFilter, KsPin } from '../descriptors.ts';
import { answerList, multipleItem } from '../../ks/answers.ts';
import type { KsPropertyItem, KsPropertySet, KsRequest } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { intervalBounds } from '../../../usb/descriptors.ts';
import { propertyId } from './control-items.ts';
import type { ModeRange } from './data-ranges.ts';
import { listedIntervals } from './video-mode.ts';
import { stateOf } from './state.ts';
import type { StillTrigger } from './still-trigger.ts';
import { streamOf } from './stream.ts';
import { member, structSize } from './structs.ts';

/** KS_VideoControlFlags. */
export const VIDEO_CONTROL = { FLIP_HORIZONTAL: 1, FLIP_VERTICAL: 2, EXTERNAL_TRIGGER_ENABLE: 4, TRIGGER: 8 } as const;

/** A pin factory as these properties see it; StreamIndex is its PinId. */
export interface ControlledPin {
  readonly ranges: readonly ModeRange[];
  /** Present for a still pin. */
  readonly trigger?: StillTrigger;
  /** KS_VideoControlFlags of what else the pin can do, e.g. flip its pictures. */
  readonly more?: number;
}

const offset = (struct: string, name: string): number => member(struct, name).offset;
const CAPS_S = 'KSPROPERTY_VIDEOCONTROL_CAPS_S';
/** KSPROPERTY_VIDEOCONTROL_MODE_S has the same form. */
const CAPS = {
  size: structSize(CAPS_S),
  index: offset(CAPS_S, 'StreamIndex'),
  value: offset(CAPS_S, 'VideoControlCaps'),
};
const RATE_S = 'KSPROPERTY_VIDEOCONTROL_ACTUAL_FRAME_RATE_S';
const RATE = {
  size: structSize(RATE_S),
  range: offset(RATE_S, 'RangeIndex'),
  dimensions: offset(RATE_S, 'Dimensions'),
  current: offset(RATE_S, 'CurrentActualFrameRate'),
  fastest: offset(RATE_S, 'CurrentMaxAvailableFrameRate'),
};
/** KSPROPERTY_VIDEOCONTROL_FRAME_RATES_S begins as the rate structure does. */
const QUERY_SIZE = structSize('KSPROPERTY_VIDEOCONTROL_FRAME_RATES_S');

type Request = KsRequest<KsFilter>;

/** The set of a filter. @param pins by PinId; `undefined` for a pin that streams no video. */
export function videoControlSet(
  pins: readonly (ControlledPin | undefined)[],
  functionIndex: number,
): KsPropertySet<KsFilter> {
  const pinOf = (request: Request): ControlledPin | undefined => pins[request.input.u32(CAPS.index)];
  const caps = ({ trigger, more = 0 }: ControlledPin): number => {
    if (trigger === undefined) return more;
    return more | VIDEO_CONTROL.TRIGGER | (trigger.hasButton ? VIDEO_CONTROL.EXTERNAL_TRIGGER_ENABLE : 0);
  };

  const answerWhole = (request: Request, size: number, write: () => void): number => {
    request.value.write(0, request.input.slice(0, size));
    write();
    request.information = size;
    return STATUS.STATUS_SUCCESS;
  };

  type Handlers = Pick<KsPropertyItem<KsFilter>, 'get' | 'set'>;
  const item = (name: string, minProperty: number, minData: number, handlers: Handlers): KsPropertyItem<KsFilter> => ({
    id: propertyId(`KSPROPERTY_VIDEOCONTROL_${name}`),
    minProperty,
    minData,
    ...handlers,
  });

  const items = [
    item('CAPS', CAPS.size, CAPS.size, {
      get: (request) => {
        const pin = pinOf(request);
        if (pin === undefined) return STATUS.STATUS_INVALID_PARAMETER;
        return answerWhole(request, CAPS.size, () => {
          request.value.setU32(CAPS.value, caps(pin));
        });
      },
    }),
    item('ACTUAL_FRAME_RATE', RATE.size, RATE.size, {
      get: (request) => {
        const id = request.input.u32(CAPS.index);
        if (pins[id] === undefined) return STATUS.STATUS_INVALID_PARAMETER;
        const open = request.target.pins.find((pin: KsPin) => pin.id === id);
        if (open === undefined) return STATUS.STATUS_NOT_SUPPORTED;
        const { mode, interval } = streamOf(open);
        return answerWhole(request, RATE.size, () => {
          request.value.setU32(RATE.dimensions, mode.width);
          request.value.setU32(RATE.dimensions + 4, mode.height);
          request.value.setI64Number(RATE.current, interval);
          request.value.setI64Number(RATE.fastest, intervalBounds(mode.intervals).min);
        });
      },
    }),
    item('FRAME_RATES', QUERY_SIZE, 0, {
      get: (request) => {
        const mode = pinOf(request)?.ranges[request.input.u32(RATE.range)]?.mode;
        const width = request.input.i32(RATE.dimensions);
        const height = request.input.i32(RATE.dimensions + 4);
        // Without dimensions the range speaks for itself: each of ours has one size.
        const named = width !== 0 || height !== 0;
        if (mode === undefined || (named && (mode.width !== width || mode.height !== height))) {
          return STATUS.STATUS_INVALID_PARAMETER;
        }
        return answerList(request, multipleItem(listedIntervals(mode).map(longlong)));
      },
    }),
  ];

  if (pins.some((pin) => pin !== undefined && caps(pin) !== 0)) {
    items.push(
      item('MODE', CAPS.size, CAPS.size, {
        get: (request) => {
          if (pinOf(request) === undefined) return STATUS.STATUS_INVALID_PARAMETER;
          const mode = stateOf(request.target, functionIndex).videoModes.get(request.input.u32(CAPS.index)) ?? 0;
          return answerWhole(request, CAPS.size, () => {
            request.value.setU32(CAPS.value, mode);
          });
        },
        set: (request) => {
          const id = request.input.u32(CAPS.index);
          const mode = request.value.u32(CAPS.value);
          const pin = pins[id];
          if (pin === undefined || (mode & ~caps(pin)) !== 0) return STATUS.STATUS_INVALID_PARAMETER;
          if ((mode & VIDEO_CONTROL.TRIGGER) !== 0) {
            const status = pin.trigger?.take(request.target, id) ?? STATUS.STATUS_INVALID_DEVICE_STATE;
            if (status !== STATUS.STATUS_SUCCESS) return status;
          }
          // The trigger is a moment, not a mode.
          stateOf(request.target, functionIndex).videoModes.set(id, mode & ~VIDEO_CONTROL.TRIGGER);
          pin.trigger?.arm(request.target, id, (mode & VIDEO_CONTROL.EXTERNAL_TRIGGER_ENABLE) !== 0);
          return STATUS.STATUS_SUCCESS;
        },
      }),
    );
  }
  return { set: ksGuid('PROPSETID_VIDCAP_VIDEOCONTROL'), items };
}

function longlong(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
  return bytes;
}
