import { chunk } from './chunk/transform.ts';
import { redact } from './redact/transform.ts';

export { chunk, redact };
export default [chunk, redact];
