import { UNRECOGNIZED, type Block } from './block.ts';
import { decodeBytes } from './decode-bytes.ts';
import type { Remark } from './descriptors.ts';
import { LAYOUTS } from './layouts.ts';
import { Reader, type ReadingContext } from './reader.ts';
import { DEVICE_LINE_KIND } from './scan.ts';
import { UsbProblem } from './source-text.ts';

/** An alternate setting of an interface with the class-specific video descriptors inside it. */
export interface InterfaceNode {
  readonly reader: Reader;
  readonly number: number;
  readonly alternate: number;
  /** What video interface it is, if it is one. */
  readonly video: 'VideoControl' | 'VideoStreaming' | undefined;
  /** Class-specific descriptors. */
  readonly descriptors: Reader[];
  readonly endpoints: Reader[];
}

/** An interface association: a range of interfaces that form one function. */
export interface AssociationNode {
  readonly reader: Reader;
  readonly firstInterface: number;
  readonly interfaceCount: number;
}

export interface ConfigurationNode {
  readonly interfaces: InterfaceNode[];
  readonly associations: AssociationNode[];
}

/** One device of the text. */
export interface DeviceNode {
  /** The device descriptor, or the `Bus … Device …` line if there is no descriptor. */
  readonly reader: Reader;
  /** The `Bus … Device …` line. */
  readonly line: Reader | undefined;
  readonly configurations: ConfigurationNode[];
  readonly remarks: Remark[];
}

const VIDEO_CLASS = 14;
const CS_INTERFACE = 0x24;
/** Descriptors after the configurations; what follows them belongs to no interface. */
const TRAILERS: ReadonlySet<string> = new Set([
  'Device Qualifier',
  'Binary Object Store Descriptor',
  'Device Status',
  'Other Speed Configuration Descriptor',
]);

/** Puts the descriptors into their device, configuration and interface. */
export function buildTree(context: ReadingContext, blocks: readonly Block[]): DeviceNode[] {
  const builder = new TreeBuilder(context);
  for (const block of blocks) builder.add(block);
  return builder.devices;
}

class TreeBuilder {
  readonly devices: DeviceNode[] = [];
  readonly #context: ReadingContext;
  #line: Reader | undefined;
  #device: DeviceNode | undefined;
  #configuration: ConfigurationNode | undefined;
  #interface: InterfaceNode | undefined;

  constructor(context: ReadingContext) {
    this.#context = context;
  }

  add(block: Block): void {
    const reader = new Reader(this.#context, block);
    const video = /^(VideoControl|VideoStreaming) Interface Descriptor$/.exec(block.kind)?.[1];
    if (block.kind === DEVICE_LINE_KIND) {
      this.#line = reader;
      this.#device = undefined;
      this.#leaveConfiguration();
    } else if (block.kind === 'Device Descriptor') this.#openDevice(reader);
    else if (block.kind === 'Configuration Descriptor') this.#openConfiguration(reader);
    else if (block.kind === 'Interface Association') this.#openAssociation(reader);
    else if (block.kind === 'Interface Descriptor') this.#openInterface(reader);
    else if (block.kind === 'Endpoint Descriptor') this.#interface?.endpoints.push(reader);
    else if (video === 'VideoControl' || video === 'VideoStreaming') this.#addVideo(reader, video);
    else if (block.kind === UNRECOGNIZED) this.#addUnrecognized(block);
    else if (TRAILERS.has(block.kind)) this.#leaveConfiguration();
  }

  #leaveConfiguration(): void {
    this.#configuration = undefined;
    this.#interface = undefined;
  }

  #openDevice(reader: Reader): DeviceNode {
    this.#leaveConfiguration();
    this.#device = { reader, line: this.#line, configurations: [], remarks: [] };
    this.#line = undefined;
    this.devices.push(this.#device);
    return this.#device;
  }

  #openConfiguration(reader: Reader): ConfigurationNode {
    this.#leaveConfiguration();
    // A pasted fragment may begin here: the line above it, or the descriptor itself, stands for the device.
    const device = this.#device ?? this.#openDevice(this.#line ?? reader);
    this.#configuration = { interfaces: [], associations: [] };
    device.configurations.push(this.#configuration);
    return this.#configuration;
  }

  #openAssociation(reader: Reader): void {
    const configuration = this.#configuration ?? this.#openConfiguration(reader);
    this.#interface = undefined;
    configuration.associations.push({
      reader,
      firstInterface: reader.number('bFirstInterface'),
      interfaceCount: reader.number('bInterfaceCount'),
    });
  }

  #openInterface(reader: Reader): void {
    const isVideo = reader.number('bInterfaceClass') === VIDEO_CLASS;
    const subclass = reader.number('bInterfaceSubClass');
    const opened: InterfaceNode = {
      reader,
      number: reader.number('bInterfaceNumber'),
      alternate: reader.number('bAlternateSetting'),
      video: !isVideo ? undefined : subclass === 1 ? 'VideoControl' : subclass === 2 ? 'VideoStreaming' : undefined,
      descriptors: [],
      endpoints: [],
    };
    (this.#configuration ?? this.#openConfiguration(reader)).interfaces.push(opened);
    this.#interface = opened;
  }

  #addVideo(reader: Reader, kind: 'VideoControl' | 'VideoStreaming'): void {
    const owner = this.#interface;
    if (owner?.video !== kind) {
      const where =
        owner === undefined
          ? 'outside of any interface'
          : `in interface ${owner.number}, which is no ${kind} interface`;
      throw reader.error(UsbProblem.misplaced, `it stands ${where}`);
    }
    const { unknown } = reader.block;
    if (unknown === undefined) {
      owner.descriptors.push(reader);
      return;
    }
    const subtype = reader.number('bDescriptorSubtype');
    const layout = LAYOUTS[kind][subtype];
    // Without a layout the reader of the interface sees the subtype and leaves the descriptor out.
    const decoded = layout === undefined ? [] : decodeBytes(this.#context.source, unknown, layout, reader.title);
    const { kind: heading, place, fields } = reader.block;
    owner.descriptors.push(new Reader(this.#context, { kind: heading, place, fields: [...fields, ...decoded] }));
  }

  #addUnrecognized(block: Block): void {
    const { unknown, place } = block;
    const owner = this.#interface;
    if (unknown === undefined) return;
    if (owner?.video === undefined || unknown.bytes[1] !== CS_INTERFACE || unknown.bytes.length < 3) {
      this.#device?.remarks.push({ place, text: `descriptor of type ${unknown.bytes[1] ?? 'unknown'} left out` });
      return;
    }
    const [length = 0, , subtype = 0] = unknown.bytes;
    const kind = `${owner.video} Interface Descriptor`;
    this.#addVideo(
      new Reader(this.#context, {
        kind,
        place,
        fields: [
          { name: 'bLength', text: '', binary: length, place },
          { name: 'bDescriptorSubtype', text: '', binary: subtype, place },
        ],
        unknown: { bytes: unknown.bytes.subarray(3), places: unknown.places.slice(3), place },
      }),
      owner.video,
    );
  }
}
