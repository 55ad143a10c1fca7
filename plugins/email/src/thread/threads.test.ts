import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseSubject } from './subject.ts';
import { type Threadable, type ThreadNode, threadByReferences, threadBySubject } from './threads.ts';

const message = (
  id: string,
  references: readonly string[] = [],
  subject = '',
  date?: number,
): Threadable => ({ id, references, subject, date });
const show = (nodes: readonly ThreadNode<Threadable>[]): string =>
  nodes
    .map(
      ({ message, id, children }) =>
        `${message ? id : `(${id})`}${children.length > 0 ? `[${show(children)}]` : ''}`,
    )
    .join(' ');

describe('by references', () => {
  it.each([
    ['a chain', [message('a'), message('b', ['a']), message('c', ['a', 'b'])], 'a[b[c]]'],
    ['a parent that comes later', [message('c', ['a', 'b']), message('b', ['a']), message('a')], 'a[b[c]]'],
    ['a missing parent in the middle', [message('a'), message('c', ['a', 'b'])], 'a[c]'],
    ['a missing first message', [message('b', ['a']), message('c', ['a'])], '(a)[b c]'],
    ['one that refers to itself', [message('a', ['a'])], 'a'],
    ['a circle', [message('a', ['b']), message('b', ['a'])], 'b[a]'],
    ['a guess that gives way', [message('c', ['x', 'b']), message('b', ['a']), message('a')], 'a[b[c]]'],
  ])('%s', (_, messages, expected) => {
    expect(show(threadByReferences(messages))).toBe(expected);
  });

  it('has every message once, whatever they refer to', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const any = fc.array(
      fc.record({
        id: fc.option(fc.constantFrom(...ids), { nil: undefined }),
        references: fc.array(fc.constantFrom(...ids), { maxLength: 4 }),
        subject: fc.constantFrom('x', 'Re: x', 'y'),
        date: fc.constant(undefined),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(any, fc.boolean(), (messages, bySubject) => {
        const found: Threadable[] = [];
        const stack = [...threadByReferences(messages, bySubject ? { bySubject: () => true } : {})];
        for (let node = stack.pop(); node; node = stack.pop()) {
          if (node.message) found.push(node.message);
          stack.push(...node.children);
        }
        expect(new Set(found)).toEqual(new Set(messages));
        expect(found).toHaveLength(messages.length);
      }),
    );
  });

  it('is as deep as it must be', () => {
    const chain = Array.from({ length: 10_000 }, (_, at) =>
      message(String(at), at === 0 ? [] : [String(at - 1)]),
    );
    expect(threadByReferences(chain)).toHaveLength(1);
  });
});

it('joins by subject where that is asked for', () => {
  const messages = [
    message('a', [], 'The bower'),
    message('b', [], 'Re: The bower'),
    message('c', [], 'Other'),
  ];
  expect(show(threadByReferences(messages))).toBe('a b c');
  expect(show(threadByReferences(messages, { bySubject: () => true }))).toBe('a[b] c');
  expect(show(threadByReferences(messages, { bySubject: () => false }))).toBe('a b c');
  expect(show(threadBySubject(messages))).toBe('a[b] c');
});

it.each([
  ['Re: AW: [list] The bower (fwd)', 'The bower'],
  ['[Fwd: Re: The bower]', 'The bower'],
  ['Re[2]: The bower', 'The bower'],
  ['回复：The bower', 'The bower'],
  ['[list]', '[list]'],
  ['Reminder: The bower', 'Reminder: The bower'],
])('knows what %s is about', (subject, base) => {
  expect(baseSubject(subject).base).toBe(base);
});
