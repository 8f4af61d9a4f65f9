import { STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import { answerI64, answerU32 } from './answers.ts';
import type { KsAutomationTable, KsHandler } from './automation.ts';
import { compileAutomation, type CompiledAutomation } from './compiled.ts';
import type { CreateItem } from './create.ts';
import { clockEventItems, type DefaultClock } from './default-clock.ts';
import type { EventList } from './event-list.ts';
import { readU32 } from './formats.ts';
import { ksGuid } from './guids.ts';
import { KsObject } from './ks-object.ts';
import type { KsLibrary } from './library.ts';
import { KSSTRING } from '../../../abi/create-strings.ts';

/** A time and the system time sampled with it (CLK-004, CLK-005). */
const correlated =
  (time: (clock: DefaultClock) => number): KsHandler<ClockObject> =>
  (request) => {
    const { clock } = request.target;
    request.value.setI64Number(0, time(clock));
    request.value.setI64Number(8, clock.systemTime());
    request.information = 16;
    return STATUS.STATUS_SUCCESS;
  };

const table: KsAutomationTable<ClockObject> = {
  properties: [
    {
      set: ksGuid('KSPROPSETID_Clock'),
      items: [
        { id: 0, minData: 8, get: (request) => answerI64(request, request.target.clock.time()) },
        { id: 1, minData: 8, get: (request) => answerI64(request, request.target.clock.physicalTime()) },
        { id: 2, minData: 16, get: correlated((clock) => clock.time()) },
        { id: 3, minData: 16, get: correlated((clock) => clock.physicalTime()) },
        {
          id: 4,
          minData: 16,
          get: (request) => {
            request.value.setI64Number(0, request.target.clock.granularity);
            request.value.setI64Number(8, request.target.clock.error);
            request.information = 16;
            return STATUS.STATUS_SUCCESS;
          },
        },
        { id: 5, minData: 4, get: (request) => answerU32(request, request.target.clock.state) },
        // Pointers for callers at DISPATCH_LEVEL (CLK-010): nothing that a user could be given.
        { id: 6, minData: 0, kernelOnly: true },
      ],
    },
  ],
  events: [{ set: ksGuid('KSEVENTSETID_Clock'), items: clockEventItems<ClockObject>(({ clock }) => clock) }],
};

const automation = compileAutomation(table);

/** Size of KSCLOCK_CREATE. */
const createSize = 4;

/** A clock handle. */
export class ClockObject extends KsObject {
  readonly automation: CompiledAutomation = automation;
  readonly target = this;
  readonly clock: DefaultClock;

  constructor(ks: KsLibrary, file: FileObject, clock: DefaultClock) {
    super(ks, file);
    this.clock = clock;
  }

  get events(): EventList {
    return this.clock.events;
  }

  override eventEnabled(): void {
    this.clock.schedule();
  }
}

/** KsCreateDefaultClock: opens another handle of a clock (OBJ-080, OBJ-081). */
export function createDefaultClock(
  ks: KsLibrary,
  file: FileObject,
  parameters: Uint8Array,
  clock: DefaultClock,
): number {
  if (parameters.length < createSize || readU32(parameters, 0) !== 0) return STATUS.STATUS_INVALID_PARAMETER;
  file.driver = new ClockObject(ks, file, clock);
  return STATUS.STATUS_SUCCESS;
}

/** The create item of clocks; `clockOf` gives the parent's clock or the status of its absence. */
export function clockCreateItem(ks: KsLibrary, clock: () => DefaultClock | number): CreateItem {
  return {
    className: KSSTRING.KSSTRING_Clock,
    minParameters: createSize,
    create: (file, parameters) => {
      const found = clock();
      return typeof found === 'number' ? found : createDefaultClock(ks, file, parameters, found);
    },
  };
}
