import { KSSTRING } from '../../../abi/create-strings.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Mutex } from '../../kernel/schedule.ts';
import { noAutomation, type CompiledAutomation } from '../ks/compiled.ts';
import type { CreateItem } from '../ks/create.ts';
import type { EventList } from '../ks/event-list.ts';
import { readU32 } from '../ks/formats.ts';
import { KSFILTER_NODE, KsObject } from '../ks/ks-object.ts';
import type { AvFilter } from './filter.ts';
import type { AvPin } from './pin.ts';

/** A node handle: the node is the target, without the TOPOLOGY flag (TOPO-039). */
export class AvNode extends KsObject {
  readonly automation: CompiledAutomation;
  readonly target: AvFilter | AvPin;
  /** Events of the node are raised where the minidriver raises them: on the object that has it. */
  readonly events: EventList;
  override readonly node: number;
  readonly #parent: AvFilter | AvPin;

  constructor(parent: AvFilter | AvPin, file: FileObject, node: number) {
    super(parent.ks, file);
    this.#parent = parent;
    this.target = parent;
    this.events = parent.events;
    this.node = node === KSFILTER_NODE ? -1 : node;
    this.automation = parent.nodeTables[node] ?? noAutomation;
  }

  mutexFor(request: number | 'create' | 'close'): Mutex | undefined {
    return this.#parent.mutexFor(request);
  }
}

/** The create item of nodes, for a filter or a pin (OBJ-093…096). */
export function nodeCreateItem(filter: AvFilter, parent: AvFilter | AvPin): CreateItem {
  return {
    className: KSSTRING.KSSTRING_TopologyNode,
    minParameters: 8,
    create: (file, parameters) => {
      const node = readU32(parameters, 4);
      const all = node === KSFILTER_NODE && filter.descriptor.allNodesHandle === true;
      if (readU32(parameters, 0) !== 0 || (filter.nodeTables[node] === undefined && !all)) {
        return STATUS.STATUS_INVALID_PARAMETER;
      }
      file.driver = new AvNode(parent, file, node);
      return STATUS.STATUS_SUCCESS;
    },
  };
}
