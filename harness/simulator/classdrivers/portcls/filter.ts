import { KSSTRING } from '../../../abi/create-strings.ts';
import { isSuccess, STATUS } from '../../../abi/ntstatus.ts';
import type { FileObject } from '../../kernel/file-object.ts';
import type { Mutex } from '../../kernel/schedule.ts';
import type { CompiledAutomation } from '../ks/compiled.ts';
import { parseConnect, type ValidConnect } from '../ks/connect.ts';
import type { CreateItem } from '../ks/create.ts';
import type { EventList } from '../ks/event-list.ts';
import { majorFormat } from '../ks/formats.ts';
import { ksGuid } from '../ks/guids.ts';
import { KsObject } from '../ks/ks-object.ts';
import type { PinFactoryHost } from '../ks/pin-factory.ts';
import type { Topology, TopologyHost } from '../ks/topology-set.ts';
import type { PcMiniport } from './miniports.ts';
import type { PcPin } from './pin.ts';
import { PcPinFactory } from './pin-factory.ts';
import { MusicPin } from './music-pin.ts';
import { WaveCyclicPin } from './wavecyclic-pin.ts';
import { WavePciPin } from './wavepci-pin.ts';
import { WaveSinkPin } from './wave-sink-pin.ts';
import { WaveRtPin } from './wavert-pin.ts';
import type { PcTarget } from './request.ts';
import type { Subdevice } from './subdevice.ts';

const audio = ksGuid('KSDATAFORMAT_TYPE_AUDIO');

/** An open filter of a port. */
export class PcFilter extends KsObject implements PinFactoryHost, TopologyHost, PcTarget {
  readonly subdevice: Subdevice;
  readonly automation: CompiledAutomation;
  override readonly nodeTables: readonly CompiledAutomation[];
  override readonly createItems: readonly CreateItem[];
  readonly target = this;
  readonly minorTarget = null;
  readonly pinId = null;
  readonly pinFactories: readonly PcPinFactory[];

  constructor(subdevice: Subdevice, file: FileObject) {
    super(subdevice.portcls.ks, file);
    this.subdevice = subdevice;
    this.automation = subdevice.automation;
    this.nodeTables = subdevice.nodeTables;
    this.pinFactories = subdevice.description.pins.map(
      (descriptor, id) => new PcPinFactory(subdevice, id, descriptor),
    );
    this.createItems = [
      {
        className: KSSTRING.KSSTRING_Pin,
        minParameters: this.ks.layout.pinConnect.size,
        create: (pinFile, parameters) => this.createPin(pinFile, parameters),
      },
    ];
  }

  mutexFor(request: number | 'create' | 'close'): Mutex | undefined {
    return this.subdevice.portcls.lockFor(request);
  }

  get miniport(): PcMiniport {
    return this.subdevice.miniport;
  }

  get topology(): Topology {
    return this.subdevice.topology;
  }

  get events(): EventList {
    return this.subdevice.events;
  }

  /** Opens a pin: validation, then the format, then the miniport's NewStream (OBJ-045, PCLS-062). */
  createPin(file: FileObject, parameters: Uint8Array): number {
    const connect = this.ks.connections.validate(this.pinFactories, parseConnect(this.ks.layout, parameters));
    if (typeof connect === 'number') return connect;
    const factory = this.pinFactories[connect.pinId];
    if (factory === undefined) return STATUS.STATUS_INVALID_PARAMETER;
    const judged = this.ks.intersections.propose(factory, connect.format, connect.attributes);
    if (!isSuccess(judged)) return judged;
    const pin = this.#newPin(file, factory, connect);
    if (pin === null) return STATUS.STATUS_INVALID_DEVICE_REQUEST;
    const status = pin.openStream(connect.format);
    if (!isSuccess(status)) {
      pin.discard();
      return status;
    }
    file.driver = pin;
    factory.count(1);
    return STATUS.STATUS_SUCCESS;
  }

  /** The port's kind of pin; none for a Topology miniport, which has no NewStream (PCLS-064). */
  #newPin(file: FileObject, factory: PcPinFactory, connect: ValidConnect): PcPin | null {
    const { port } = this.subdevice;
    switch (port.kind) {
      case 'Topology':
        return null;
      case 'WaveRT':
        return new WaveRtPin(this, file, factory, connect, port.miniport);
      case 'WaveCyclic':
        return new WaveCyclicPin(this, file, factory, connect, port.miniport);
      case 'WavePci':
        return new WavePciPin(this, file, factory, connect, port.miniport);
      case 'Midi':
        return new MusicPin(this, file, factory, connect, port);
      case 'DMus':
        return majorFormat(connect.format) === audio
          ? new WaveSinkPin(this, file, factory, connect, port.miniport)
          : new MusicPin(this, file, factory, connect, port);
    }
  }
}
