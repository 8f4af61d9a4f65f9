import { describe, expect, test } from 'vitest';
import { facts } from './testing/abi-facts.ts';
import {
  allNames,
  allSets,
  constantByName,
  constantName,
  constantsWithPrefix,
  enumByName,
  guidByName,
  guidGroup,
  guidName,
  guidNames,
  itemByName,
  itemMacro,
  itemName,
  propertyKeyByName,
  setByName,
  setsByGuid,
  valueOfName,
} from './names.ts';

const clock = '{DF12A4C0-AC17-11CF-A5D6-28DB04C10000}';

describe('sets', () => {
  test('every set of the headers is there with its ids', () => {
    for (const fact of facts.header.sets) {
      expect(setByName(fact.name)).toMatchObject({ name: fact.name, kind: fact.kind, guid: fact.guid, header: fact.header });
      for (const { name, id } of fact.ids) expect(setByName(fact.name)?.ids).toContainEqual({ name, id });
    }
  });

  test('every documented item is there, with the id that is known', () => {
    for (const fact of facts.documentedItems) {
      const name = fact.headerName ?? fact.name;
      const item = itemByName(name);
      expect([name, item?.sets.map((set) => set.name)]).toEqual([name, expect.arrayContaining([setByName(fact.set)?.name])]);
      if (fact.id !== null) expect([name, item?.id]).toEqual([name, fact.id]);
    }
  });

  test('a set is found by name and by GUID', () => {
    expect(setByName('KSPROPSETID_Clock')).toMatchObject({ kind: 'property', guid: clock, header: 'ks.h' });
    expect(setsByGuid(clock).map((set) => set.name)).toEqual(['KSPROPSETID_Clock']);
    expect(setsByGuid(clock.toLowerCase()).map((set) => set.name)).toEqual(['KSPROPSETID_Clock']);
    expect(setsByGuid('{00000000-0000-0000-0000-000000000001}')).toEqual([]);
    expect(setsByGuid('no GUID')).toEqual([]);
  });

  test('a documented name of a header set is that set', () => {
    expect(setByName('KSEVENTSETID_VIDCAPNotify')).toBe(setByName('KSEVENTSETID_VIDCAPTOSTI'));
  });

  test('a set whose GUID is nowhere told has none', () => {
    expect(setByName('KSPROPSETID_GM')).toMatchObject({ guid: null, header: null });
  });

  test('ids that only the documentation has join their set', () => {
    expect(setByName('KSPROPSETID_Jack')?.ids).toContainEqual({ name: 'KSPROPERTY_JACK_DESCRIPTION3', id: 5 });
  });

  test('all sets are listed once', () => {
    expect(new Set(allSets().map((set) => set.name)).size).toBe(allSets().length);
    expect(allSets().length).toBeGreaterThan(158);
  });
});

describe('items', () => {
  test('an item of two sets has both', () => {
    expect(itemByName('KSPROPERTY_VPCONFIG_MAXPIXELRATE')).toMatchObject({ id: 4, sets: [{ name: 'KSPROPSETID_VPConfig' }, { name: 'KSPROPSETID_VPVBIConfig' }] });
  });

  test('ids are named within their set', () => {
    expect(itemName(setByName('KSPROPSETID_Clock')!, 0)).toBe('KSPROPERTY_CLOCK_TIME');
    expect(itemName(setByName('KSPROPSETID_Clock')!, 99)).toBeUndefined();
  });

  test('macros tell handlers and least sizes', () => {
    expect(itemMacro('KSPROPERTY_CONNECTION_STATE')).toEqual({
      get: true,
      set: true,
      methodFlags: null,
      minRequest: { x64: 24, x86: 24 },
      minData: { x64: 4, x86: 4 },
    });
    expect(itemMacro('KSPROPERTY_CONNECTION_PROPOSEDATAFORMAT')).toMatchObject({ get: false, set: true, minData: { x64: 64 } });
    expect(itemMacro('KSPROPERTY_CLOCK_TIME')).toMatchObject({ get: true, set: false });
    expect(itemMacro('KSMETHOD_BDA_CREATE_PIN_FACTORY')).toMatchObject({ methodFlags: 'KSMETHOD_TYPE_READ', minRequest: { x64: 32 } });
    expect(itemMacro('KSPROPERTY_AUDIO_VOLUMELEVEL')).toBeUndefined();
  });
});

describe('GUIDs', () => {
  test('every GUID of the facts has its names', () => {
    for (const { name, guid } of Object.values(facts.header.guids).flat()) {
      expect(guidByName(name)).toBe(guid);
      expect(guidNames(guid)).toContain(name);
    }
  });

  test('the best name is a set, unless another kind is asked for', () => {
    expect(guidName(clock)).toBe('KSPROPSETID_Clock');
    expect(guidName('{00000000-0000-0000-0000-000000000000}')).toBe('GUID_NULL');
    expect(guidName('{00000000-0000-0000-0000-000000000000}', 'KSDATAFORMAT_TYPE_')).toBe('KSDATAFORMAT_TYPE_WILDCARD');
    expect(guidName(clock, 'KSCATEGORY_')).toBe('KSPROPSETID_Clock');
  });

  test('one without a name is shown as it is', () => {
    expect(guidName('{12345678-0000-0000-0000-000000000000}')).toBe('{12345678-0000-0000-0000-000000000000}');
  });

  test('groups', () => {
    expect(guidGroup('ksCategories').map(({ name }) => name)).toContain('KSCATEGORY_CAPTURE');
    expect(guidGroup('nodeTypes').length).toBeGreaterThan(100);
    expect(guidGroup('no such group')).toEqual([]);
  });
});

describe('constants', () => {
  test('every #define and enum value of the facts is there', () => {
    for (const { name, hex } of facts.header.constants) {
      const negative = hex.startsWith('-');
      expect([name, BigInt(constantByName(name)!)]).toEqual([name, BigInt(negative ? hex.slice(1) : hex) * (negative ? -1n : 1n)]);
    }
    for (const { values } of facts.header.enums) for (const { name, value } of values) expect([name, constantByName(name)]).toEqual([name, value]);
  });

  test('one that a double cannot hold is a bigint', () => {
    expect(constantByName('KSCAMERA_EXTENDEDPROP_CAPS_ASYNCCONTROL')).toBe(0x8000000000000000n);
  });

  test('enums, both ways', () => {
    expect(enumByName('KSSTATE')?.map(({ name }) => name)).toEqual(['KSSTATE_STOP', 'KSSTATE_ACQUIRE', 'KSSTATE_PAUSE', 'KSSTATE_RUN']);
    expect(constantName('KSSTATE', 3)).toBe('KSSTATE_RUN');
    expect(constantName('KSSTATE', 3n)).toBe('KSSTATE_RUN');
    expect(constantName('KSSTATE', 4)).toBeUndefined();
    expect(enumByName('NOT_AN_ENUM')).toBeUndefined();
  });

  test('by prefix', () => {
    expect(constantsWithPrefix('KSMETHOD_TYPE_').map(({ name }) => name)).toContain('KSMETHOD_TYPE_SETSUPPORT');
  });
});

test('any name has its value', () => {
  expect(valueOfName('KSSTATE_RUN')).toBe(3);
  expect(valueOfName('KSPROPERTY_CLOCK_TIME')).toBe(0);
  expect(valueOfName('KSPROPSETID_Clock')).toBe(clock);
  expect(valueOfName('STATUS_NOT_FOUND')).toBe(0xc0000225);
  expect(valueOfName('nothing of ours')).toBeUndefined();
  const names = new Set(allNames());
  for (const name of ['KSSTATE', 'KSSTATE_RUN', 'KSCATEGORY_AUDIO', 'KSPROPSETID_Clock', 'STATUS_SUCCESS']) expect(names).toContain(name);
});

test('device property keys', () => {
  expect(propertyKeyByName('DEVPKEY_KsAudio_PacketSize_Constraints2')).toEqual({ fmtid: '{9404F781-7191-409B-8B0B-80BF6EC229AE}', pid: 2 });
  expect(propertyKeyByName('DEVPKEY_Nothing')).toBeUndefined();
});
