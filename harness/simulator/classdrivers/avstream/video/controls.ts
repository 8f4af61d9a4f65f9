/** Which KS properties the control bits of camera terminals and processing units stand for. */
import type { InputTerminal, ProcessingUnit } from '../../../usb/descriptors.ts';
import { CAMERA_RANGES, PROCAMP_RANGES, type ControlRange } from './control-ranges.ts';

export type ControlSet = 'PROPSETID_VIDCAP_VIDEOPROCAMP' | 'PROPSETID_VIDCAP_CAMERACONTROL';

interface ControlBase {
  readonly set: ControlSet;
  /** Name of the property. */
  readonly property: string;
}

/** A control of one value. */
export interface LongControl extends ControlBase {
  readonly kind: 'long';
  /** Where the value is kept, within the entity. Controls that share a place show the same setting. */
  readonly slot: string;
  readonly range: ControlRange;
  /** How many units of the kept value make one of the property's; 1 unless the pair of a control counts finer. */
  readonly scale: number;
  /** Whether the camera can choose the value itself. */
  readonly auto: boolean;
  readonly access: 'read' | 'write' | 'both';
  /** A SET needs the control in `slot` in this mode, e.g. exposure in automatic mode. */
  readonly needs?: { readonly slot: string; readonly auto: boolean };
  /** A SET moves the control in `slot` by a step with its own sign, or against it, or to its default for 0. */
  readonly moves?: { readonly slot: string; readonly range: ControlRange; readonly sign: 1 | -1 };
  /** A SET may ask to be told of its end (KSPROPERTY_CAMERACONTROL_FLAGS_ASYNCHRONOUS): id of the event that tells. */
  readonly completion?: number;
}

/** A control of two values, kept in two slots. Its values are those kept, without a scale. */
export interface PairControl extends ControlBase {
  readonly kind: 'pair';
  readonly slots: readonly [string, string];
  readonly ranges: readonly [ControlRange, ControlRange];
  readonly auto: boolean;
  /** A node has it, the filter does not. */
  readonly nodeOnly: boolean;
}

/** The focal lengths of the camera terminal's descriptor. */
export interface FocalLengthControl extends ControlBase {
  readonly kind: 'focal-length';
  readonly ocular: number;
  readonly objectiveMin: number;
  readonly objectiveMax: number;
}

export type Control = LongControl | PairControl | FocalLengthControl;

const bit = (controls: number, n: number): boolean => Math.floor(controls / 2 ** n) % 2 === 1;
const ARC_SECONDS = 3600;

/** A control of one value as it is unless told otherwise; `name` is that of the property without its prefix. */
export function long(set: ControlSet, name: string, range: ControlRange, over: Partial<LongControl> = {}): LongControl {
  const prefix = set === 'PROPSETID_VIDCAP_VIDEOPROCAMP' ? 'KSPROPERTY_VIDEOPROCAMP_' : 'KSPROPERTY_CAMERACONTROL_';
  return {
    kind: 'long',
    set,
    property: prefix + name,
    slot: name,
    range,
    scale: 1,
    auto: false,
    access: 'both',
    ...over,
  };
}

/** Controls of a processing unit, by the bits of its bmControls (UVC 1.5 table 3-8). */
export function processingControls({ controls }: Pick<ProcessingUnit, 'controls'>, version: number): Control[] {
  const procamp = (name: keyof typeof PROCAMP_RANGES, over: Partial<LongControl> = {}): LongControl =>
    long('PROPSETID_VIDCAP_VIDEOPROCAMP', name, PROCAMP_RANGES[name], over);
  const has = (n: number): boolean => bit(controls, n);
  const powerLine = version >= 0x0150 ? { range: { ...PROCAMP_RANGES.POWERLINE_FREQUENCY, max: 3 } } : {};
  const component = PROCAMP_RANGES.WHITEBALANCE_COMPONENT;
  const all: readonly (readonly [number, () => Control])[] = [
    [0, () => procamp('BRIGHTNESS')],
    [1, () => procamp('CONTRAST', { auto: has(18) })],
    [2, () => procamp('HUE', { auto: has(11) })],
    [3, () => procamp('SATURATION')],
    [4, () => procamp('SHARPNESS')],
    [5, () => procamp('GAMMA')],
    [6, () => procamp('WHITEBALANCE', { auto: has(12) })],
    [
      7,
      () => ({
        kind: 'pair',
        set: 'PROPSETID_VIDCAP_VIDEOPROCAMP',
        property: 'KSPROPERTY_VIDEOPROCAMP_WHITEBALANCE_COMPONENT',
        slots: ['RED', 'BLUE'],
        ranges: [component, component],
        auto: has(13),
        nodeOnly: true,
      }),
    ],
    [8, () => procamp('BACKLIGHT_COMPENSATION')],
    [9, () => procamp('GAIN')],
    [10, () => procamp('POWERLINE_FREQUENCY', powerLine)],
    [14, () => procamp('DIGITAL_MULTIPLIER')],
    [15, () => procamp('DIGITAL_MULTIPLIER_LIMIT')],
  ];
  return all.filter(([n]) => has(n)).map(([, control]) => control());
}

/** Controls of a camera terminal, by the bits of its bmControls (UVC 1.5 table 3-6). */
export function cameraControls({ camera }: Pick<InputTerminal, 'camera'>): Control[] {
  if (camera === undefined) return [];
  const set = 'PROPSETID_VIDCAP_CAMERACONTROL';
  const has = (n: number): boolean => bit(camera.controls, n);
  const one = (name: keyof typeof CAMERA_RANGES, over: Partial<LongControl> = {}): LongControl =>
    long(set, name, CAMERA_RANGES[name], over);
  const pair = (
    name: string,
    slots: readonly [string, string],
    ranges: readonly [ControlRange, ControlRange],
  ): PairControl => ({
    kind: 'pair',
    set,
    property: `KSPROPERTY_CAMERACONTROL_${name}`,
    slots,
    ranges,
    auto: false,
    nodeOnly: false,
  });
  const autoExposure = has(1) && has(3);
  const manual = autoExposure ? { needs: { slot: 'EXPOSURE', auto: false } } : {};
  const moves = (slot: 'EXPOSURE' | 'IRIS', sign: 1 | -1) => ({ moves: { slot, range: CAMERA_RANGES[slot], sign } });
  const all: readonly (readonly [number, () => readonly Control[]])[] = [
    [0, () => [one('SCANMODE')]],
    [2, () => [one('AUTO_EXPOSURE_PRIORITY', autoExposure ? { needs: { slot: 'EXPOSURE', auto: true } } : {})]],
    [3, () => [one('EXPOSURE', { auto: autoExposure })]],
    [4, () => [one('EXPOSURE_RELATIVE', { ...manual, ...moves('EXPOSURE', 1) })]],
    [5, () => [one('FOCUS', { auto: has(17) })]],
    [6, () => [one('FOCUS_RELATIVE')]],
    [7, () => [one('IRIS')]],
    // An iris that opens has a smaller f-stop.
    [8, () => [one('IRIS_RELATIVE', { access: 'write', ...manual, ...moves('IRIS', -1) })]],
    [9, () => [one('ZOOM')]],
    [10, () => [one('ZOOM_RELATIVE')]],
    [
      11,
      () => [
        one('PAN', { scale: ARC_SECONDS }),
        one('TILT', { scale: ARC_SECONDS }),
        pair(
          'PANTILT',
          ['PAN', 'TILT'],
          [scaled(CAMERA_RANGES.PAN, ARC_SECONDS), scaled(CAMERA_RANGES.TILT, ARC_SECONDS)],
        ),
      ],
    ],
    [
      12,
      () => [
        one('PAN_RELATIVE'),
        one('TILT_RELATIVE'),
        pair(
          'PANTILT_RELATIVE',
          ['PAN_RELATIVE', 'TILT_RELATIVE'],
          [CAMERA_RANGES.PAN_RELATIVE, CAMERA_RANGES.TILT_RELATIVE],
        ),
      ],
    ],
    [13, () => [one('ROLL')]],
    [14, () => [one('ROLL_RELATIVE')]],
    [18, () => [one('PRIVACY', { access: 'read' })]],
  ];
  const controls = all.filter(([n]) => has(n)).flatMap(([, make]) => make());
  const { ocularFocalLength, objectiveFocalLengthMin, objectiveFocalLengthMax } = camera;
  if (ocularFocalLength + objectiveFocalLengthMin + objectiveFocalLengthMax > 0) {
    controls.push({
      kind: 'focal-length',
      set,
      property: 'KSPROPERTY_CAMERACONTROL_FOCAL_LENGTH',
      ocular: ocularFocalLength,
      objectiveMin: objectiveFocalLengthMin,
      objectiveMax: objectiveFocalLengthMax,
    });
  }
  return controls;
}

/** The range of a value that is kept `scale` times finer; any of its own units is a step. */
function scaled({ min, max, default: byDefault }: ControlRange, scale: number): ControlRange {
  return { min: min * scale, max: max * scale, step: 1, default: byDefault * scale };
}
