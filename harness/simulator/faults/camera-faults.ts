/** Faults of cameras in their extended controls. */
import { STATUS } from '../../abi/ntstatus.ts';
import { KSPROPERTY_TYPE } from '../classdrivers/ks/automation.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { KsCall } from '../classdrivers/ks/ks-call.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { answering, setting } from './on-property.ts';
import { wrap } from './wrap.ts';

const device = 'avcapture';
const success = STATUS.STATUS_SUCCESS;
const NAME = 'KSPROPERTY_CAMERACONTROL_EXTENDED_';
/** Members of KSCAMERA_EXTENDEDPROP_HEADER, and of KSCAMERA_EXTENDEDPROP_VIDEOPROCSETTING behind it. */
const AT = { pinId: 4, size: 8, flags: 16, capability: 24, payload: 32, min: 36, max: 40, step: 44, value: 48 } as const;
const FILTER_SCOPE = 0xffff_ffff;
const CANCEL = 1n << 63n;

/** Does something with the answer of every extended control. */
function extended({ ks: { properties } }: Simulation, change: (call: KsCall, isSet: boolean) => void): void {
  const set = ksGuid('KSPROPERTYSETID_ExtendedCameraControl');
  wrap(properties, 'callHandler', (run) => (handler, call) => {
    const status = run(handler, call);
    if (status === success && call.input.guid(0) === set) change(call, (call.flags & KSPROPERTY_TYPE.SET) !== 0);
    return status;
  });
}

/** Raises the events of extended controls as `times` says for each. */
function completions({ ks: { events } }: Simulation, times: (id: number) => readonly number[]): void {
  const set = ksGuid('KSEVENTSETID_ExtendedCameraControl');
  wrap(events, 'generate', (generate) => (list, event) => {
    for (const id of event.set === set ? times(event.id) : [event.id]) generate(list, { ...event, id });
  });
}

/** Faults of cameras with a driver of their own. */
export const cameraFaults: readonly Fault[] = [
  {
    id: 'camera.header-without-payload',
    bugClass: 'BUG-009',
    title: 'The size in the header of an extended control is that of the header',
    device,
    apply: (simulation) => {
      extended(simulation, ({ value }, isSet) => {
        if (!isSet) value.setU32(AT.size, AT.payload);
      });
    },
  },
  {
    id: 'camera.filter-is-pin-0',
    bugClass: 'BUG-006',
    title: 'Controls of the filter name its first pin',
    device,
    apply: (simulation) => {
      extended(simulation, ({ value }, isSet) => {
        if (!isSet && value.u32(AT.pinId) === FILTER_SCOPE) value.setU32(AT.pinId, 0);
      });
    },
  },
  {
    id: 'camera.capability-written',
    bugClass: 'BUG-014',
    title: 'What a set says of Capability becomes the capability',
    device,
    apply: (simulation) => {
      const told = new Map<number, bigint>();
      extended(simulation, ({ id, value }, isSet) => {
        if (isSet) told.set(id, value.u64(AT.capability));
        else value.setI64(AT.capability, told.get(id) ?? value.u64(AT.capability));
      });
    },
  },
  {
    id: 'camera.current-mode-not-listed',
    bugClass: 'BUG-017',
    title: 'The present white balance is a mode that the control does not list',
    device,
    apply: answering(`${NAME}WHITEBALANCEMODE`, ({ value }) => {
      value.setI64(AT.capability, value.u64(AT.capability) & ~value.u64(AT.flags));
    }),
  },
  {
    id: 'camera.foreign-mode-stored',
    bugClass: 'BUG-017',
    title: 'The torch takes every mode, and tells it',
    device: 'phonecam',
    apply: (simulation) => {
      let mode: bigint | undefined;
      setting(`${NAME}TORCHMODE`, ({ value }) => {
        mode = value.u64(AT.flags);
        return success;
      })(simulation);
      answering(`${NAME}TORCHMODE`, ({ value }) => {
        if (mode !== undefined) value.setI64(AT.flags, mode);
      })(simulation);
    },
  },
  {
    id: 'camera.state-not-looked-at',
    bugClass: 'BUG-095',
    title: 'Digital stabilization can be set while the video is up',
    device: 'phonecam',
    apply: setting(`${NAME}VIDEOSTABILIZATION`, (_call, handler) => {
      const status = handler();
      return status === STATUS.STATUS_INVALID_DEVICE_STATE ? success : status;
    }),
  },
  {
    id: 'camera.completion-not-told',
    bugClass: 'BUG-033',
    title: 'The end of an asynchronous control is never told',
    device,
    apply: (simulation) => {
      completions(simulation, () => []);
    },
  },
  {
    id: 'camera.completion-told-twice',
    bugClass: 'BUG-034',
    title: 'The end of an asynchronous control is told twice',
    device,
    apply: (simulation) => {
      completions(simulation, (id) => [id, id]);
    },
  },
  {
    id: 'camera.completion-told-to-focus',
    bugClass: 'BUG-034',
    title: 'The end of every asynchronous control is told as one of focusing, too',
    device,
    apply: (simulation) => {
      const focus = 13;
      completions(simulation, (id) => (id === focus ? [id] : [id, focus]));
    },
  },
  {
    id: 'camera.cancel-refused',
    bugClass: 'BUG-012',
    title: 'Focusing says that it can be cancelled, and refuses',
    device,
    apply: setting(`${NAME}FOCUSMODE`, ({ value }, handler) =>
      value.u64(AT.flags) === CANCEL ? STATUS.STATUS_NOT_SUPPORTED : handler(),
    ),
  },
  {
    id: 'camera.hints-overwrite',
    bugClass: 'BUG-018',
    title: 'A hint of what to trade overwrites that of what the camera is used for',
    device: 'phonecam',
    apply: (simulation) => {
      let last: bigint | undefined;
      setting(`${NAME}OPTIMIZATIONHINT`, ({ value }, handler) => {
        last = value.u64(AT.flags);
        return handler();
      })(simulation);
      answering(`${NAME}OPTIMIZATIONHINT`, ({ value }) => {
        if (last !== undefined) value.setI64(AT.flags, last);
      })(simulation);
    },
  },
  {
    id: 'camera.zoom-outside-range',
    bugClass: 'BUG-017',
    title: 'The present zoom is less than the least',
    device: 'roomcam',
    apply: answering(`${NAME}ZOOM`, ({ value }) => {
      value.setU32(AT.min, value.u32(AT.value) + 1);
    }),
  },
  {
    id: 'camera.torch-step-zero',
    bugClass: 'BUG-017',
    title: 'The powers of the infra-red torch have a step of 0',
    device: 'facecam',
    apply: answering(`${NAME}IRTORCHMODE`, ({ value }) => {
      value.setU32(AT.step, 0);
    }),
  },
  {
    id: 'camera.sensitivities-disagree',
    bugClass: 'BUG-076',
    title: 'A sensitivity is listed that is outside the range of the other control',
    device,
    apply: answering(`${NAME}ISO`, ({ value }) => {
      const iso50 = 2n;
      value.setI64(AT.capability, value.u64(AT.capability) | iso50);
    }),
  },
  {
    id: 'camera.histogram-without-room',
    bugClass: 'BUG-067',
    title: 'The size of the metadata leaves the histogram out',
    device: 'phonecam',
    apply: answering(`${NAME}METADATA`, ({ value }) => {
      value.setU32(AT.payload + 4, 1024);
    }),
  },
];
