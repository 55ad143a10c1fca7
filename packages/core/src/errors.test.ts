import { describe, expect, it } from 'vitest';
import {
  BowerbirdError,
  CollectError,
  ConfigError,
  ensureOk,
  isBowerbirdError,
  isCollectError,
  retryAfterMs,
  toErrorData,
} from './errors.ts';

it('are recognised across copies of the package', () => {
  const marker = Symbol.for('bowerbird.error');
  expect(isBowerbirdError(Object.assign(new Error('x'), { [marker]: true, code: 'X' }))).toBe(true);
  expect([new Error('x'), null, 'x', undefined, {}].some(isBowerbirdError)).toBe(false);
  expect(isCollectError(new BowerbirdError('X', 'x'))).toBe(false);
  expect(isCollectError(new CollectError('X', 'x', { recovery: 'next' }))).toBe(true);
});

it('become JSON with everything that helps', () => {
  const cause = new Error('inner', { cause: new Error('innermost') });
  const error = new CollectError('SOURCE_REFUSED', 'no', { recovery: 'stop', hint: 'check the key', cause });
  expect(JSON.parse(JSON.stringify(toErrorData(error)))).toEqual({
    code: 'SOURCE_REFUSED',
    message: 'no',
    hint: 'check the key',
    recovery: 'stop',
    causes: ['inner', 'innermost'],
  });
});

it('become JSON whatever was thrown', () => {
  expect(toErrorData('text')).toEqual({ code: 'COLLECTOR_FAILED', message: 'text' });
  expect(toErrorData(undefined)).toEqual({ code: 'COLLECTOR_FAILED', message: 'undefined' });
  expect(toErrorData(new AggregateError([new Error('first'), new Error('second')]), 'SINK_FAILED')).toEqual({
    code: 'SINK_FAILED',
    message: 'first; second',
  });
  const endless = new Error('a');
  endless.cause = endless;
  expect(toErrorData(endless).causes).toHaveLength(5);
});

it('name every problem of a configuration', () => {
  const error = new ConfigError('the rc file has 2 problems', [
    { path: 'pipelines.talks', message: 'is empty' },
    { path: '', message: 'is no object' },
  ]);
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.message).toBe(
    'the rc file has 2 problems\n\n  pipelines.talks\n    is empty\n\n  (top level)\n    is no object',
  );
});

describe('of HTTP', () => {
  const answer =
    (status: number, headers = {}) =>
    () => {
      const response = new Response(null, { status, headers });
      Object.defineProperty(response, 'url', { value: 'https://a.example/' });
      ensureOk(response);
    };

  it.each([
    [404, 'SOURCE_NOT_FOUND', 'next'],
    [410, 'SOURCE_NOT_FOUND', 'next'],
    [401, 'SOURCE_REFUSED', 'next'],
    [403, 'SOURCE_REFUSED', 'next'],
    [451, 'SOURCE_REFUSED', 'next'],
    [408, 'SOURCE_UNAVAILABLE', 'retry'],
    [425, 'SOURCE_UNAVAILABLE', 'retry'],
    [429, 'SOURCE_UNAVAILABLE', 'retry'],
    [500, 'SOURCE_UNAVAILABLE', 'retry'],
    [503, 'SOURCE_UNAVAILABLE', 'retry'],
    [302, 'SOURCE_INVALID', 'next'],
    [400, 'SOURCE_INVALID', 'next'],
  ])('say what to do next: %i', (status, code, recovery) => {
    expect(answer(status)).toThrow(expect.objectContaining({ code, recovery, hint: expect.any(String) }));
  });

  it('are none for an answer', () => {
    for (const status of [200, 201, 204]) expect(answer(status)).not.toThrow();
  });

  it('carry the time that the host asks for', () => {
    expect(answer(429, { 'retry-after': '120' })).toThrow(expect.objectContaining({ retryAfterMs: 120_000 }));
  });
});

it('reads Retry-After in both forms', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryAfterMs('30', now)).toBe(30_000);
  expect(retryAfterMs('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60_000);
  expect(retryAfterMs('Wed, 31 Dec 2025 00:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('4.9', now)).toBe(4900);
  for (const none of ['soon', '-5', '+4', '3,5', '12-2', '2030-01-01', ''])
    expect(retryAfterMs(none, now)).toBeUndefined();
  expect(retryAfterMs(null, now)).toBeUndefined();
});
