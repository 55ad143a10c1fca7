import { describe, expect, it } from 'vitest';
import type { Answer } from './ask.ts';
import { examineClock } from './clock.ts';

describe('the clock', () => {
  const arrivedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
  const answer = (offMs: number): Answer => ({
    status: 200,
    url: 'https://example.org/',
    arrivedAt,
    sentAt: arrivedAt - offMs,
  });

  it.each([
    [60_000, 'ok', '2026-01-02T03:04:05Z'],
    [-60_000, 'ok', '2026-01-02T03:04:05Z'],
    [61_000, 'warning', '2026-01-02T03:04:05Z is 1 min ahead of example.org'],
    [-3_600_000, 'warning', '2026-01-02T03:04:05Z is 60 min behind example.org'],
    [3_600_001, 'problem', '2026-01-02T03:04:05Z is 60 min ahead of example.org'],
    [-400 * 86_400_000, 'problem', '2026-01-02T03:04:05Z is 9,600 h behind example.org'],
  ])('that is off by %d ms', (offMs, status, message) => {
    expect(examineClock(answer(offMs))).toMatchObject({ status, message });
  });

  it('that is from before this was written is wrong, whatever the network says', () => {
    expect(examineClock(undefined, Date.UTC(2024, 11, 31))).toMatchObject({
      status: 'problem',
      message: '2024-12-31T00:00:00Z cannot be now',
    });
  });

  it('that nothing can be compared with may be right', () => {
    expect(examineClock(undefined, arrivedAt).status).toBe('skipped');
    expect(examineClock({ ...answer(0), sentAt: undefined }).status).toBe('skipped');
  });
});
