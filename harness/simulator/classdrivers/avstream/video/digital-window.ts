/** The digital window: a square of the full view, in numbers of which 2^24 is its whole width and height (CAMX-026). */
import { bitsOf, type Payload } from './extended-control.ts';
import { i32At } from './extended-payloads.ts';
import { member, putStruct, structBytes, structSize } from './structs.ts';

const CAPS_HEADER = 'KSCAMERA_EXTENDEDPROP_DIGITALWINDOW_CONFIGCAPSHEADER';
const CAPS = 'KSCAMERA_EXTENDEDPROP_DIGITALWINDOW_CONFIGCAPS';
const SETTING = 'KSCAMERA_EXTENDEDPROP_DIGITALWINDOW_SETTING';
const AT = {
  x: member(SETTING, 'OriginX').offset,
  y: member(SETTING, 'OriginY').offset,
  size: member(SETTING, 'WindowSize').offset,
} as const;

/** The full view. */
export const FULL_VIEW = 0x100_0000;
/** The camera moves the window itself. */
export const AUTO_FRAMING = bitsOf('DIGITALWINDOW_AUTOFACEFRAMING');

/** Where a window begins, and how much of the view it shows. */
export interface DigitalWindow {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** What a camera can do at a size of its pictures. It has no porch around the full view. */
export interface WindowLimits {
  readonly width: number;
  readonly height: number;
  /** The smallest window. */
  readonly smallest: number;
  /** The smallest that needs no upscaling. */
  readonly sharp: number;
}

/** What stands behind the header of DIGITALWINDOW_CONFIGCAPS. */
export function windowCaps(sizes: readonly WindowLimits[]): Uint8Array {
  const bytes = new Uint8Array(structSize(CAPS_HEADER) + sizes.length * structSize(CAPS));
  putStruct(bytes, 0, CAPS_HEADER, { Size: bytes.length, Count: sizes.length });
  sizes.forEach(({ width, height, smallest, sharp }, i) => {
    putStruct(bytes, structSize(CAPS_HEADER) + i * structSize(CAPS), CAPS, {
      ResolutionX: width,
      ResolutionY: height,
      PorchBottom: FULL_VIEW,
      PorchRight: FULL_VIEW,
      NonUpscalingWindowSize: sharp,
      MinWindowSize: smallest,
      MaxWindowSize: FULL_VIEW,
    });
  });
  return bytes;
}

/** A window as it stands behind the header of DIGITALWINDOW. */
export const windowBytes = ({ x, y, size }: DigitalWindow): Uint8Array =>
  structBytes(SETTING, { OriginX: x, OriginY: y, WindowSize: size });

/** The window that stands there. */
export const windowAt = (bytes: Uint8Array): DigitalWindow => ({
  x: i32At(bytes, AT.x),
  y: i32At(bytes, AT.y),
  size: i32At(bytes, AT.size),
});

/** DIGITALWINDOW of a camera that shows windows from `smallest` on; at first all of the view. */
export function windowSetting(smallest: number): Payload {
  return {
    first: windowBytes({ x: 0, y: 0, size: FULL_VIEW }),
    store: (sent, flags, current) => {
      // The camera moves the window itself: what is sent is ignored.
      if (flags === AUTO_FRAMING) return current;
      const { x, y, size } = windowAt(sent);
      const inside = x >= 0 && y >= 0 && size >= smallest && size <= FULL_VIEW && x + size <= FULL_VIEW && y + size <= FULL_VIEW;
      return inside ? windowBytes({ x, y, size }) : undefined;
    },
  };
}
