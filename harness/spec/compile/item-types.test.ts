import { expect, test } from 'vitest';
import type { Problem } from '../../base/errors.ts';
import { compileBook } from '../loader.ts';
import type { Item } from '../model.ts';
import { parseSpec } from '../spec-files.ts';

/** Compiles a file with one property of VideoProcAmp. `property` and `defaults` are members of flow maps. */
function compile(property: string, defaults = 'get: optional, set: optional'): { item: Item | undefined; problems: string[] } {
  const problems: Problem[] = [];
  const report = (problem: Problem): void => void problems.push(problem);
  const text = `
title: One property
propertySets:
  PROPSETID_VIDCAP_VIDEOPROCAMP:
    on: [filter, node]
    defaults: { ${defaults} }
    properties:
      KSPROPERTY_VIDEOPROCAMP_HUE: { ${property} }
`;
  const document = parseSpec({ file: 'hue.yaml', path: 'hue' }, text, report);
  const book = document && compileBook([document], report);
  return { item: book?.items[0], problems: problems.map(({ message }) => message) };
}

const structs = '{ filter: KSPROPERTY_VIDEOPROCAMP_S, node: KSPROPERTY_VIDEOPROCAMP_NODE_S }';

test('request and value may differ by kind of object', () => {
  const { item, problems } = compile(`request: ${structs}, value: ${structs}, valueField: Value, range: { min: -10, max: 10 }`);
  expect(problems).toEqual([]);
  expect(item).toMatchObject({
    requestTypes: { filter: 'KSPROPERTY_VIDEOPROCAMP_S', node: 'KSPROPERTY_VIDEOPROCAMP_NODE_S' },
    valueTypes: { filter: 'KSPROPERTY_VIDEOPROCAMP_S', node: 'KSPROPERTY_VIDEOPROCAMP_NODE_S' },
    valueType: 'KSPROPERTY_VIDEOPROCAMP_S',
    valueField: 'Value',
    sized: 'fixed',
  });
});

test('the value may be the struct of the request', () => {
  const { item, problems } = compile(`request: ${structs}, value: request, valueField: Value`);
  expect(problems).toEqual([]);
  expect(item?.valueTypes).toEqual(item?.requestTypes);
  expect(compile('value: request').problems).toEqual(['the value is that of the request, but the request is not said']);
});

test('the range may be told by the device', () => {
  expect(compile('value: LONG, range: device').item).toMatchObject({ deviceRange: true });
  expect(compile('value: LONG, range: { min: 0, max: 1 }').item).toMatchObject({ deviceRange: false });
  expect(compile('value: LONG, range: devise').problems).not.toEqual([]);
});

test('a kind that is not named has the struct of its kind', () => {
  const { item } = compile('request: { filter: KSPROPERTY_VIDEOPROCAMP_S }, value: LONG, via: [filter, pin]');
  expect(item).toMatchObject({
    requestTypes: { filter: 'KSPROPERTY_VIDEOPROCAMP_S', node: 'KSP_NODE' },
    valueTypes: { filter: 'LONG', node: 'LONG' },
    via: ['filter', 'pin'],
  });
});

test.each([
  ['request: { pin: KSPROPERTY }, value: LONG', 'the item lives on no pin'],
  ['value: { filter: LONG, node: LUNG }', 'LUNG'],
  ['value: { filter: LONG }', 'the type for node is missing'],
  [`value: ${structs}, valueField: Valve`, 'KSPROPERTY_VIDEOPROCAMP_S has no field "Valve"'],
])('%s is reported', (property, message) => {
  expect(compile(property).problems).toContainEqual(expect.stringContaining(message));
});

test('an item takes from the defaults of its set what it does not say', () => {
  const { item, problems } = compile('set: forbidden, volatile: false', `get: required, set: optional, value: ${structs}, volatile: true`);
  expect(problems).toEqual([]);
  expect(item).toMatchObject({ access: { get: 'required', set: 'forbidden' }, valueType: 'KSPROPERTY_VIDEOPROCAMP_S', volatile: false });
});

test('what neither says is reported', () => {
  expect(compile('get: optional', 'value: LONG').problems).toEqual(['the key "set" is missing']);
});
