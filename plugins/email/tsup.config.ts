import base from '../../tsup.config.ts';

// The definition is loaded at the start of every run, and each file costs: what it shares with the workers is in both.
export default { ...base, splitting: false };
