/** Audio modules of the DSP: what processes the sound, and how its makers speak to it (PCLS-164). */
import { STATUS } from '../../../abi/ntstatus.ts';
import { multipleItem } from '../../classdrivers/ks/answers.ts';
import { guidBytes, longs } from '../../classdrivers/portcls/answers.ts';
import type { PcPropertyItem } from '../../classdrivers/portcls/descriptors.ts';
import { readItem } from '../../classdrivers/portcls/parts/state-items.ts';

/** The device through which modules notify: made up, as every driver makes up its own. */
const notificationDevice = '{D3F1B5A0-6C3E-4B7A-9C55-5E0B6A0F2C11}';
const gainModule = '{0F9A3A4E-5D64-4B9E-8A6B-2C0D6B1F7E20}';
const descriptorSize = 284;
/** Sizes of ClassId and InstanceId, which lead the instance data of a command. */
const commandInstance = 20;

/** KSAUDIOMODULE_DESCRIPTOR of the one module, which is there once. */
function descriptor(): Uint8Array {
  const bytes = new Uint8Array(descriptorSize);
  bytes.set(guidBytes(gainModule));
  bytes.set(longs(0, 1, 0), 16);
  [...'Loudness gain'].forEach((letter, i) => {
    new DataView(bytes.buffer).setUint16(28 + i * 2, letter.charCodeAt(0), true);
  });
  return bytes;
}

/** The same items on the filter and on its pins. */
export const moduleItems: readonly PcPropertyItem[] = [
  readItem('KSPROPERTY_AUDIOMODULE_DESCRIPTORS', () => multipleItem([descriptor()])),
  // The module answers a command with what it was sent.
  readItem(
    'KSPROPERTY_AUDIOMODULE_COMMAND',
    ({ instance }) =>
      instance.guid(0) === gainModule && instance.u32(16) === 0
        ? instance.slice(commandInstance)
        : STATUS.STATUS_INVALID_PARAMETER,
    { instance: commandInstance },
  ),
  readItem('KSPROPERTY_AUDIOMODULE_NOTIFICATION_DEVICE_ID', () => guidBytes(notificationDevice)),
];
