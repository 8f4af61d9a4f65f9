/** Which KS properties the control bits of camera terminals and processing units stand for. */
import type { InputTerminal, ProcessingUnit } from '../../usb/descriptors.ts';
import { long, pair, scaled, type Control, type LongControl } from '../avstream/video/controls.ts';
import { CAMERA_RANGES, PROCAMP_RANGES } from './unit-ranges.ts';

const bit = (controls: number, n: number): boolean => Math.floor(controls / 2 ** n) % 2 === 1;
const ARC_SECONDS = 3600;

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
      () =>
        pair('PROPSETID_VIDCAP_VIDEOPROCAMP', 'WHITEBALANCE_COMPONENT', ['RED', 'BLUE'], [component, component], {
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
          set,
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
          set,
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
