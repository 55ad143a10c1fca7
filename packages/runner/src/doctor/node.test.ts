import { describe, expect, it } from 'vitest';
import { examineNode } from './node.ts';

describe('Node.js', () => {
  it.each([
    ['22.18.9', 'problem'],
    ['22.19.0', 'ok'],
    ['22.9.0', 'problem'],
    ['24.0.0', 'ok'],
    ['8.0.0', 'problem'],
    ['100.0.0', 'ok'],
  ])('%s is %s', (node, status) => {
    const found = examineNode({ versions: { node, sqlite: '3.53.4' }, platform: 'linux', arch: 'x64' });
    expect(found.status).toBe(status);
    expect(found.message).toContain(`Node.js ${node}, SQLite 3.53.4, linux x64`);
  });

  it('this one is new enough', () => {
    expect(examineNode().status).toBe('ok');
  });
});
