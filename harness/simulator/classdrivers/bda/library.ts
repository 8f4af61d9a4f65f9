import { isError, STATUS } from '../../../abi/ntstatus.ts';
import type { KsFilter, KsFilterDescriptor } from '../avstream/descriptors.ts';
import { startDevice } from '../avstream/driver.ts';
import type { AvStream } from '../avstream/library.ts';
import type { KsAutomationTable } from '../ks/automation.ts';
import { BdaChanges } from './change-sync.ts';
import type { BdaDeviceDescriptor, BdaFilterDescriptor } from './descriptors.ts';
import { BdaFilterContext } from './filter-context.ts';
import { filterTable } from './filter-table.ts';
import { BdaTemplates } from './template.ts';
import { BdaTopology } from './topology.ts';

/** The BDA support library of one boot, on top of AVStream. Faults wrap the methods of its parts. */
export class BdaSupport {
  readonly #av: AvStream;
  readonly #contexts = new WeakMap<object, BdaFilterContext>();
  readonly templates = new BdaTemplates();
  readonly topology = new BdaTopology((filter) => this.contextOf(filter));
  readonly changes = new BdaChanges(this.topology);
  /** What every BDA filter offers besides what its minidriver does. */
  readonly #table: KsAutomationTable<KsFilter>;

  constructor(av: AvStream) {
    this.#av = av;
    this.#table = filterTable(this);
  }

  /** Starts a device: BdaCreateFilterFactory for each of its filters. */
  startDevice({ identity, filters, mediaCategories, start }: BdaDeviceDescriptor): void {
    startDevice(this.#av, {
      identity,
      filters: filters.map((filter) => this.#filterDescriptor(filter)),
      ...(mediaCategories && { mediaCategories }),
      ...(start && { start }),
    });
  }

  /** What the library knows of an open filter. */
  contextOf(filter: object): BdaFilterContext {
    const context = this.#contexts.get(filter);
    if (context === undefined) throw new Error('the filter was not initialized with a template');
    return context;
  }

  #filterDescriptor(descriptor: BdaFilterDescriptor): KsFilterDescriptor {
    const { automation = {}, dispatch } = descriptor;
    return {
      ...descriptor,
      pins: [],
      automation: {
        properties: [...(automation.properties ?? []), ...(this.#table.properties ?? [])],
        methods: [...(automation.methods ?? []), ...(this.#table.methods ?? [])],
        events: automation.events ?? [],
      },
      dispatch: {
        ...dispatch,
        create: (filter) => {
          const context = new BdaFilterContext(filter, descriptor);
          this.#contexts.set(filter, context);
          const status = dispatch?.create?.(filter) ?? STATUS.STATUS_SUCCESS;
          return isError(status) ? status : this.topology.initialize(context);
        },
      },
    };
  }
}
