/** SysAudio: virtual audio devices made of a card, a mixer and what else is wanted (PCLS-180…183). */
import { writeGuid } from '../../../abi/guid.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter, KsPin } from '../../classdrivers/avstream/descriptors.ts';
import { answerBytes, answerU32, wideString } from '../../classdrivers/ks/answers.ts';
import type { KsAutomationTable, KsRequest } from '../../classdrivers/ks/automation.ts';
import { ksGuid } from '../../classdrivers/ks/guids.ts';
import { ksItem } from '../../classdrivers/ks/identifiers.ts';

/** NodeIds. */
export const SYSAUDIO_NODE = { ECHO: 0 } as const;

const devices = [
  { name: 'Sound card', path: '\\\\?\\PCI#VEN_0000&DEV_0002#0\\pci', product: '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900021}' },
  { name: 'HD Audio', path: '\\\\?\\HDAUDIO#FUNC_01&VEN_0000&DEV_0001#0\\wave', product: '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900022}' },
] as const;
const manufacturer = '{B4C1D0E0-5A5E-4C5B-9F1D-7E57CA900010}';
/** In place of a number: the device that was opened last. */
const current = 0xffff_ffff;
/** End of KSPROPERTY, where what is asked for begins. */
const instance = 24;
const { STATUS_INVALID_PARAMETER, STATUS_SUCCESS } = STATUS;

/** What a filter remembers: the device that it opened last. */
interface Selection {
  device: number;
}

/** Opens the first device for a new filter. */
export const createSelection = (filter: KsFilter): number => {
  filter.context = { device: 0 } satisfies Selection;
  return STATUS_SUCCESS;
};

const selectionOf = (filter: KsFilter): Selection => filter.context as Selection;

/** The device that a request names, if there is such a one. */
function named({ target, input }: KsRequest<KsFilter>): (typeof devices)[number] | undefined {
  const id = input.u32(instance);
  return devices[id === current ? selectionOf(target).device : id];
}

/** Virtual sources of the system: category and name of their pins; their index is the place here. */
export class VirtualSources {
  readonly #sources: string[] = [];

  indexOf(category: string, name: string): number {
    const source = `${category} ${name}`;
    if (!this.#sources.includes(source)) this.#sources.push(source);
    return this.#sources.indexOf(source);
  }

  get count(): number {
    return this.#sources.length;
  }
}

/** KSPROPSETID_Sysaudio. */
export function sysaudioTable(sources: VirtualSources): KsAutomationTable<KsFilter> {
  const id = (name: string): number => ksItem(`KSPROPERTY_SYSAUDIO_${name}`).id;
  const aboutDevice = (name: string, answer: (device: (typeof devices)[number]) => Uint8Array) => ({
    id: id(name),
    minProperty: instance + 4,
    minData: 0,
    get: (request: KsRequest<KsFilter>) => {
      const device = named(request);
      return device === undefined ? STATUS_INVALID_PARAMETER : answerBytes(request, answer(device));
    },
  });
  return {
    properties: [
      {
        set: ksGuid('KSPROPSETID_Sysaudio'),
        items: [
          { id: id('DEVICE_COUNT'), minData: 4, get: (request) => answerU32(request, devices.length) },
          aboutDevice('DEVICE_FRIENDLY_NAME', ({ name }) => wideString(name)),
          aboutDevice('DEVICE_INTERFACE_NAME', ({ path }) => wideString(path)),
          aboutDevice('COMPONENT_ID', ({ product }) => {
            const bytes = new Uint8Array(72);
            writeGuid(bytes, 0, manufacturer);
            writeGuid(bytes, 16, product);
            new DataView(bytes.buffer).setUint32(64, 1, true);
            return bytes;
          }),
          {
            id: id('DEVICE_INSTANCE'),
            minData: 4,
            get: (request) => answerU32(request, selectionOf(request.target).device),
            set: ({ target, value }) => {
              const device = value.u32(0);
              if (devices[device] === undefined) return STATUS_INVALID_PARAMETER;
              selectionOf(target).device = device;
              return STATUS_SUCCESS;
            },
          },
          {
            id: id('SELECT_GRAPH'),
            minProperty: instance + 16,
            minData: 0,
            // The one pin, and the one node that is not there by itself.
            set: ({ input }) =>
              input.u32(24) === 0 && input.u32(28) === SYSAUDIO_NODE.ECHO ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER,
          },
          {
            id: id('CREATE_VIRTUAL_SOURCE'),
            minProperty: instance + 32,
            minData: 4,
            get: (request) => answerU32(request, sources.indexOf(request.input.guid(24), request.input.guid(40))),
          },
          {
            id: id('INSTANCE_INFO'),
            minProperty: instance + 8,
            minData: 0,
            get: ({ input }) => (devices[input.u32(28)] === undefined ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS),
            set: ({ target, input }) => {
              const device = input.u32(28);
              if (devices[device] === undefined) return STATUS_INVALID_PARAMETER;
              selectionOf(target).device = device;
              return STATUS_SUCCESS;
            },
          },
        ],
      },
    ],
  };
}

/** KSPROPSETID_Sysaudio_Pin: what controls the volume of the pin. */
export function sysaudioPinTable(sources: VirtualSources): KsAutomationTable<KsPin> {
  const attach = ({ input }: KsRequest<KsPin>): number =>
    input.u32(instance) < sources.count ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
  return {
    properties: [
      {
        set: ksGuid('KSPROPSETID_Sysaudio_Pin'),
        items: [
          {
            id: ksItem('KSPROPERTY_SYSAUDIO_ATTACH_VIRTUAL_SOURCE').id,
            minProperty: instance + 8,
            minData: 0,
            get: attach,
            set: attach,
          },
        ],
      },
    ],
  };
}
