/**
 * The ranges of the controls of USB cameras. Descriptors say which controls a camera has, not what values they take: a real
 * driver asks the device for that. Here every simulated camera has these, chosen to resemble what cameras report, in
 * the units of the KS property pages.
 */
import { range, type ControlRange } from '../avstream/video/control-ranges.ts';

/** Motion controls: direction and speed; 0 stops (VCAP-005). */
const motion = range(-3, 3, 1, 0);
const toggle = (byDefault: 0 | 1): ControlRange => range(0, 1, 1, byDefault);

/** By property name without its prefix. */
export const PROCAMP_RANGES = {
  BRIGHTNESS: range(-64, 64, 1, 0),
  CONTRAST: range(0, 95, 1, 32),
  /** Degrees. */
  HUE: range(-180, 180, 1, 0),
  SATURATION: range(0, 128, 1, 64),
  SHARPNESS: range(0, 7, 1, 2),
  /** Gamma times 100. */
  GAMMA: range(100, 300, 1, 100),
  /** Kelvin. */
  WHITEBALANCE: range(2800, 6500, 10, 4600),
  /** Red and blue, each. */
  WHITEBALANCE_COMPONENT: range(0, 1023, 1, 512),
  BACKLIGHT_COMPENSATION: range(0, 2, 1, 1),
  GAIN: range(0, 255, 1, 64),
  DIGITAL_MULTIPLIER: range(10, 40, 1, 10),
  DIGITAL_MULTIPLIER_LIMIT: range(10, 40, 1, 40),
  /** 0 off, 1 50 Hz, 2 60 Hz; 3 automatic from UVC 1.5 on. */
  POWERLINE_FREQUENCY: range(0, 2, 1, 1),
} as const;

/** By property name without its prefix. */
export const CAMERA_RANGES = {
  /** Degrees; the pair of both is in arc seconds. */
  PAN: range(-10, 10, 1, 0),
  TILT: range(-10, 10, 1, 0),
  ROLL: range(-90, 90, 1, 0),
  /** Millimetres. */
  ZOOM: range(100, 400, 1, 100),
  /** Log base 2 of seconds. */
  EXPOSURE: range(-11, -2, 1, -5),
  /** F-stop times 10. */
  IRIS: range(14, 220, 2, 28),
  /** Millimetres. */
  FOCUS: range(0, 250, 5, 0),
  /** 0 interlaced, 1 progressive. */
  SCANMODE: toggle(1),
  PRIVACY: toggle(0),
  PAN_RELATIVE: motion,
  TILT_RELATIVE: motion,
  ROLL_RELATIVE: motion,
  ZOOM_RELATIVE: motion,
  FOCUS_RELATIVE: motion,
  /** Steps of the absolute control. */
  EXPOSURE_RELATIVE: range(-1, 1, 1, 0),
  IRIS_RELATIVE: range(-1, 1, 1, 0),
  AUTO_EXPOSURE_PRIORITY: toggle(0),
} as const;
