/** How faults get at the miniports of a port class device: before the ports see them. */
import type { PcNewPort } from '../classdrivers/portcls/adapter.ts';
import type {
  PcAutomationTable,
  PcFilterDescriptor,
  PcPropertyHandler,
  PcPropertyItem,
} from '../classdrivers/portcls/descriptors.ts';
import type { PcMiniport, PcMiniportWaveRTStream, PcPort } from '../classdrivers/portcls/miniports.ts';
import type { Simulation } from '../simulation.ts';
import { wrap } from './wrap.ts';

/** Shows every port with its miniport, as the device makes them. */
function onPort({ descriptor }: Simulation, see: (port: PcNewPort) => void): void {
  if (!('classDriver' in descriptor) || descriptor.classDriver !== 'portcls') return;
  wrap(descriptor, 'startDevice', (start) => (adapter) => {
    wrap(adapter, 'registerSubdevice', (register) => (name, friendlyName, port) => {
      see(port);
      return register(name, friendlyName, port);
    });
    start(adapter);
  });
}

/** Replaces the handlers of a property wherever a miniport has it. Tables are copied: drivers share them. */
export function onProperty(
  simulation: Simulation,
  { set, id }: { readonly set: string; readonly id: number },
  make: (handler: PcPropertyHandler) => PcPropertyHandler,
): void {
  const item = (one: PcPropertyItem): PcPropertyItem =>
    one.set === set && one.id === id ? { ...one, handler: make(one.handler) } : one;
  const table = (one: PcAutomationTable | undefined): PcAutomationTable => ({
    ...one,
    ...(one?.properties && { properties: one.properties.map(item) }),
  });
  onPort(simulation, ({ miniport }) => {
    const { description } = miniport;
    const changed: PcFilterDescriptor = {
      ...description,
      automationTable: table(description.automationTable),
      pins: description.pins.map((pin) => ({ ...pin, automationTable: table(pin.automationTable) })),
      nodes: description.nodes.map((node) => ({ ...node, automationTable: table(node.automationTable) })),
    };
    (miniport as { description: PcFilterDescriptor }).description = changed;
  });
}

/** Shows every stream of a WaveRT miniport when it is made. */
export function onStream(simulation: Simulation, see: (stream: PcMiniportWaveRTStream) => void): void {
  onPort(simulation, (port) => {
    if (port.kind !== 'WaveRT') return;
    wrap(port.miniport, 'newStream', (newStream) => (...args) => {
      const stream = newStream(...args);
      if (typeof stream !== 'number') see(stream);
      return stream;
    });
  });
}

/** Stands between the miniports and what their ports tell clients. */
export function onEvent(
  simulation: Simulation,
  make: (generate: PcPort['generateEventList']) => PcPort['generateEventList'],
): void {
  onPort(simulation, ({ miniport }) => {
    const init = miniport.init?.bind(miniport);
    if (init === undefined) return;
    (miniport as { init: PcMiniport['init'] }).init = (port) => {
      wrap(port, 'generateEventList', make);
      init(port);
    };
  });
}
