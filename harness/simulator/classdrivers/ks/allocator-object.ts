import { KSSTRING } from '../../../abi/create-strings.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import { KSMETHOD_TYPE, type KsAutomationTable } from './automation.ts';
import { compileAutomation, type CompiledAutomation } from './compiled.ts';
import type { CreateItem } from './create.ts';
import { EventList } from './event-list.ts';
import { readU32 } from './formats.ts';
import { ksGuid } from './guids.ts';
import { KsObject } from './ks-object.ts';
import type { KsLibrary } from './library.ts';

/** Size of KSALLOCATOR_FRAMING, and what of it is judged. */
const framingSize = 24;
const optionsValid = 3;
const alignmentMax = 4095;

const table = (pointerSize: number): KsAutomationTable<AllocatorObject> => ({
  properties: [
    {
      set: ksGuid('KSPROPSETID_StreamAllocator'),
      items: [
        { id: 0, minData: 0, kernelOnly: true },
        {
          id: 1,
          minData: 32,
          get: (request) => {
            request.value.zero(0, 32);
            request.value.write(0, request.target.framing);
            request.value.setU32(framingSize, request.target.allocatedFrames);
            request.information = 32;
            return STATUS.STATUS_SUCCESS;
          },
        },
      ],
    },
  ],
  methods: [
    {
      set: ksGuid('KSMETHODSETID_StreamAllocator'),
      items: [
        // Frames are pool addresses, for kernel callers only (ALLOC-027); so there is nothing a user could free.
        {
          id: 0,
          flags: KSMETHOD_TYPE.WRITE,
          minData: pointerSize,
          handler: () => STATUS.STATUS_INVALID_DEVICE_REQUEST,
        },
        { id: 1, flags: KSMETHOD_TYPE.READ, minData: pointerSize, handler: () => STATUS.STATUS_INVALID_PARAMETER },
      ],
    },
  ],
  events: [{ set: ksGuid('KSEVENTSETID_StreamAllocator'), items: [{ id: 1 }] }],
});

/** An allocator handle: the default allocator as a user-mode client sees it (ks-semantics §9). */
export class AllocatorObject extends KsObject {
  readonly automation: CompiledAutomation;
  readonly target = this;
  readonly events = new EventList();
  /** The framing that the allocator was made with (ALLOC-042). */
  readonly framing: Uint8Array;
  allocatedFrames = 0;

  constructor(ks: KsLibrary, file: FileObject, framing: Uint8Array) {
    super(ks, file);
    this.framing = framing;
    this.automation = compileAutomation(table(ks.layout.pointerSize));
  }
}

/** OBJ-086…089; a mask that is not of the form 2^n − 1 cannot be met by any address. */
export function judgeFraming(framing: Uint8Array): number {
  const options = readU32(framing, 0);
  const frameSize = readU32(framing, 12);
  const alignment = readU32(framing, 16);
  const legal =
    frameSize !== 0 &&
    (options & ~optionsValid) === 0 &&
    alignment <= alignmentMax &&
    (alignment & (alignment + 1)) === 0;
  return legal ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_PARAMETER;
}

/** KsCreateDefaultAllocator: opens an allocator with the framing that the parameters hold (OBJ-085…089). */
export function createDefaultAllocator(ks: KsLibrary, file: FileObject, parameters: Uint8Array): number {
  if (parameters.length < framingSize) return STATUS.STATUS_INVALID_PARAMETER;
  const framing = parameters.slice(0, framingSize);
  const status = ks.allocators.judgeFraming(framing);
  if (status === STATUS.STATUS_SUCCESS) file.driver = new AllocatorObject(ks, file, framing);
  return status;
}

/** The create item of allocators; `supported` says whether the pin has any. */
export function allocatorCreateItem(ks: KsLibrary, supported: boolean): CreateItem {
  return {
    className: KSSTRING.KSSTRING_Allocator,
    minParameters: framingSize,
    create: (file, parameters) =>
      supported ? createDefaultAllocator(ks, file, parameters) : STATUS.STATUS_NOT_SUPPORTED,
  };
}

/** The part of the default allocator that faults change. */
export class Allocators {
  judgeFraming(framing: Uint8Array): number {
    return judgeFraming(framing);
  }
}
