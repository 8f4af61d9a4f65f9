/** KSDATARANGE_MUSIC, and which of the two kinds of music stream a format is. */
import { codecOf } from '../../../abi/codec.ts';
import { specifierNone, subFormat } from '../ks/formats.ts';
import { ksGuid } from '../ks/guids.ts';
import type { KsDataRange } from '../ks/pin-factory.ts';

const rangeCodec = codecOf('KSDATARANGE_MUSIC', 'x64');
const directMusic = ksGuid('KSDATAFORMAT_SUBTYPE_DIRECTMUSIC');

/** What a music range says beside its GUIDs. */
export interface MusicBounds {
  /** Symbol of a KSMUSIC_TECHNOLOGY_* GUID. */
  readonly technology: string;
  /** Channels and notes that can sound at once; 0 for a port. */
  readonly channels?: number;
  readonly notes?: number;
  /** Bit n: channel n is heard. */
  readonly channelMask?: number;
}

/** A KSDATARANGE_MUSIC: of raw MIDI, or of time-stamped DirectMusic events. */
export function musicRange(kind: 'MIDI' | 'DIRECTMUSIC', bounds: MusicBounds): KsDataRange {
  const { technology, channels = 0, notes = 0, channelMask = 0xffff } = bounds;
  return {
    bytes: rangeCodec.encode({
      DataRange: {
        FormatSize: rangeCodec.size ?? 0,
        MajorFormat: ksGuid('KSDATAFORMAT_TYPE_MUSIC'),
        SubFormat: ksGuid(`KSDATAFORMAT_SUBTYPE_${kind}`),
        Specifier: specifierNone,
      },
      Technology: ksGuid(technology),
      Channels: channels,
      Notes: notes,
      ChannelMask: channelMask,
    }),
  };
}

/** Whether the stream is of DMUS_EVENTHEADERs; else it is of KSMUSICFORMATs. */
export const isDirectMusic = (format: Uint8Array): boolean => subFormat(format) === directMusic;
