// Generated from harness/abi/facts by `npm run generate`. Do not edit.
import type { PropertyKeyRow } from '../table-types.ts';

/** Device property keys. */
export const propertyKeysTable = JSON.parse(`[
["DEVPKEY_KsAudio_Controller_DeviceInterface_Path","{13E004D6-B066-43BD-913B-A415CD13DA87}",3],
["DEVPKEY_KsAudio_PacketSize_Constraints","{13E004D6-B066-43BD-913B-A415CD13DA87}",2],
["DEVPKEY_KsAudio_PacketSize_Constraints2","{9404F781-7191-409B-8B0B-80BF6EC229AE}",2]
]`) as readonly PropertyKeyRow[];
