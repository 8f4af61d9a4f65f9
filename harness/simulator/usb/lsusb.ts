import { UserError } from '../../base/errors.ts';
import type { Remark, UsbDevice, VideoFunction, VideoStream } from './descriptors.ts';
import { detectGuidOrder } from './guid-order.ts';
import { scanBlocks } from './scan.ts';
import { SourceText, UsbProblem } from './source-text.ts';
import { buildTree, type ConfigurationNode, type DeviceNode, type InterfaceNode } from './tree.ts';
import { readVideoControl } from './video-control.ts';
import { readVideoStreaming } from './video-streaming.ts';

/**
 * Reads the text that `lsusb -v` prints of one or more devices, in the layout of any version of the tool.
 *
 * Oddities with which the in-box driver was seen to start (counts that do not agree, ids used twice, sources that do
 * not exist, lengths that do not add up) are kept as remarks. What makes a device no camera is an error.
 * @param text the whole text.
 * @param file its name, for errors.
 * @returns the devices that have a video function, in the order of the text; at least one.
 * @throws UserError that names the offending descriptor, with its place.
 */
export function parseLsusb(text: string, file: string): UsbDevice[] {
  const source = new SourceText(file, text);
  const nodes = buildTree({ source, guidOrder: detectGuidOrder(source) }, scanBlocks(source));
  const [first] = nodes;
  if (first === undefined) {
    throw new UserError({
      code: UsbProblem.noDescriptors,
      message: 'this text holds no USB descriptors: expected the output of "lsusb -v"',
      position: { file, line: 1, column: 1 },
      ...(source.lines[0] === undefined ? {} : { lineText: source.lines[0] }),
      hint: 'print them with: sudo lsusb -v -d VENDOR:PRODUCT',
    });
  }
  const devices = nodes.flatMap((node) => readDevice(node, file) ?? []);
  if (devices.length === 0) {
    throw first.reader.error(
      UsbProblem.noVideo,
      'the device has no video function: no interface of class 14 (Video), subclass 1 (Video Control)',
    );
  }
  return devices;
}

function readDevice(node: DeviceNode, file: string): UsbDevice | undefined {
  const isControl = ({ video, alternate }: InterfaceNode): boolean => video === 'VideoControl' && alternate === 0;
  const configuration = node.configurations.find(({ interfaces }) => interfaces.some(isControl));
  if (configuration === undefined) return undefined;
  const remarks = [...node.remarks];
  const videoFunctions = configuration.interfaces
    .filter(isControl)
    .map((control) => readFunction(configuration, control, remarks));
  const ids = node.line ?? node.reader;
  return {
    file,
    vendorId: node.reader.numberOr('idVendor', ids.numberOr('idVendor', 0)),
    productId: node.reader.numberOr('idProduct', ids.numberOr('idProduct', 0)),
    release: node.reader.version('bcdDevice', 0),
    manufacturer: node.reader.string('iManufacturer'),
    product: node.reader.string('iProduct'),
    configurationCount: node.configurations.length,
    videoFunctions,
    remarks,
  };
}

function readFunction(configuration: ConfigurationNode, control: InterfaceNode, remarks: Remark[]): VideoFunction {
  const { version, header, entities, streamingInterfaces } = readVideoControl(
    control.reader,
    control.descriptors,
    remarks,
  );
  const association = configuration.associations.find(
    ({ firstInterface, interfaceCount }) =>
      control.number >= firstInterface && control.number < firstInterface + interfaceCount,
  );
  const streams: VideoStream[] = [];
  for (const number of streamingInterfaces) {
    const settings = configuration.interfaces.filter((i) => i.number === number && i.video === 'VideoStreaming');
    const described = settings.find(({ descriptors }) => descriptors.length > 0) ?? settings[0];
    if (described === undefined) {
      remarks.push({ place: header.place('baInterfaceNr'), text: `streaming interface ${number} does not exist` });
      continue;
    }
    const stream = readVideoStreaming(described.reader, described.descriptors, remarks);
    if (stream !== undefined) streams.push(stream);
  }
  if (streams.length === 0) {
    throw header.error(
      UsbProblem.incompleteVideo,
      'none of the streaming interfaces that it lists brings video from the device',
      'baInterfaceNr',
    );
  }
  return {
    place: control.reader.place(),
    interfaceNumber: control.number,
    name: association?.reader.string('iFunction') ?? control.reader.string('iInterface'),
    version,
    entities,
    hasStatusEndpoint: control.endpoints.some((endpoint) => (endpoint.numberOr('bmAttributes', 0) & 3) === 3),
    streams,
  };
}
