/** Fields of view as Windows 11, version 24H2, knows them: ksmedia.h of the WDK does not have them yet. */

/** KSPROPERTY_CAMERACONTROL_EXTENDED_*. */
export const FIELDOFVIEW2_CONFIGCAPS = 45;
export const FIELDOFVIEW2 = 46;
const STOP_SLOTS = 360;

/**
 * DefaultDiagonalFieldOfViewInDegrees, DiscreteFoVStopsCount, DiscreteFoVStops[360], 8 bytes reserved, as C aligns them.
 * @param stops diagonals in degrees, the widest first
 */
export function fieldOfViewCaps(stops: readonly number[], byDefault: number): Uint8Array {
  const bytes = new Uint8Array(8 + 4 * STOP_SLOTS + 8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, byDefault, true);
  view.setUint32(4, stops.length, true);
  stops.forEach((stop, i) => {
    view.setUint32(8 + 4 * i, stop, true);
  });
  return bytes;
}
