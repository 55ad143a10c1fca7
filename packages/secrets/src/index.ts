export { isIdle, type Scrub, scrubber, scrubError, scrubJson } from './scrub.ts';
