import base, { banner } from '../../tsup.config.ts';

// yaml and Zod are part of this package: it is loaded at the start of every run, and they are hundreds of files.
export default { ...base, banner };
