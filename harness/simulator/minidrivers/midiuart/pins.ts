/** Pins of the ports: streams of MIDI or DirectMusic, and the jacks where they leave and come in. */
import { makeFormat, specifierNone } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { KSPIN_COMMUNICATION, KSPIN_DATAFLOW, type PcPinDescriptor } from '../../classdrivers/portcls/descriptors.ts';
import { musicRange } from '../../classdrivers/portcls/music-format.ts';

const music = ksGuid('KSDATAFORMAT_TYPE_MUSIC');

/** A pin that one client streams through. */
export function streamPin(kind: 'MIDI' | 'DIRECTMUSIC', dataFlow: number): PcPinDescriptor {
  return {
    maxGlobalInstanceCount: 1,
    maxFilterInstanceCount: 1,
    minFilterInstanceCount: 0,
    ksPinDescriptor: {
      dataRanges: [musicRange(kind, { technology: 'KSMUSIC_TECHNOLOGY_PORT' })],
      dataFlow,
      communication: KSPIN_COMMUNICATION.SINK,
      category: ksGuid(dataFlow === KSPIN_DATAFLOW.IN ? 'KSCATEGORY_AUDIO' : 'PINNAME_CAPTURE'),
    },
  };
}

/** The jack that a cable is plugged into. */
export function jackPin(dataFlow: number): PcPinDescriptor {
  return {
    maxGlobalInstanceCount: 0,
    maxFilterInstanceCount: 0,
    minFilterInstanceCount: 0,
    ksPinDescriptor: {
      dataRanges: [
        {
          bytes: makeFormat({
            majorFormat: music,
            subFormat: ksGuid('KSDATAFORMAT_SUBTYPE_MIDI_BUS'),
            specifier: specifierNone,
          }),
        },
      ],
      dataFlow,
      communication: KSPIN_COMMUNICATION.NONE,
      category: ksGuid('KSNODETYPE_MIDI_JACK'),
    },
  };
}
