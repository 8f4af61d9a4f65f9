import { IOCTL } from '../../../abi/ioctl.ts';
import { STATUS } from '../../../abi/ntstatus.ts';
import type { Irp } from '../../kernel/irp.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { Allocators } from './allocator-object.ts';
import { callerLayout, type CallerLayout } from './caller-layout.ts';
import { Connections } from './connect.ts';
import { EventDispatcher } from './event.ts';
import { Intersections } from './intersection.ts';
import { MediaCategories } from './media-categories.ts';
import { MethodDispatcher } from './method.ts';
import { PropertyDispatcher } from './property.ts';
import { StreamProbe } from './stream-probe.ts';

/** ks.sys of one boot: the dispatchers that every KS object uses. Faults wrap their methods. */
export class KsLibrary {
  readonly kernel: Kernel;
  readonly layout: CallerLayout;
  readonly properties: PropertyDispatcher;
  readonly methods: MethodDispatcher;
  readonly events: EventDispatcher;
  readonly connections: Connections;
  readonly intersections = new Intersections();
  readonly allocators = new Allocators();
  readonly streams: StreamProbe;
  readonly mediaCategories = new MediaCategories();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.layout = callerLayout(kernel.arch);
    this.properties = new PropertyDispatcher(kernel);
    this.methods = new MethodDispatcher(kernel);
    this.events = new EventDispatcher(kernel, this.layout);
    this.connections = new Connections(kernel);
    this.streams = new StreamProbe(kernel, this.layout);
  }

  /** A code that the object does not serve: the default completion of KS (IOC-036). */
  foreignControl(irp: Irp): number {
    return irp.code === IOCTL.IOCTL_KS_RESET_STATE ? STATUS.STATUS_SUCCESS : STATUS.STATUS_INVALID_DEVICE_REQUEST;
  }
}
