import { CollectError, type ErrorCode } from '@bowerbird/core';
import type { BookResult, RefusalReason } from './book/parsed.ts';

const ERRORS: Readonly<Record<RefusalReason, readonly [ErrorCode, string, string]>> = {
  protected: [
    'SOURCE_REFUSED',
    'is protected against copying (DRM)',
    'Take it out of the list, or use a copy that its publisher sells without protection.',
  ],
  password: [
    'SOURCE_REFUSED',
    'cannot be opened without a password',
    'Save a copy without the password, and collect that.',
  ],
  'too-large': ['SOURCE_TOO_LARGE', 'is too large', 'Split it, or take it out of the list.'],
  'no-book': ['SOURCE_INVALID', 'is no book', 'Check that it is what its name says.'],
  damaged: ['SOURCE_INVALID', 'is damaged', 'Get the file again.'],
  empty: ['SOURCE_INVALID', 'has no text', 'Open it to see whether it is to be so.'],
  scanned: [
    'SOURCE_UNSUPPORTED',
    'is scanned',
    'Run a program for text recognition (OCR) over it, such as ocrmypdf, and collect what that makes.',
  ],
};

/** Why a book is refused, as an error that says what to do. */
export function refusal(
  about: string,
  { reason, detail }: Extract<BookResult, { status: 'refused' }>,
): CollectError {
  const [code, what, hint] = ERRORS[reason];
  return new CollectError(code, `${about} ${what}: ${detail}`, { recovery: 'next', hint });
}
