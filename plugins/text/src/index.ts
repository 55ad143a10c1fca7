import { chunk } from './chunk/transform.ts';
import { dedupe } from './dedupe/transform.ts';
import { language } from './language/transform.ts';
import { redact } from './redact/transform.ts';

export { chunk, dedupe, language, redact };

export default [chunk, redact, dedupe, language];
