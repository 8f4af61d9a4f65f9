/** The kinds that most extended controls are of: a camera says of them only what is its own. */
import { ExtendedControl, type ExtendedControlDescriptor } from './extended-control.ts';
import { oneMode } from './extended-flags.ts';
import { constant, isManual, isProcessingMode, processing, value } from './extended-payloads.ts';
import type { ControlRange } from './control-ranges.ts';

type Property = ExtendedControlDescriptor['property'];
/** What a camera says besides, or instead. */
type More = Omit<Partial<ExtendedControlDescriptor>, 'property'>;

/** One of the modes that Capability lists, or off; the value behind the header is not used. */
export const modeControl = (property: Property, modes: bigint, more: More = {}): ExtendedControl =>
  new ExtendedControl({ property, capability: modes, accepts: oneMode(modes), payload: value(), ...more });

/** On or off: Capability lists no modes (CAMX-012). */
export const switchControl = (property: Property, on: bigint, more: More = {}): ExtendedControl =>
  new ExtendedControl({ property, accepts: oneMode(on), payload: value(), ...more });

/** What can only be read. */
export const factControl = (property: Property, bytes: Uint8Array, more: More = {}): ExtendedControl =>
  new ExtendedControl({ property, payload: constant(bytes), ...more });

/** Left to the camera, locked, or a value by hand (CAMX-007). @param mode what stands beside the value; 0 unless told */
export const processedControl = (property: Property, range: ControlRange, more: More, mode = 0): ExtendedControl =>
  new ExtendedControl({ property, accepts: isProcessingMode, payload: processing({ range, mode, used: isManual }), ...more });
