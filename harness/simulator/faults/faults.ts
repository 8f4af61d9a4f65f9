import { UserError } from '../../base/errors.ts';
import { didYouMean } from '../../base/suggest.ts';
import { audioFaults } from './audio-faults.ts';
import { audioStreamFaults } from './audio-stream-faults.ts';
import { bdaFaults } from './bda-faults.ts';
import { cameraFaults } from './camera-faults.ts';
import { cameraPinFaults } from './camera-pin-faults.ts';
import { camcorderFaults } from './camcorder-faults.ts';
import { concurrencyFaults } from './concurrency-faults.ts';
import { decoderFaults } from './decoder-faults.ts';
import { deviceFaults } from './device-faults.ts';
import { encoderFaults } from './encoder-faults.ts';
import { eventFaults } from './event-faults.ts';
import type { Fault } from './fault.ts';
import { frameFaults } from './frame-faults.ts';
import { handleFaults } from './handle-faults.ts';
import { irqlFaults } from './irql-faults.ts';
import { listedFaults } from './listed-faults.ts';
import { mdlFaults } from './mdl-faults.ts';
import { powerFaults } from './power-faults.ts';
import { variantFaults } from './variant-faults.ts';
import { kindFaults } from './kind-faults.ts';
import { memoryFaults } from './memory-faults.ts';
import { modelFaults } from './model-faults.ts';
import { musicFaults } from './music-faults.ts';
import { oracleFaults } from './oracle-faults.ts';
import { pinFaults } from './pin-faults.ts';
import { propertyFaults } from './property-faults.ts';
import { streamClassFaults } from './stream-class-faults.ts';
import { streamFaults } from './stream-faults.ts';
import { synthFaults } from './synth-faults.ts';
import { thunkFaults } from './thunk-faults.ts';
import { toldFaults } from './told-faults.ts';
import { transformFaults } from './transform-faults.ts';
import { tvFaults } from './tv-faults.ts';

const all: readonly Fault[] = [
  ...propertyFaults,
  ...eventFaults,
  ...pinFaults,
  ...streamFaults,
  ...kindFaults,
  ...concurrencyFaults,
  ...modelFaults,
  ...memoryFaults,
  ...mdlFaults,
  ...irqlFaults,
  ...powerFaults,
  ...handleFaults,
  ...frameFaults,
  ...variantFaults,
  ...listedFaults,
  ...toldFaults,
  ...thunkFaults,
  ...deviceFaults,
  ...transformFaults,
  ...decoderFaults,
  ...bdaFaults,
  ...streamClassFaults,
  ...tvFaults,
  ...musicFaults,
  ...synthFaults,
  ...audioFaults,
  ...audioStreamFaults,
  ...cameraFaults,
  ...cameraPinFaults,
  ...encoderFaults,
  ...camcorderFaults,
  ...oracleFaults,
];

/** Every fault, in a stable order. */
export function faults(): readonly Fault[] {
  return all;
}

/** Ids of every fault. */
export function faultIds(): readonly string[] {
  return all.map(({ id }) => id);
}

/**
 * Finds a fault by id.
 * @throws UserError for an unknown id, with the closest one
 */
export function findFault(id: string): Fault {
  const fault = all.find((candidate) => candidate.id === id);
  if (fault !== undefined) return fault;
  const hint = didYouMean(id, faultIds());
  throw new UserError({ code: 'KS321', message: `there is no fault "${id}"`, ...(hint !== undefined && { hint }) });
}
