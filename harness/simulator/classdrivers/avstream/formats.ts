import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { AttributeName } from '../ks/formats.ts';
import type { AvPin } from './pin.ts';

/** Gives pins their formats (OBJ-061, CONN-041…048). */
export class PinFormats {
  /**
   * Offers a format to the minidriver, range by range. On success it is the pin's; otherwise the old one stays in
   * force (CONN-044).
   */
  apply(pin: AvPin, format: Uint8Array, attributes: readonly AttributeName[]): number {
    return pin.ks.intersections.tryRanges(pin.factory, format, attributes, (range) => {
      const accepted = pin.factory.acceptFormat(format, range);
      if (isError(accepted)) return accepted;
      const old = pin.connectionFormat;
      pin.connectionFormat = format.slice();
      const status =
        pin.descriptor.dispatch?.setDataFormat?.(pin, old.length === 0 ? null : old, range) ?? STATUS.STATUS_SUCCESS;
      if (isError(status)) pin.connectionFormat = old;
      return status;
    });
  }
}
