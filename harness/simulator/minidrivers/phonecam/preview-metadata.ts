/** The histogram of the preview, and the metadata that it is a part of. */
import { bitsOf, type ExtendedControl } from '../../classdrivers/avstream/video/extended-control.ts';
import { factControl, switchControl } from '../../classdrivers/avstream/video/extended-kinds.ts';
import { isUp } from '../../classdrivers/avstream/video/pin-states.ts';
import { structBytes } from '../../classdrivers/avstream/video/structs.ts';
import { PIN } from './pins.ts';

const METADATA = 'KSCAMERA_EXTENDEDPROP_METADATAINFO';
/** Bytes of metadata with each frame of the preview, and of the histogram among them. */
const METADATA_SIZE = { plain: 1024, histogram: 4096 } as const;

function metadata(histogram: boolean): Uint8Array {
  return structBytes(METADATA, {
    // Of 16 bytes.
    BufferAlignment: Number(bitsOf('MetadataAlignment_16')),
    MaxMetadataBufferSize: METADATA_SIZE.plain + (histogram ? METADATA_SIZE.histogram : 0),
  });
}

/** The controls of one boot. */
export function previewMetadata(): ExtendedControl[] {
  const info = factControl('METADATA', metadata(false), {
    pinId: PIN.PREVIEW,
    flags: bitsOf('METADATA_SYSTEMMEMORY', 'METADATA_ALIGNMENTREQUIRED'),
  });
  const on = bitsOf('HISTOGRAM_ON');
  const histogram = switchControl('HISTOGRAM', on, {
    pinId: PIN.PREVIEW,
    refused: isUp(PIN.PREVIEW),
    changed: () => {
      info.payload = metadata(histogram.flags === on);
    },
  });
  return [info, histogram];
}
