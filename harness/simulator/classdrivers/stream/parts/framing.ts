import { codecOf } from '../../../../abi/codec.ts';
import { ksGuid } from '../../ks/guids.ts';
import { ksItem } from '../../ks/identifiers.ts';
import { answerBytes } from '../../ks/answers.ts';
import type { MiniPropertySet } from '../minidriver.ts';

/** What a stream likes of its frames. */
export interface StreamFraming {
  readonly frames: number;
  readonly frameSize: number;
  /** A mask; 3 unless told. */
  readonly fileAlignment?: number;
  /** KSALLOCATOR_REQUIREMENTF_*; none unless told. */
  readonly requirements?: number;
}

/** Connection.ALLOCATORFRAMING, which is the minidriver's in this model (SCLS-014): KSALLOCATOR_FRAMING. */
export function framing({ frames, frameSize, fileAlignment = 3, requirements = 0 }: StreamFraming): MiniPropertySet {
  const bytes = codecOf('KSALLOCATOR_FRAMING', 'x64').encode({
    RequirementsFlags: requirements,
    Frames: frames,
    FrameSize: frameSize,
    FileAlignment: fileAlignment,
  });
  return {
    set: ksGuid('KSPROPSETID_Connection'),
    items: [
      { id: ksItem('KSPROPERTY_CONNECTION_ALLOCATORFRAMING').id, minData: 24, get: (request) => answerBytes(request, bytes) },
    ],
  };
}
