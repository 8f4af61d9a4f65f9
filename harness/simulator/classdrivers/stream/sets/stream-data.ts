/** What the streams of capture filters tell of their data: pictures that were dropped, lines of teletext. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import type { Arch } from '../../../../target/target.ts';
import { ksGuid } from '../../ks/guids.ts';
import { ksItem } from '../../ks/identifiers.ts';
import type { MiniPropertySet } from '../minidriver.ts';
import { streamOf } from '../parts/timed-stream.ts';
import { structProperty, type Members } from '../struct-property.ts';

/** DROPPEDFRAMES.CURRENT: the structure travels in In and Out (VCAP-008). */
export function droppedFrames(arch: Arch): MiniPropertySet {
  return {
    set: ksGuid('PROPSETID_VIDCAP_DROPPEDFRAMES'),
    items: [
      structProperty(arch, 0, 'KSPROPERTY_DROPPEDFRAMES_CURRENT_S', {
        get: (_asked, stream) => {
          const { pictures, dropped, bytes } = streamOf(stream?.hwStreamExtension).counts;
          const delivered = pictures - dropped;
          return {
            PictureNumber: BigInt(pictures),
            DropCount: BigInt(dropped),
            AverageFrameSize: delivered === 0 ? 0 : Math.floor(bytes / delivered),
          };
        },
      }),
    ],
  };
}

/** KSPROPSETID_VBICodecFiltering of decoded teletext: the lines and substreams that are asked for, new for every stream. */
export function nabtsFiltering(arch: Arch): MiniPropertySet {
  const struct = (name: string): string => `KSPROPERTY_VBICODECFILTERING_${name}`;
  /** A bit array that clients set. */
  const bits = (name: string, member: string, structure: string) => {
    let kept: Members = {};
    return structProperty(arch, ksItem(struct(name)).id, struct(structure), {
      get: () => kept,
      set: (members) => {
        const value = members[member];
        if (value !== undefined) kept = { [member]: value };
        return STATUS.STATUS_SUCCESS;
      },
    });
  };
  const found = (name: string, structure: string) =>
    structProperty(arch, ksItem(struct(name)).id, struct(structure), { get: () => ({}) });
  const statistics = structProperty(arch, ksItem(struct('STATISTICS')).id, struct('STATISTICS_COMMON_S'), {
    get: (_asked, stream) => {
      const { pictures, dropped } = streamOf(stream?.hwStreamExtension).counts;
      return { Statistics: { InputSRBsProcessed: pictures, OutputSRBsProcessed: pictures - dropped } };
    },
  });
  return {
    set: ksGuid('KSPROPSETID_VBICodecFiltering'),
    items: [
      bits('SCANLINES_REQUESTED_BIT_ARRAY', 'Scanlines', 'SCANLINES_S'),
      found('SCANLINES_DISCOVERED_BIT_ARRAY', 'SCANLINES_S'),
      bits('SUBSTREAMS_REQUESTED_BIT_ARRAY', 'Substreams', 'NABTS_SUBSTREAMS_S'),
      found('SUBSTREAMS_DISCOVERED_BIT_ARRAY', 'NABTS_SUBSTREAMS_S'),
      statistics,
    ],
  };
}
