/** KSPROPSETID_VramCapture of a pin that can capture into the memory of a display adapter. */
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsPin } from '../../classdrivers/avstream/descriptors.ts';
import { answerGuid, answerU32 } from '../../classdrivers/ks/answers.ts';
import type { KsPropertySet } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import type { Arch } from '../../../target/target.ts';
import { propertyId } from '../../classdrivers/avstream/video/control-items.ts';
import { structSize } from '../../classdrivers/avstream/video/structs.ts';

/** The first head of the display adapter that the board goes with. */
const ADAPTER = '{6B736374-7300-4000-8000-0000000000A1}';
/** KS_CAPTURE_ALLOC_SYSTEM and KS_CAPTURE_ALLOC_VRAM. */
const MEMORY = { SYSTEM: 1, VRAM: 2 } as const;
const KINDS: readonly number[] = Object.values(MEMORY);

/** The memory that each open pin captures into. */
const surfaces = new WeakMap<KsPin, number>();

/** The set of a pin. @param arch of the caller, who passes a pointer */
export function vramSet(arch: Arch): KsPropertySet<KsPin> {
  return {
    set: ksGuid('KSPROPSETID_VramCapture'),
    items: [
      {
        id: propertyId('KSPROPERTY_DISPLAY_ADAPTER_GUID'),
        minData: 16,
        get: (request) => answerGuid(request, ADAPTER),
      },
      {
        id: propertyId('KSPROPERTY_PREFERRED_CAPTURE_SURFACE'),
        minData: 4,
        get: (request) => answerU32(request, MEMORY.VRAM),
      },
      {
        id: propertyId('KSPROPERTY_CURRENT_CAPTURE_SURFACE'),
        minData: 4,
        get: (request) => answerU32(request, surfaces.get(request.target) ?? MEMORY.SYSTEM),
        set: ({ target, value }) => {
          if (!KINDS.includes(value.u32(0))) return STATUS.STATUS_INVALID_PARAMETER;
          surfaces.set(target, value.u32(0));
          return STATUS.STATUS_SUCCESS;
        },
      },
      {
        id: propertyId('KSPROPERTY_MAP_CAPTURE_HANDLE_TO_VRAM_ADDRESS'),
        minProperty: structSize('VRAM_SURFACE_INFO_PROPERTY_S', arch),
        minData: 4,
        kernelOnly: true,
        get: (request) => answerU32(request, 0),
      },
    ],
  };
}
