/** Pins and connections of audio filters, in the few forms that there are. */
import { ksGuid } from '../../ks/guids.ts';
import {
  KSPIN_COMMUNICATION,
  type KsDataRange,
  type PcAutomationTable,
  type PcConnectionDescriptor,
  type PcPinDescriptor,
} from '../descriptors.ts';
import { analogRange } from '../wave-format.ts';

/** A pin that is wired: no client opens it (PCLS-064). */
export function bridgePin(dataFlow: number, category: string): PcPinDescriptor {
  return {
    maxGlobalInstanceCount: 0,
    maxFilterInstanceCount: 0,
    minFilterInstanceCount: 0,
    ksPinDescriptor: {
      dataRanges: [analogRange],
      dataFlow,
      communication: KSPIN_COMMUNICATION.NONE,
      category: ksGuid(category),
    },
  };
}

/** A pin that clients stream through. */
export function streamPin(
  dataFlow: number,
  category: string,
  dataRanges: readonly KsDataRange[],
  { instances = 1, automationTable }: { readonly instances?: number; readonly automationTable?: PcAutomationTable } = {},
): PcPinDescriptor {
  return {
    maxGlobalInstanceCount: instances,
    maxFilterInstanceCount: instances,
    minFilterInstanceCount: 0,
    ...(automationTable !== undefined && { automationTable }),
    ksPinDescriptor: { dataRanges, dataFlow, communication: KSPIN_COMMUNICATION.SINK, category: ksGuid(category) },
  };
}

/** From one node (or pin of the filter) to another; inputs of nodes are counted from 1, their output is 0. */
export const link = (
  fromNode: number,
  fromNodePin: number,
  toNode: number,
  toNodePin: number,
): PcConnectionDescriptor => ({ fromNode, fromNodePin, toNode, toNodePin });
