import { describe, expect, it } from 'vitest';
import { encodeRequest, requestLayout } from './request-layout.ts';

const set = '{8C134960-51AD-11CF-878A-94F801C10000}';
const header = { set, id: 3, flags: 1 };

describe('input buffers', () => {
  it('begin with Set, Id and Flags', () => {
    const input = encodeRequest(requestLayout('KSPROPERTY', 'x64', {}), { ...header, fields: {} });
    expect(Buffer.from(input).toString('hex')).toBe('6049138cad51cf11878a94f801c100000300000001000000');
  });

  it('take a field by its own name, however deep the struct nests it', () => {
    const layout = requestLayout('KSNODEPROPERTY_AUDIO_CHANNEL', 'x64', {});
    const input = encodeRequest(layout, { ...header, fields: { NodeId: 7, Channel: -1 } });
    const view = new DataView(input.buffer);
    expect(input.length).toBe(40);
    expect(view.getUint32(24, true)).toBe(7);
    expect(view.getInt32(32, true)).toBe(-1);
  });

  it('carry a list behind the struct', () => {
    const type = 'KSP_PIN + KSMULTIPLE_ITEM + GUID[]';
    const input = encodeRequest(requestLayout(type, 'x64', {}), { ...header, fields: { PinId: 2, Items: [set, set] } });
    const view = new DataView(input.buffer);
    expect(input.length).toBe(32 + 8 + 32);
    expect(view.getUint32(24, true)).toBe(2);
    expect(view.getUint32(32, true)).toBe(40);
    expect(view.getUint32(36, true)).toBe(2);
  });

  it('carry a scalar behind the struct under any name', () => {
    const input = encodeRequest(requestLayout('KSP_PIN + GUID', 'x64', {}), { ...header, fields: { PinId: 1, mode: set } });
    expect(Buffer.from(input.subarray(32)).toString('hex')).toBe('6049138cad51cf11878a94f801c10000');
  });
});
