/** What the shape of a description cannot say: names that must exist, numbers that must be there, values that must fit. */
import { CodecError } from '../abi/codec.ts';
import { layoutOf } from '../abi/layout.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Path } from '../base/yaml-path.ts';
import type { DeviceDescription, FilterDescription, FormatDescription, Offers, PropertyDescription } from './format.ts';
import { answersOf } from './format.ts';
import { eventOf, idOf, namesOfSet, type SetKind } from './items.ts';
import { codecFor, encodeJson, statusOf, type Json } from './values.ts';

interface Mistake {
  readonly code: string;
  readonly message: string;
  readonly path: Path;
  readonly hint?: string | undefined;
}
type Report = (mistake: Mistake) => void;

/** Reports every mistake in a description whose shape is right. */
export function checkMeaning(device: DeviceDescription, report: Report): void {
  const names = device.filters.map(({ name }) => name);
  device.filters.forEach((filter, i) => {
    const path = ['filters', i];
    if (names.indexOf(filter.name) < i) {
      report({ code: 'KS332', message: `the name "${filter.name}" is taken by an earlier filter`, path: [...path, 'name'] });
    }
    new FilterCheck(device, filter, path, report).check();
  });
}

class FilterCheck {
  readonly #device: DeviceDescription;
  readonly #filter: FilterDescription;
  readonly #path: Path;
  readonly #report: Report;

  constructor(device: DeviceDescription, filter: FilterDescription, path: Path, report: Report) {
    this.#device = device;
    this.#filter = filter;
    this.#path = path;
    this.#report = report;
  }

  check(): void {
    const { pins, nodes = [], connections = [] } = this.#filter;
    this.#offers(this.#filter, []);
    pins.forEach((pin, i) => {
      const path = ['pins', i];
      for (const key of ['dataRanges', 'constrainedDataRanges'] as const) {
        pin[key]?.forEach((range, at) => {
          this.#format('KSDATARANGE', range, [...path, key, at]);
        });
      }
      for (const key of ['intersection', 'preferredFormat'] as const) {
        if (pin[key]) this.#format('KSDATAFORMAT', pin[key], [...path, key]);
      }
      this.#wire(pin.physicalConnection, [...path, 'physicalConnection']);
      if (!pin.open) return;
      this.#offers(pin.open, [...path, 'open']);
      pin.open.nodes?.forEach((each, at) => {
        this.#below(each.node, nodes.length, 'node', [...path, 'open', 'nodes', at, 'node']);
        this.#offers(each, [...path, 'open', 'nodes', at]);
      });
    });
    nodes.forEach((node, i) => {
      this.#offers(node, ['nodes', i]);
    });
    connections.forEach(({ from, to }, i) => {
      this.#end(from, ['connections', i, 'from']);
      this.#end(to, ['connections', i, 'to']);
    });
  }

  #say(code: string, message: string, path: Path, hint?: string): void {
    this.#report({ code, message, path: [...this.#path, ...path], hint });
  }

  #below(index: number, count: number, what: string, path: Path): void {
    if (index >= count) this.#say('KS333', `there is no ${what} ${index}: ${count === 0 ? 'there is none' : `the last is ${count - 1}`}`, path);
  }

  #end(text: string, path: Path): void {
    const [, kind, index] = /^(pin|node)(\d+)/.exec(text) ?? [];
    const list = kind === 'pin' ? this.#filter.pins : (this.#filter.nodes ?? []);
    this.#below(Number(index), list.length, kind ?? '', path);
  }

  #wire(wire: FilterDescription['pins'][number]['physicalConnection'], path: Path): void {
    if (!wire) return;
    const { filter, link, pin } = wire;
    if ((filter === undefined) === (link === undefined)) {
      this.#say('KS334', 'a physical connection leads to one "filter" or one "link"', path);
    }
    if (filter === undefined) return;
    const other = this.#device.filters.find(({ name }) => name === filter);
    if (other) return this.#below(pin, other.pins.length, 'pin', [...path, 'pin']);
    const names = this.#device.filters.map(({ name }) => name);
    this.#say('KS334', `there is no filter "${filter}"`, [...path, 'filter'], didYouMean(filter, names));
  }

  #format(type: 'KSDATARANGE' | 'KSDATAFORMAT', format: FormatDescription, path: Path): void {
    this.#value(type, format as Json, path);
  }

  #value(type: string, json: Json, path: Path): void {
    try {
      encodeJson(type, json);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#say('KS335', error.message, path);
    }
  }

  #offers({ properties = [], events = [], methods = [] }: Offers, path: Path): void {
    properties.forEach(({ set, items }, i) => {
      items.forEach((item, at) => {
        const here = [...path, 'properties', i, 'items', at];
        this.#id('property', set, item.id, here);
        this.#property(item, here);
      });
    });
    for (const [kind, key, sets] of [['event', 'events', events], ['method', 'methods', methods]] as const) {
      sets.forEach(({ set, items }, i) => {
        items.forEach(({ id }, at) => {
          this.#id(kind, set, id, [...path, key, i, 'items', at]);
        });
      });
    }
  }

  #id(kind: SetKind, set: string, id: string | number, path: Path): void {
    if (idOf(kind, set, id) !== undefined) return;
    this.#say('KS336', `the set ${set} has no "${id}"`, [...path, 'id'], didYouMean(String(id), namesOfSet(kind, set)));
  }

  #property(item: PropertyDescription, path: Path): void {
    const { request, type, description } = item;
    if (request !== undefined && !layoutOf('x64', request)) this.#say('KS337', `there is no struct "${request}"`, [...path, 'request']);
    if (type !== undefined && !codecFor(type)) return this.#say('KS337', `there is no type "${type}"`, [...path, 'type']);
    if (description !== undefined) this.#value('KSPROPERTY_DESCRIPTION', description as Json, [...path, 'description']);
    item.raises?.forEach((name, i) => {
      if (!eventOf(name)) this.#say('KS336', `there is no event "${name}"`, [...path, 'raises', i]);
    });
    item.legal?.forEach((value, i) => {
      this.#value(type ?? 'a value without a type', value as Json, [...path, 'legal', i]);
    });
    answersOf(item).forEach(({ pin, value, status }, i) => {
      const here = item.answers ? [...path, 'answers', i] : path;
      if (pin !== undefined) this.#below(pin, this.#filter.pins.length, 'pin', [...here, 'pin']);
      if (status !== undefined && statusOf(status) === undefined) this.#say('KS337', `there is no status "${status}"`, [...here, 'status']);
      if (value !== undefined) this.#value(type ?? 'a value without a type', value, [...here, 'value']);
    });
  }
}
