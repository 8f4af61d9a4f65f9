/** A device description as people read it: filters, their pins with formats, nodes, connections, and what each offers. */
import type { DeviceDescription, FilterDescription, NodeDescription, PinDescription } from '../../harness/description/format.ts';
import { spoken } from '../topology/graph.ts';
import { clean, count, counted, labelled, type Paint } from '../text.ts';
import { rangeTexts } from './formats.ts';
import { offerLines } from './properties.ts';

export interface DescriptionLayout {
  readonly width: number;
  readonly paint: Paint;
  /** All formats, and what every object offers. */
  readonly verbose: boolean;
}

const label = 16;
/** Formats shown of a pin unless all are wanted. */
const fewFormats = 12;

/** @param source what was described: the name of the target or file */
export function descriptionSummary(device: DeviceDescription, source: string, layout: DescriptionLayout): string {
  const { driver, version, provider, hardwareId } = device.identity;
  const made = [driver, version, provider === undefined || provider === '' ? '' : `(${provider})`].filter(Boolean).join(' ');
  const facts = [made, hardwareId].filter((fact) => fact !== undefined && fact !== '').join(', ');
  const head = [layout.paint('bold', clean(source)), clean(facts), ...(device.about === undefined ? [] : [clean(device.about)])];
  const notes = (device.notes ?? []).flatMap((note) => labelled('  note', clean(note), layout.width, label));
  return [...head, ...notes, ...device.filters.flatMap((filter) => ['', ...filterLines(filter, layout)])].join('\n') + '\n';
}

function filterLines(filter: FilterDescription, layout: DescriptionLayout): string[] {
  const { pins, nodes = [], connections = [] } = filter;
  const line = (name: string, text: string): string[] => labelled(`  ${name}`, clean(text), layout.width, label);
  const counts = [counted(pins.length, 'pin'), counted(nodes.length, 'node'), counted(connections.length, 'connection')];
  return [
    `${layout.paint('bold', clean(filter.name))}  ${clean(filter.friendlyName)}`,
    ...line('has', counts.join(', ')),
    ...line('classes', filter.categories.map(spoken).join(', ') || 'none'),
    ...line('reference', filter.referenceString ?? filter.name),
    ...(filter.classDriver === undefined ? [] : line('class driver', [filter.classDriver, filter.port].filter(Boolean).join(', '))),
    ...pins.flatMap((pin, i) => ['', ...pinLines(pin, i, layout)]),
    ...(nodes.length > 0 ? [''] : []),
    ...nodes.flatMap((node, i) => nodeLines(node, i, layout)),
    ...(connections.length > 0 ? ['', ...line('connections', paths(connections).join(', '))] : []),
    ...offers('filter', filter, layout),
  ];
}

function pinLines(pin: PinDescription, index: number, layout: DescriptionLayout): string[] {
  const { paint, width, verbose } = layout;
  const { instances, physicalConnection: wire, open } = pin;
  const title = clean(pin.name ?? (pin.category === undefined ? '' : spoken(pin.category)));
  const facts = [title, `${pin.dataflow}, ${pin.communication}, ${instancesText(instances.possible)}`].filter(Boolean).join('  ');
  const line = (name: string, text: string): string[] => labelled(`    ${name}`, clean(text), width, label);
  const formats = rangeTexts(pin.dataRanges);
  const shown = verbose ? formats : formats.slice(0, fewFormats);
  const more = formats.length - shown.length;
  const has = [open?.clock === true ? 'a clock' : '', open?.allocator === true ? 'an allocator' : ''].filter(Boolean);
  return [
    `  ${paint('bold', `pin ${index}`)}  ${facts}`,
    ...(pin.category === undefined ? [] : line('category', spoken(pin.category))),
    ...shown.map((format, i) => `${(i === 0 ? '    formats' : '').padEnd(label)}${clean(format)}`),
    ...(more > 0 ? [`${''.padEnd(label)}… ${count(more)} more; --verbose shows all`] : []),
    ...(wire ? line('wired to', wire.filter === undefined ? `${wire.link ?? ''} pin ${wire.pin}` : `${wire.filter} pin ${wire.pin}`) : []),
    ...(open ? line('open', has.length > 0 ? `has ${has.join(' and ')}` : 'can be opened') : []),
    ...(open ? offers('    ', open, layout) : []),
    ...(open?.nodes ?? []).flatMap((node) => offers(`    node ${node.node}`, node, layout)),
  ];
}

const instancesText = (possible: PinDescription['instances']['possible']): string =>
  possible === 'unlimited' ? 'any number of instances' : counted(possible, 'instance');

function nodeLines(node: NodeDescription, index: number, layout: DescriptionLayout): string[] {
  const type = spoken(node.type);
  const name = clean(node.name ?? type);
  const facts = name.toLowerCase() === type ? name : `${name}  ${type}`;
  return [`  ${layout.paint('bold', `node ${index}`)}  ${facts}`, ...offers('    ', node, layout, true)];
}

/** Sets and items: of nodes always, of all else where everything is wanted. */
function offers(title: string, of: Parameters<typeof offerLines>[0], layout: DescriptionLayout, always = false): string[] {
  if (!layout.verbose && !always) return [];
  const lines = offerLines(of, layout.width - 6);
  if (lines.length === 0) return [];
  return [...(title.trim() === '' ? [] : ['', `  ${title.trim()} offers`]), ...lines.map((line) => `      ${line}`.replace(/^ {6}/, '    '))];
}

/** Connections as paths: `pin0 → node0.1 → node1.1 → pin1`. */
function paths(connections: NonNullable<FilterDescription['connections']>): string[] {
  const rest = [...connections];
  const found: string[] = [];
  for (let first = rest.shift(); first; first = rest.shift()) {
    const path = [first.from, first.to];
    for (;;) {
      const at = path[path.length - 1] ?? '';
      const node = /^node\d+/.exec(at)?.[0];
      const next = node === undefined ? -1 : rest.findIndex(({ from }) => from.startsWith(`${node}.`));
      const [step] = next < 0 ? [] : rest.splice(next, 1);
      if (!step) break;
      path.push(step.to);
    }
    found.push(path.join(' → '));
  }
  return found;
}
