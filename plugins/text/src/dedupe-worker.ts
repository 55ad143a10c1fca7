// Runs in a worker.
import { type Signature, signatureOf } from './dedupe/signature.ts';

export default function signatures(texts: readonly string[]): readonly Signature[] {
  return texts.map(signatureOf);
}
