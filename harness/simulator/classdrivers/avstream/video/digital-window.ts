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

/** Which windows a camera can show. */
export interface WindowBounds {
  /** What they lie in. */
  readonly porch: { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };
  readonly smallest: number;
  readonly largest: number;
}

/** The same at a size of its pictures. */
export interface WindowLimits extends WindowBounds {
  readonly width: number;
  readonly height: number;
  /** The smallest window that needs no upscaling. */
  readonly sharp: number;
}

/** What stands behind the header of DIGITALWINDOW_CONFIGCAPS. */
export function windowCaps(limits: readonly WindowLimits[]): Uint8Array {
  const bytes = new Uint8Array(structSize(CAPS_HEADER) + limits.length * structSize(CAPS));
  putStruct(bytes, 0, CAPS_HEADER, { Size: bytes.length, Count: limits.length });
  limits.forEach(({ width, height, porch, smallest, largest, sharp }, i) => {
    putStruct(bytes, structSize(CAPS_HEADER) + i * structSize(CAPS), CAPS, {
      ResolutionX: width,
      ResolutionY: height,
      PorchTop: porch.top,
      PorchLeft: porch.left,
      PorchBottom: porch.bottom,
      PorchRight: porch.right,
      NonUpscalingWindowSize: sharp,
      MinWindowSize: smallest,
      MaxWindowSize: largest,
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

/** DIGITALWINDOW of a camera with these bounds. @param first the window before any SET */
export function windowSetting({ porch, smallest, largest }: WindowBounds, first: DigitalWindow): Payload {
  const fits = ({ x, y, size }: DigitalWindow): boolean =>
    size >= smallest && size <= largest && x >= porch.left && y >= porch.top && x + size <= porch.right && y + size <= porch.bottom;
  return {
    first: windowBytes(first),
    store: (sent, flags, current) => {
      // The camera moves the window itself: what is sent is ignored.
      if (flags === AUTO_FRAMING) return current;
      return fits(windowAt(sent)) ? windowBytes(windowAt(sent)) : undefined;
    },
  };
}
