// "Re:" and "Fwd:" as mail programs of other languages write them, with a count (`Re[2]:`) or without.
const PREFIX =
  /^(?:re|fwd?|aw|wg|sv|vs|vl|vb|vá|antw?|doorst|tr|rv|rif|r|i|odp|pd|ynt|ilt|res|enc|atb|bls|回复|回覆|答复|转发|轉寄|返信|転送|답장|전달)(?:\s*[[(]\d+[\])]|\^?\d+)?\s*[:：]\s*/iu;
const BLOB = /^\[[^[\]]*\]\s*/u;
const TRAILER = /\s*\(fwd\)$/iu;
const WRAPPED = /^\[fwd:\s*([\s\S]*)\]$/iu;

/** A subject's base (RFC 5256, section 2.1), and whether it was that of a reply or of something passed on. */
export function baseSubject(subject: string): { readonly base: string; readonly isReply: boolean } {
  let base = subject.replaceAll(/\s+/g, ' ').trim();
  let isReply = false;
  for (;;) {
    const before = base;
    if (TRAILER.test(base)) {
      base = base.replace(TRAILER, '');
      isReply = true;
    }
    if (PREFIX.test(base)) {
      base = base.replace(PREFIX, '');
      isReply = true;
    }
    // `[list] Re: x`, but not where nothing else would be left.
    const bare = base.replace(BLOB, '');
    if (bare !== '') base = bare;
    const [, inner] = WRAPPED.exec(base) ?? [];
    if (inner !== undefined) {
      base = inner.trim();
      isReply = true;
    }
    if (base === before) return { base, isReply };
  }
}

/** A subject as the title of its thread: without what replies and lists put before it. */
export function titleOf(subject: string): string {
  return baseSubject(subject).base;
}
