/** Faults of cameras. Long because it is a table: one entry after the other. */
import { STATUS } from '../../abi/ntstatus.ts';
import { KSPROPERTY_TYPE } from '../classdrivers/ks/automation.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { KsCall } from '../classdrivers/ks/ks-call.ts';
import type { Simulation } from '../simulation.ts';
import type { Fault } from './fault.ts';
import { answering, getting, setting } from './on-property.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const device = 'avcapture';
const success = STATUS.STATUS_SUCCESS;
const NAME = 'KSPROPERTY_CAMERACONTROL_EXTENDED_';
/** Members of KSCAMERA_EXTENDEDPROP_HEADER, and of KSCAMERA_EXTENDEDPROP_VIDEOPROCSETTING behind it. */
const AT = { pinId: 4, size: 8, flags: 16, capability: 24, payload: 32, min: 36, max: 40, step: 44, value: 48 } as const;
const FILTER_SCOPE = 0xffff_ffff;
const CANCEL = 1n << 63n;
/** Of KSPROPERTY_CAMERACONTROL_S: Value and Flags. */
const CONTROL_FLAGS = 28;
const MANUAL = 2;
/** Mode of KSPROPERTY_VIDEOCONTROL_MODE_S, and KS_VideoControlFlag_Trigger. */
const MODE = 28;
const TRIGGER = 8;

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

/** Sets that succeed and do nothing. */
const ignoring = (name: string): ((simulation: Simulation) => void) => setting(name, () => success);

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
  {
    id: 'camera.always-manual',
    bugClass: 'BUG-018',
    title: 'Exposure says that it is set by hand when it is automatic',
    device,
    apply: answering('KSPROPERTY_CAMERACONTROL_EXPOSURE', ({ value }) => {
      value.setU32(CONTROL_FLAGS, MANUAL);
    }),
  },
  {
    id: 'camera.exposure-does-not-step',
    bugClass: 'BUG-018',
    title: 'Steps of the exposure are taken and not done',
    device,
    apply: ignoring('KSPROPERTY_CAMERACONTROL_EXPOSURE_RELATIVE'),
  },
  {
    id: 'camera.frames-of-nothing',
    bugClass: 'BUG-016',
    title: 'Settings of no frame are taken',
    device: 'phonecam',
    apply: setting('KSPROPERTY_CAMERACONTROL_PERFRAMESETTING_SET', ({ value }, handler) =>
      value.length >= 8 && value.u32(4) === 0 ? success : handler(),
    ),
  },
  {
    id: 'camera.trigger-forgotten',
    bugClass: 'BUG-033',
    title: 'A trigger is taken, and no picture',
    device,
    apply: setting('KSPROPERTY_VIDEOCONTROL_MODE', ({ value }, handler) => {
      value.setU32(MODE, value.u32(MODE) & ~TRIGGER);
      return handler();
    }),
  },
  {
    id: 'camera.rate-of-closed-pin',
    bugClass: 'BUG-016',
    title: 'The rate of a pin that is not open ends in INVALID_PARAMETER',
    device,
    apply: getting('KSPROPERTY_VIDEOCONTROL_ACTUAL_FRAME_RATE', (_call, handler) => {
      const status = handler();
      return status === STATUS.STATUS_NOT_SUPPORTED ? STATUS.STATUS_INVALID_PARAMETER : status;
    }),
  },
  {
    id: 'camera.captures-into-nothing',
    bugClass: 'BUG-017',
    title: 'A pin can be told to capture into no memory',
    device: 'tabletcam',
    apply: setting('KSPROPERTY_CURRENT_CAPTURE_SURFACE', ({ value }, handler) => (value.u32(0) === 0 ? success : handler())),
  },
  {
    id: 'camera.address-without-end',
    bugClass: 'BUG-010',
    title: 'The address of a network camera has no NUL',
    device: 'netcam',
    apply: answering('KSPROPERTY_NETWORKCAMERACONTROL_URI', (call) => {
      call.value.write(call.information - 2, Uint8Array.of(0x2f, 0));
    }),
  },
  {
    id: 'camera.shutter-not-told',
    bugClass: 'BUG-033',
    title: 'The shutter moves and nobody is told',
    device,
    apply: ({ ks: { events } }) => {
      const set = ksGuid('PROPSETID_VIDCAP_CAMERACONTROL');
      wrap(events, 'generate', (generate) => (list, event) => {
        if (event.set !== set) generate(list, event);
      });
    },
  },
  {
    id: 'camera.interval-count-trusted',
    bugClass: 'BUG-087',
    title: 'The camera says that a frame has one interval more than its descriptor holds, and the driver reads it',
    device: 'usbvideo',
    apply: (simulation) => {
      const { pool } = simulation.kernel;
      getting('KSPROPERTY_VIDEOCONTROL_FRAME_RATES', (call, handler) => {
        const status = handler();
        const intervals = Math.max(0, call.information - 8) / 8;
        if (status === success) readEntry(pool, 'frame descriptor', intervals, Math.max(1, intervals));
        return status;
      })(simulation);
    },
  },
  {
    id: 'camera.unit-without-guid',
    bugClass: '',
    title: 'The description of an extension unit has another GUID than its set',
    device: 'usbvideo',
    apply: ({ ks: { properties } }) => {
      wrap(properties, 'callHandler', (run) => (handler, call) => {
        const status = run(handler, call);
        const describes = status === success && call.id === 0 && call.information >= 18 && call.node >= 0;
        if (describes && call.value.guid(0) === call.input.guid(0)) call.value.setU32(0, 0);
        return status;
      });
    },
  },
];
