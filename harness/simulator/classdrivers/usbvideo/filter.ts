/** A video function becomes a filter: pins, nodes, properties and categories as the in-box driver gives them. */
import type { Arch } from '../../../target/target.ts';
import type { KsFilter, KsFilterDescriptor, KsPin } from '../avstream/descriptors.ts';
import type { KsAutomationTable, KsPropertySet } from '../ks/automation.ts';
import { ksGuid } from '../ks/guids.ts';
import { TerminalType, type Entity, type VideoFunction, type VideoStream } from '../../usb/descriptors.ts';
import { controlSets, type ControlPlace } from '../avstream/video/control-items.ts';
import type { Control } from '../avstream/video/controls.ts';
import { cameraControls, processingControls } from './unit-controls.ts';
import { modeRanges } from '../avstream/video/data-ranges.ts';
import { extendedControlSets } from './extended-controls.ts';
import { extensionSets } from './extension-unit.ts';
import { stillModes, videoModes } from './modes.ts';
import { bridgePin, CAMERA_TERMINAL_CATEGORY, capturePin, stillPin } from '../avstream/video/pins.ts';
import { selectorSets } from './selector.ts';
import type { Pictures } from '../avstream/video/stream.ts';
import { StillTrigger } from '../avstream/video/still-trigger.ts';
import { connections, nodes, nodeType, terminalOf, type FunctionPin } from './topology.ts';
import { videoControlSet, type ControlledPin } from '../avstream/video/video-control-set.ts';

/** KSEVENT_VIDCAP_AUTO_UPDATE. */
const AUTO_UPDATE = 1;
/** Formats of sensors that are no colour camera, by the second group of their GUIDs: infra-red, depth. */
const SENSOR_FORMATS: ReadonlySet<string> = new Set(['0002', '0004']);

interface BuiltPin extends FunctionPin {
  readonly controlled?: ControlledPin;
}

/** What a filter is made from. */
export interface FilterOptions {
  /** Of the callers. */
  readonly arch: Arch;
  readonly video: VideoFunction;
  /** What the camera shows. */
  readonly pictures: Pictures;
  /** Number of the function among those of the device: where its state is kept. */
  readonly functionIndex: number;
  readonly name: string;
  readonly friendlyName: string;
  readonly referenceString: string;
  /** GUIDs that tell capture pins of one filter apart, from the second on (PIN-025). */
  readonly pinNames: readonly string[];
}

/** The filter of one video function of a device. */
export function filterOf(options: FilterOptions): KsFilterDescriptor {
  const { video, functionIndex, name, friendlyName, referenceString } = options;
  const pins = functionPins(options);
  const { entities } = video;
  return {
    name,
    friendlyName,
    referenceString,
    categories: categories(video.streams),
    pins: pins.map(({ descriptor }) => descriptor),
    nodes: nodes(entities, (entity, index) =>
      entitySets(entity, video, { ...place(functionIndex, video), entity: index, form: 'node' }),
    ),
    connections: connections(entities, pins),
    automation: filterAutomation(video, functionIndex, pins),
  };
}

/** Capture pins, then the terminals on the other side, then still pins (order observed). */
function functionPins({ arch, pictures, pinNames, video: { entities, streams } }: FilterOptions): BuiltPin[] {
  const capture = streams.map((stream, i): BuiltPin => {
    const ranges = modeRanges(stream.formats.flatMap(videoModes));
    return {
      descriptor: capturePin({ arch, pictures }, ranges, i === 0 ? undefined : pinNames[i - 1]),
      entity: terminalOf(entities, stream),
      controlled: { ranges },
    };
  });
  const bridges = entities.flatMap((entity, index): BuiltPin[] => {
    if (entity.kind === 'input-terminal') {
      const category = entity.terminalType === TerminalType.camera ? CAMERA_TERMINAL_CATEGORY : nodeType(entity);
      return [{ descriptor: bridgePin('in', category), entity: index }];
    }
    const leadsOut = entity.kind === 'output-terminal' && entity.terminalType !== TerminalType.usbStreaming;
    return leadsOut ? [{ descriptor: bridgePin('out', nodeType(entity)), entity: index }] : [];
  });
  const stills = streams.flatMap((stream): BuiltPin[] => {
    // Method 1 takes stills out of the video stream: no pin of its own.
    if (stream.stillMethod < 2) return [];
    const ranges = modeRanges(stream.formats.flatMap(stillModes));
    if (ranges.length === 0) return [];
    const trigger = new StillTrigger(stream.hasTrigger);
    return [
      {
        descriptor: stillPin({ arch, pictures }, ranges, trigger),
        entity: terminalOf(entities, stream),
        controlled: { ranges, trigger },
      },
    ];
  });
  return [...capture, ...bridges, ...stills];
}

/**
 * Interface classes: a colour camera is a KSCATEGORY_VIDEO_CAMERA, a sensor of infra-red or depth a
 * KSCATEGORY_SENSOR_CAMERA, one that gives both is both (docs:stream/uvc-camera-implementation-guide).
 */
function categories(streams: readonly VideoStream[]): string[] {
  const formats = streams.flatMap((stream) => stream.formats);
  const isSensor = formats.map(({ guid }) => guid !== undefined && SENSOR_FORMATS.has(guid.slice(10, 14)));
  return [
    'KSCATEGORY_VIDEO',
    'KSCATEGORY_CAPTURE',
    ...(isSensor.includes(false) ? ['KSCATEGORY_VIDEO_CAMERA'] : []),
    ...(isSensor.includes(true) ? ['KSCATEGORY_SENSOR_CAMERA'] : []),
  ].map(ksGuid);
}

function place(
  functionIndex: number,
  { hasStatusEndpoint }: VideoFunction,
): Pick<ControlPlace, 'functionIndex' | 'changed'> {
  return { functionIndex, changed: hasStatusEndpoint ? raiseAutoUpdate : () => undefined };
}

/** A setting changed by itself: every open filter of the function hears of it. */
function raiseAutoUpdate(target: KsFilter | KsPin): void {
  const changed = target.kind === 'pin' ? target.filter : target;
  for (const filter of changed.device.filters) {
    if (filter.descriptor === changed.descriptor)
      filter.generateEvents({ set: ksGuid('KSEVENTSETID_VIDCAPTOSTI'), id: AUTO_UPDATE });
  }
}

function controlsOf(entity: Entity, { version }: VideoFunction): readonly Control[] {
  if (entity.kind === 'input-terminal') return cameraControls(entity);
  return entity.kind === 'processing-unit' ? processingControls(entity, version) : [];
}

function entitySets(entity: Entity, video: VideoFunction, at: ControlPlace): KsPropertySet<KsFilter | KsPin>[] {
  if (entity.kind === 'extension-unit') return extensionSets(entity, at.functionIndex, at.entity);
  if (entity.kind === 'selector-unit') return selectorSets(entity, at);
  return controlSets(controlsOf(entity, video), at);
}

/** The filter answers for the first terminal or unit of each kind (TOPO-041); extension units are reached by node only. */
function filterAutomation(
  video: VideoFunction,
  functionIndex: number,
  pins: readonly BuiltPin[],
): KsAutomationTable<KsFilter> {
  const { entities } = video;
  const firstOfKind = entities.filter(
    (entity, index) =>
      entity.kind !== 'extension-unit' &&
      hasSets(entity, video) &&
      entities.findIndex((other) => other.kind === entity.kind && hasSets(other, video)) === index,
  );
  return {
    properties: [
      ...firstOfKind.flatMap((entity) =>
        entitySets(entity, video, { ...place(functionIndex, video), entity: entities.indexOf(entity), form: 'filter' }),
      ),
      videoControlSet(
        pins.map(({ controlled }) => controlled),
        functionIndex,
      ),
      ...extendedControlSets(entities),
    ],
    events: video.hasStatusEndpoint ? [{ set: ksGuid('KSEVENTSETID_VIDCAPTOSTI'), items: [{ id: AUTO_UPDATE }] }] : [],
  };
}

const hasSets = (entity: Entity, video: VideoFunction): boolean =>
  entity.kind === 'selector-unit' || controlsOf(entity, video).length > 0;
