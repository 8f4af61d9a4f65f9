/** A protected broadcast receiver: one filter whose nodes offer the services of bdamedia.h that no page describes. */
import { STATUS } from '../../../abi/ntstatus.ts';
import { KSPIN_COMMUNICATION, KSPIN_DATAFLOW, KSPIN_FLAG } from '../../classdrivers/avstream/descriptors.ts';
import type { BdaDeviceDescriptor } from '../../classdrivers/bda/descriptors.ts';
import { makeFormat } from '../../classdrivers/ks/formats.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { filterServices } from '../../classdrivers/bda/services/filter-services.ts';
import {
  conditionalAccess,
  isdbConditionalAccess,
  multiplexer,
  rightsManagement,
  transportStreamSelector,
} from '../../classdrivers/bda/services/node-services.ts';
import { initialState, stateOf } from '../../classdrivers/bda/services/state.ts';
import { machineOf } from '../../classdrivers/avstream/parts/machine.ts';
import { Scanner } from '../../hardware/bda/scanner.ts';
import type { Channel } from '../../hardware/bda/tuner.ts';

const signal = (major: string, sub: string, dataFlow: number) => ({
  dataFlow,
  communication: KSPIN_COMMUNICATION.BOTH,
  flags: KSPIN_FLAG.DO_NOT_USE_STANDARD_TRANSPORT | KSPIN_FLAG.FIXED_FORMAT,
  dataRanges: [
    {
      bytes: makeFormat({
        majorFormat: ksGuid(major),
        subFormat: ksGuid(sub),
        specifier: ksGuid('KSDATAFORMAT_SPECIFIER_NONE'),
      }),
    },
  ],
});

/** What is on the air. */
const channels: readonly Channel[] = [{ frequency: 500_000_000, width: 6_000_000, strength: 0, quality: 100 }];

/** Joins the receiver to the filter that takes its stream. */
const medium = '{9D0C6B5A-4F3E-4D2C-8B1A-0F1E2D3C4B5A}';

const nodes = [
  { type: ksGuid('KSNODE_BDA_PBDA_TUNER') },
  { type: ksGuid('KSNODE_BDA_TS_SELECTOR'), automation: transportStreamSelector },
  { type: ksGuid('KSNODE_BDA_PBDA_CAS'), automation: conditionalAccess },
  { type: ksGuid('KSNODE_BDA_PBDA_ISDBCAS'), automation: isdbConditionalAccess },
  { type: ksGuid('KSNODE_BDA_PBDA_DRM'), automation: rightsManagement },
  { type: ksGuid('KSNODE_BDA_PBDA_MUX'), automation: multiplexer },
];

/** Makes the device. */
export function pbda(): BdaDeviceDescriptor {
  return {
    classDriver: 'bda',
    identity: { driver: 'pbdatuner', version: '1.0.0', provider: 'kscts', hardwareId: 'ROOT\\KSCTS_PBDA' },
    filters: [
      {
        name: 'pbda',
        friendlyName: 'kscts protected broadcast receiver',
        categories: [ksGuid('KSCATEGORY_BDA_NETWORK_TUNER')],
        automation: {
          methods: filterServices,
          events: [{ set: ksGuid('KSEVENTSETID_BdaEvent'), items: [{ id: 0 }] }],
        },
        dispatch: {
          create: (filter) => {
            filter.context = initialState(new Scanner(machineOf(filter.device), channels));
            return STATUS.STATUS_SUCCESS;
          },
          close: (filter) => {
            stateOf(filter).scanner.stop();
          },
        },
        template: {
          pins: [
            signal('KSDATAFORMAT_TYPE_BDA_ANTENNA', 'KSDATAFORMAT_SUBTYPE_NONE', KSPIN_DATAFLOW.IN),
            {
              ...signal('KSDATAFORMAT_TYPE_STREAM', 'KSDATAFORMAT_SUBTYPE_PBDA_TRANSPORT_RAW', KSPIN_DATAFLOW.OUT),
              mediums: [{ set: medium, id: 0 }],
            },
          ],
          nodes,
          // One node after the other, from the aerial to the stream.
          connections: [
            { fromNode: -1, fromPin: 0, toNode: 0, toPin: 0 },
            ...nodes.slice(1).map((_, i) => ({ fromNode: i, fromPin: 1, toNode: i + 1, toPin: 0 })),
            { fromNode: nodes.length - 1, fromPin: 1, toNode: -1, toPin: 1 },
          ],
          pinPairs: [{ inputPin: 0, outputPin: 1, maxInputsPerOutput: 1, maxOutputsPerInput: 1, joints: [1] }],
        },
        initialPins: [0, 1],
        initialTopologies: [{ input: 0, output: 1 }],
      },
    ],
  };
}
