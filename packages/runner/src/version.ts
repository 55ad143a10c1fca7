import manifest from '../package.json' with { type: 'json' };

/** The version of this package: part of the user agent. */
export const VERSION: string = manifest.version;
