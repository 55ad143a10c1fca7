import base from '../../tsup.config.ts';

// Each entry whole: the index is loaded at the start of every run, and what it shares with the workers is little.
export default { ...base, splitting: false };
