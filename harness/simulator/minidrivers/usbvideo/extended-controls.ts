/** KSPROPERTYSETID_ExtendedCameraControl: the controls of the Microsoft extension unit that the driver maps. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { KSSTATE, type KsFilter } from '../../classdrivers/avstream/descriptors.ts';
import type { KsPropertyItem, KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { Entity } from '../../usb/descriptors.ts';
import type { ControlRange } from './control-ranges.ts';
import { propertyId } from './control-items.ts';
import { stateOf } from './state.ts';
import { member, putStruct, structSize } from './structs.ts';

/** MS_CAMERA_CONTROL_XU of the Microsoft extensions to UVC 1.5. */
const MICROSOFT_UNIT = '{0F3F95DC-2632-4C4E-92C9-A04782F43BC8}';
const HEADER = 'KSCAMERA_EXTENDEDPROP_HEADER';
const FILTER_SCOPE = 0xffff_ffff;
/** The controls below belong to the pin of the infra-red or video stream: the first one. */
const STREAM_PIN = 0;

interface ExtendedControl {
  readonly property: string;
  /** Bit of the unit's bmControls. */
  readonly bit: number;
  readonly pinId: number;
  readonly payload: 'KSCAMERA_EXTENDEDPROP_VIDEOPROCSETTING' | 'KSCAMERA_EXTENDEDPROP_VALUE';
  readonly capability: number;
  readonly defaultFlags: number;
  /** No bit of `capability` set is a mode of its own. */
  readonly offIsZero: boolean;
  /** Refused while a pin runs (CAMX-008). */
  readonly notInRun: boolean;
  /** Of VideoProc.Value.ul. */
  readonly range?: ControlRange;
}

const CONTROLS: readonly ExtendedControl[] = [
  {
    property: 'KSPROPERTY_CAMERACONTROL_EXTENDED_FACEAUTH_MODE',
    bit: 5,
    pinId: STREAM_PIN,
    payload: 'KSCAMERA_EXTENDEDPROP_VIDEOPROCSETTING',
    // DISABLED and ALTERNATIVE_FRAME_ILLUMINATION
    capability: 3,
    defaultFlags: 1,
    offIsZero: false,
    notInRun: false,
  },
  {
    property: 'KSPROPERTY_CAMERACONTROL_EXTENDED_IRTORCHMODE',
    bit: 9,
    pinId: FILTER_SCOPE,
    payload: 'KSCAMERA_EXTENDEDPROP_VIDEOPROCSETTING',
    // OFF, ALWAYS_ON and ALTERNATING_FRAME_ILLUMINATION
    capability: 7,
    defaultFlags: 4,
    offIsZero: false,
    notInRun: false,
    range: { min: 10, max: 100, step: 10, default: 50 },
  },
  {
    property: 'KSPROPERTY_CAMERACONTROL_EXTENDED_VIDEOHDR',
    bit: 12,
    pinId: STREAM_PIN,
    payload: 'KSCAMERA_EXTENDEDPROP_VALUE',
    // ON and AUTO; OFF is 0
    capability: 3,
    defaultFlags: 0,
    offIsZero: true,
    notInRun: true,
  },
];

/** The set of a filter; none without a Microsoft extension unit that has one of the controls. */
export function extendedControlSets(entities: readonly Entity[], functionIndex: number): KsPropertySet<KsFilter>[] {
  const unit = entities.find((entity) => entity.kind === 'extension-unit' && entity.guid === MICROSOFT_UNIT);
  if (unit?.kind !== 'extension-unit') return [];
  const items = CONTROLS.filter(({ bit }) => ((unit.controls[bit >> 3] ?? 0) & (1 << (bit & 7))) !== 0).map((control) =>
    item(control, functionIndex),
  );
  return items.length === 0 ? [] : [{ set: ksGuid('KSPROPERTYSETID_ExtendedCameraControl'), items }];
}

function item(control: ExtendedControl, functionIndex: number): KsPropertyItem<KsFilter> {
  const id = propertyId(control.property);
  const headerSize = structSize(HEADER);
  const size = headerSize + structSize(control.payload);
  const valueAt = control.range ? headerSize + member(control.payload, 'VideoProc').offset : 0;
  const first = { flags: control.defaultFlags, value: control.range?.default ?? 0 };
  return {
    id,
    minData: size,
    get: (request) => {
      const { flags, value } = stateOf(request.target, functionIndex).extended.get(id) ?? first;
      const bytes = new Uint8Array(size);
      putStruct(bytes, 0, HEADER, {
        Version: 1,
        PinId: control.pinId,
        Size: size,
        Flags: flags,
        Capability: control.capability,
      });
      if (control.range) {
        const { min, max, step } = control.range;
        putStruct(bytes, headerSize, control.payload, { Min: min, Max: max, Step: step });
        new DataView(bytes.buffer).setUint32(valueAt, value, true);
      }
      request.value.write(0, bytes);
      request.information = size;
      return STATUS.STATUS_SUCCESS;
    },
    set: (request) => {
      const at = (name: string): number => member(HEADER, name).offset;
      const flags = Number(request.value.u64(at('Flags')));
      const value = control.range ? request.value.u32(valueAt) : 0;
      const headerFits =
        request.value.u32(at('Version')) === 1 &&
        request.value.u32(at('PinId')) === control.pinId &&
        request.value.u32(at('Size')) >= size;
      if (!headerFits || !isOneMode(control, flags) || !isLegal(control, value)) return STATUS.STATUS_INVALID_PARAMETER;
      if (control.notInRun && request.target.pins.some(({ deviceState }) => deviceState === KSSTATE.RUN)) {
        return STATUS.STATUS_INVALID_DEVICE_STATE;
      }
      stateOf(request.target, functionIndex).extended.set(id, { flags, value });
      return STATUS.STATUS_SUCCESS;
    },
  };
}

function isOneMode({ capability, offIsZero }: ExtendedControl, flags: number): boolean {
  if (flags === 0) return offIsZero;
  return flags <= capability && (flags & capability) === flags && (flags & (flags - 1)) === 0;
}

function isLegal({ range }: ExtendedControl, value: number): boolean {
  return range === undefined || (value >= range.min && value <= range.max && (value - range.min) % range.step === 0);
}
