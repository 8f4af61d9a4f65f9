import type { Entity, Remark } from './descriptors.ts';
import { TerminalType } from './descriptors.ts';
import { VcSubtype } from './layouts.ts';
import type { Reader } from './reader.ts';
import { UsbProblem } from './source-text.ts';

/** What the class-specific descriptors of a VideoControl interface say. */
export interface VideoControl {
  /** bcdUVC. */
  readonly version: number;
  /** baInterfaceNr: numbers of the streaming interfaces. */
  readonly streamingInterfaces: readonly number[];
  readonly header: Reader;
  readonly entities: readonly Entity[];
}

/**
 * Decodes the class-specific descriptors of a VideoControl interface, in order.
 * @param owner the interface descriptor, for the error if the header is missing.
 */
export function readVideoControl(owner: Reader, descriptors: readonly Reader[], remarks: Remark[]): VideoControl {
  let header: Reader | undefined;
  const entities: Entity[] = [];
  for (const reader of descriptors) {
    const subtype = reader.number('bDescriptorSubtype');
    if (subtype === VcSubtype.header) header ??= reader;
    else {
      const entity = readEntity(reader, subtype);
      if (entity === undefined)
        remarks.push({ place: reader.place(), text: `VideoControl descriptor of unknown subtype ${subtype} left out` });
      else entities.push(entity);
    }
  }
  if (header === undefined) {
    throw owner.error(UsbProblem.incompleteVideo, 'the VideoControl interface has no HEADER descriptor');
  }
  remarkWiring(entities, remarks);
  return {
    version: header.version('bcdUVC', 0x0100),
    streamingInterfaces: header.numbers('baInterfaceNr'),
    header,
    entities,
  };
}

/** Ids used twice and sources that do not exist: the in-box driver starts all the same. */
function remarkWiring(entities: readonly Entity[], remarks: Remark[]): void {
  const seen = new Set<number>();
  for (const { id, place } of entities) {
    if (seen.has(id)) remarks.push({ place, text: `the id ${id} is used twice` });
    seen.add(id);
  }
  for (const { place, id, sources } of entities) {
    for (const source of sources.filter((each) => !seen.has(each))) {
      remarks.push({ place, text: `the source ${source} of unit or terminal ${id} does not exist` });
    }
  }
}

function readEntity(reader: Reader, subtype: number): Entity | undefined {
  const place = reader.place();
  switch (subtype) {
    case VcSubtype.inputTerminal: {
      const terminalType = reader.number('wTerminalType');
      const base = {
        kind: 'input-terminal',
        place,
        id: reader.number('bTerminalID'),
        sources: [],
        terminalType,
      } as const;
      if (terminalType !== TerminalType.camera) return base;
      const camera = {
        objectiveFocalLengthMin: reader.numberOr('wObjectiveFocalLengthMin', 0),
        objectiveFocalLengthMax: reader.numberOr('wObjectiveFocalLengthMax', 0),
        ocularFocalLength: reader.numberOr('wOcularFocalLength', 0),
        controls: reader.numberOr('bmControls', 0),
      };
      return { ...base, camera };
    }
    case VcSubtype.outputTerminal:
      return {
        kind: 'output-terminal',
        place,
        id: reader.number('bTerminalID'),
        terminalType: reader.number('wTerminalType'),
        sources: [reader.number('bSourceID')],
      };
    case VcSubtype.selectorUnit:
      return { kind: 'selector-unit', place, id: reader.number('bUnitID'), sources: reader.numbers('baSourceID') };
    case VcSubtype.processingUnit:
      return {
        kind: 'processing-unit',
        place,
        id: reader.number('bUnitID'),
        sources: [reader.number('bSourceID')],
        maxMultiplier: reader.numberOr('wMaxMultiplier', 0),
        controls: reader.numberOr('bmControls', 0),
      };
    case VcSubtype.extensionUnit:
      return {
        kind: 'extension-unit',
        place,
        id: reader.number('bUnitID'),
        sources: reader.numbers('baSourceID'),
        guid: reader.guid('guidExtensionCode'),
        controlCount: reader.number('bNumControls'),
        controls: reader.numbers('bmControls'),
      };
    case VcSubtype.encodingUnit:
      return {
        kind: 'encoding-unit',
        place,
        id: reader.number('bUnitID'),
        sources: [reader.number('bSourceID')],
        controls: reader.numberOr('bmControls', 0),
      };
    default:
      return undefined;
  }
}
