/** Nodes and connections: the terminals and units of the video function and the links between them. */
import type {
  KsNodeDescriptor,
  KsPinDescriptorEx,
  KsTopologyConnection,
} from '../avstream/descriptors.ts';
import type { KsPropertySet } from '../ks/automation.ts';
import type { KsFilter, KsPin } from '../avstream/descriptors.ts';
import { ksGuid } from '../ks/guids.ts';
import { TerminalType, type Entity, type VideoStream } from '../../usb/descriptors.ts';

/** KSFILTER_NODE. */
const FILTER = -1;
/** Node pins are counted as KS does: 0 is the output, inputs follow. */
const OUTPUT = 0;
const FIRST_INPUT = 1;

/** A pin factory with what it belongs to. */
export interface FunctionPin {
  readonly descriptor: KsPinDescriptorEx;
  /** Number of the terminal's entity; `undefined` if the descriptors name none. */
  readonly entity: number | undefined;
}

/** The node type of a terminal or unit. */
export function nodeType(entity: Entity): string {
  switch (entity.kind) {
    case 'input-terminal':
      if (entity.terminalType === TerminalType.camera) return ksGuid('KSNODETYPE_VIDEO_CAMERA_TERMINAL');
      return ksGuid(
        entity.terminalType === TerminalType.mediaTransportIn
          ? 'KSNODETYPE_VIDEO_INPUT_MTT'
          : 'KSNODETYPE_VIDEO_INPUT_TERMINAL',
      );
    case 'output-terminal':
      if (entity.terminalType === TerminalType.usbStreaming) return ksGuid('KSNODETYPE_VIDEO_STREAMING');
      return ksGuid(
        entity.terminalType === TerminalType.mediaTransportOut
          ? 'KSNODETYPE_VIDEO_OUTPUT_MTT'
          : 'KSNODETYPE_VIDEO_OUTPUT_TERMINAL',
      );
    case 'selector-unit':
      return ksGuid('KSNODETYPE_VIDEO_SELECTOR');
    case 'processing-unit':
      return ksGuid('KSNODETYPE_VIDEO_PROCESSING');
    // The headers have no node type for an encoding unit.
    case 'extension-unit':
    case 'encoding-unit':
      return ksGuid('KSNODETYPE_DEV_SPECIFIC');
  }
}

/** One node for each entity, in the order of their descriptors; `sets` gives the node's own property sets. */
export function nodes(
  entities: readonly Entity[],
  sets: (entity: Entity, index: number) => readonly KsPropertySet<KsFilter | KsPin>[],
): KsNodeDescriptor[] {
  return entities.map((entity, index) => ({ type: nodeType(entity), automation: { properties: sets(entity, index) } }));
}

/** The entity that a stream ends in: the output terminal of its `bTerminalLink`, or the first that streams over USB. */
export function terminalOf(entities: readonly Entity[], { terminalLink }: VideoStream): number | undefined {
  const found = [
    entities.findIndex(({ kind, id }) => kind === 'output-terminal' && id === terminalLink),
    entities.findIndex(
      (entity) => entity.kind === 'output-terminal' && entity.terminalType === TerminalType.usbStreaming,
    ),
  ].find((index) => index >= 0);
  return found;
}

/**
 * The links between entities, and those between the filter's pins and the terminals. Devices name sources that do not
 * exist; such a terminal is taken to show what the processing unit, or else the camera, gives.
 */
export function connections(entities: readonly Entity[], pins: readonly FunctionPin[]): KsTopologyConnection[] {
  const links: KsTopologyConnection[] = [];
  pins.forEach(({ descriptor, entity }, pinId) => {
    if (entity === undefined || entities[entity]?.kind !== 'input-terminal' || descriptor.dataFlow !== 1) return;
    links.push({ fromNode: FILTER, fromPin: pinId, toNode: entity, toPin: FIRST_INPUT });
  });
  entities.forEach(({ kind, sources }, index) => {
    sources.forEach((id, input) => {
      const from = sourceIndex(entities, id) ?? (kind === 'output-terminal' ? mainSource(entities) : undefined);
      if (from !== undefined)
        links.push({ fromNode: from, fromPin: OUTPUT, toNode: index, toPin: FIRST_INPUT + input });
    });
  });
  pins.forEach(({ descriptor, entity }, pinId) => {
    if (entity === undefined || descriptor.dataFlow === 1) return;
    links.push({ fromNode: entity, fromPin: OUTPUT, toNode: FILTER, toPin: pinId });
  });
  return links;
}

/** An id that is used twice means the entity that can be a source. */
function sourceIndex(entities: readonly Entity[], id: number): number | undefined {
  const index = entities.findIndex((entity) => entity.id === id && entity.kind !== 'output-terminal');
  return index < 0 ? undefined : index;
}

function mainSource(entities: readonly Entity[]): number | undefined {
  const index = ['processing-unit', 'input-terminal']
    .map((kind) => entities.findIndex((entity) => entity.kind === kind))
    .find((each) => each >= 0);
  return index;
}
