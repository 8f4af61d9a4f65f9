import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../base/package-root.ts';
import { citedRule, parseRules, shippedRules, strengthOf } from './rules.ts';

describe('rules', () => {
  it('reads id, tag, text and sources of a line', () => {
    const rules = parseRules('prose\n- **PROP-014** [D≠R] A get — of size 0 ⇒ X. — docs:stream/a; ros:ks/b\n\n- no rule\n');
    expect([...rules.values()]).toEqual([
      {
        id: 'PROP-014',
        tag: 'D≠R',
        text: 'A get — of size 0 ⇒ X.',
        sources: 'docs:stream/a; ros:ks/b',
        strength: 'must',
        observable: true,
      },
    ]);
  });

  it.each([
    ['- **A-001** [D] no source', { text: 'no source', sources: '' }],
    ['- **A-001** [D] — only a source', { text: '— only a source', sources: '' }],
    ['- **A-001** [D]  — only a source', { text: '', sources: 'only a source' }],
    ['- **A-001** [D] first\n- **A-001** [R] second', { text: 'first', tag: 'D' }],
  ])('reads %j', (line, rule) => {
    expect(parseRules(line).get('A-001')).toMatchObject(rule);
  });

  it.each(['**A-001** [D] x', '- **A-01** [D] x', '- **a-001** [D] x', '- **A-001** x', ' - **A-001** [D] x', '- **A-001**[D] x'])('finds no rule in %j', (line) => {
    expect(parseRules(line).size).toBe(0);
  });

  it.each([
    ['(not observable) The handler decides.', false],
    ['(not observable: the table is kernel-only) X.', false],
    ['(client obligation) Reserved is zero.', false],
    ['Only single steps are seen (not observable). — x', false],
    ['(observable through SERIALIZESIZE only) X.', true],
    ['Info is not observable in user mode.', true],
  ])('knows whether "%s" can be observed', (text, observable) => {
    expect(parseRules(`- **A-001** [D] ${text}`).get('A-001')?.observable).toBe(observable);
  });

  it.each([
    ['D', 'must'],
    ['H', 'must'],
    ['D≠R', 'must'],
    ['S≠D', 'should'],
    ['R', 'should'],
    ['C', 'should'],
    ['I', 'may'],
    ['I≠R', 'may'],
  ] as const)('asserts [%s] as %s', (tag, strength) => {
    expect(strengthOf(tag)).toBe(strength);
  });

  it('cites a clause of a rule by its own tag', () => {
    const rules = parseRules('- **A-001** [D] It fails ⇒ STATUS_X [R]; never twice [I: the page says once] [status S]. — x');
    expect(citedRule(rules, 'A-001')?.strength).toBe('must');
    expect(citedRule(rules, 'A-001/R')).toMatchObject({ id: 'A-001', tag: 'R', strength: 'should' });
    expect(citedRule(rules, 'A-001/I')?.strength).toBe('may');
    expect(citedRule(rules, 'A-001/S')?.strength).toBe('should');
    expect(citedRule(rules, 'A-001/C')).toBeUndefined();
    expect(citedRule(rules, 'A-002/R')).toBeUndefined();
  });

  it('reads every rule line of the shipped document', () => {
    const markdown = readFileSync(join(packageRoot, 'docs', 'ks-semantics.md'), 'utf8');
    const lines = markdown.split('\n').filter((line) => line.startsWith('- **'));
    expect(shippedRules().size).toBe(lines.length);
    expect(shippedRules().get('PROP-021')).toMatchObject({ tag: 'D', strength: 'must', observable: true });
    expect(shippedRules().get('PROP-033')?.text).not.toContain('—');
  });
});
