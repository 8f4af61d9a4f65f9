/** The IP sink node: which multicast addresses pass, for each kind of address. */
import { STATUS } from '../../../../abi/ntstatus.ts';
import { answerBytes, answerU32 } from '../../ks/answers.ts';
import type { KsAutomationTable, KsPropertySet } from '../../ks/automation.ts';
import { ksGuid } from '../../ks/guids.ts';
import { demultiplexerOf, type MulticastFilter } from './demultiplexer.ts';
import { kspNode, type Target } from './target.ts';

/** Bytes of an address of each kind in the lists of bdatypes.h, which gives IPv6 six. */
const addressSize = { ethernet: 6, ipv4: 4, ipv6: 6 } as const;

/** A list as the structures have it: the count, then the addresses. */
function listBytes({ addresses }: MulticastFilter, size: number): Uint8Array {
  const bytes = new Uint8Array(4 + addresses.length);
  new DataView(bytes.buffer).setUint32(0, addresses.length / size, true);
  bytes.set(addresses, 4);
  return bytes;
}

/** BDA_NO_MULTICAST, the last of the modes. */
const NO_MULTICAST = 2;

/** A set of three: the number of addresses, the addresses, the mode. */
function multicastSet(name: string, kind: keyof typeof addressSize): KsPropertySet<Target> {
  const size = addressSize[kind];
  const filter = (target: Target): MulticastFilter => demultiplexerOf(target).multicast[kind];
  return {
    set: ksGuid(name),
    items: [
      {
        id: 0,
        minProperty: kspNode,
        minData: 4,
        get: (request) => answerU32(request, filter(request.target).addresses.length / size),
      },
      {
        id: 1,
        minProperty: kspNode,
        minData: 0,
        get: (request) => answerBytes(request, listBytes(filter(request.target), size)),
        set: ({ target, value }) => {
          if (value.length < 4 || value.u32(0) > (value.length - 4) / size) return STATUS.STATUS_INVALID_PARAMETER;
          filter(target).addresses = value.slice(4, value.u32(0) * size);
          return STATUS.STATUS_SUCCESS;
        },
      },
      {
        id: 2,
        minProperty: kspNode,
        minData: 4,
        get: (request) => answerU32(request, filter(request.target).mode),
        set: ({ target, value }) => {
          if (value.u32(0) > NO_MULTICAST) return STATUS.STATUS_INVALID_PARAMETER;
          filter(target).mode = value.u32(0);
          return STATUS.STATUS_SUCCESS;
        },
      },
    ],
  };
}

export const ipSink: KsAutomationTable<Target> = {
  properties: [
    multicastSet('KSPROPSETID_BdaEthernetFilter', 'ethernet'),
    multicastSet('KSPROPSETID_BdaIPv4Filter', 'ipv4'),
    multicastSet('KSPROPSETID_BdaIPv6Filter', 'ipv6'),
  ],
};
