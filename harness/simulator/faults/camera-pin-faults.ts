/** Faults of cameras in their older controls, their pins, and what a USB camera describes. */
import { STATUS } from '../../abi/ntstatus.ts';
import { ksGuid } from '../classdrivers/ks/guids.ts';
import type { Fault } from './fault.ts';
import { answering, getting, setting } from './on-property.ts';
import { readEntry } from './tables.ts';
import { wrap } from './wrap.ts';

const device = 'avcapture';
const success = STATUS.STATUS_SUCCESS;
/** Of KSPROPERTY_CAMERACONTROL_S: Value and Flags. */
const CONTROL_FLAGS = 28;
const MANUAL = 2;
/** Mode of KSPROPERTY_VIDEOCONTROL_MODE_S, and KS_VideoControlFlag_Trigger. */
const MODE = 28;
const TRIGGER = 8;

export const cameraPinFaults: readonly Fault[] = [
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
    apply: setting('KSPROPERTY_CAMERACONTROL_EXPOSURE_RELATIVE', () => success),
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
