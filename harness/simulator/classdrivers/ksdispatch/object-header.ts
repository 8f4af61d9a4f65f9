import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { Mutex } from '../../kernel/schedule.ts';
import type { CompiledAutomation } from '../ks/compiled.ts';
import type { CreateItem } from '../ks/create.ts';
import { EventList } from '../ks/event-list.ts';
import { KsObject } from '../ks/ks-object.ts';
import type { KsLibrary } from '../ks/library.ts';
import type { PinFactory } from '../ks/pin-factory.ts';
import type { KsDispatchTable, KsObjectCreateItem } from './descriptors.ts';

/** What a header is allocated with. */
export interface HeaderOptions<C> {
  readonly table: KsDispatchTable<C>;
  readonly items: readonly KsObjectCreateItem<C>[];
  readonly context: C;
  /** The pin factory of a pin: what other pins can be connected to. */
  readonly factory?: PinFactory;
  /** The minidriver's own mutex, taken for everything but streaming, reset and the disabling of events. */
  readonly mutex?: Mutex;
}

const withoutMutex: readonly number[] = [
  IOCTL.IOCTL_KS_READ_STREAM,
  IOCTL.IOCTL_KS_WRITE_STREAM,
  IOCTL.IOCTL_KS_RESET_STATE,
  IOCTL.IOCTL_KS_DISABLE_EVENT,
];

/** KSOBJECT_HEADER: leads the requests of a file object to the dispatch table of the minidriver. */
export class KsObjectHeader<C> extends KsObject {
  readonly automation: CompiledAutomation;
  /** What the minidriver keeps behind the file object. */
  readonly context: C;
  readonly events = new EventList();
  override readonly createItems: readonly CreateItem[];
  readonly factory: PinFactory | undefined;
  readonly #table: KsDispatchTable<C>;
  readonly #mutex: Mutex | undefined;

  constructor(ks: KsLibrary, file: FileObject, automation: CompiledAutomation, options: HeaderOptions<C>) {
    super(ks, file);
    this.automation = automation;
    this.context = options.context;
    this.factory = options.factory;
    this.#table = options.table;
    this.#mutex = options.mutex;
    this.createItems = options.items.map(({ objectClass, create }) => ({
      className: objectClass,
      // The functions that take parameters apart judge their length.
      minParameters: 0,
      create: (child, parameters) => create({ file: child, parameters }, this.context),
    }));
  }

  /** Handlers of the sets are given the context. */
  get target(): C {
    return this.context;
  }

  /** Whether a source can be connected to it (OBJ-042). */
  get isPin(): boolean {
    return this.factory !== undefined;
  }

  mutexFor(request: number | 'create' | 'close'): Mutex | undefined {
    return request === 'create' || request === 'close' || !withoutMutex.includes(request) ? this.#mutex : undefined;
  }

  override deviceControl(irp: Irp): number {
    return this.#table.deviceIoControl?.(this, irp) ?? STATUS.STATUS_INVALID_DEVICE_REQUEST;
  }

  override cleanup(): void {
    super.cleanup();
    this.#table.cleanup?.(this.context);
  }

  protected override closed(): void {
    this.#table.close?.(this.context);
  }
}
