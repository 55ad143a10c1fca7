import manifest from '../package.json' with { type: 'json' };

/** The version of this package. */
const VERSION: string = manifest.version;

/** How requests introduce themselves unless the configuration says otherwise: whoever finds it in a log can find out what it is. */
export const USER_AGENT = `bowerbird/${VERSION} (+https://www.npmjs.com/package/bowerbird)`;

/** The oldest Node.js that this runs on. */
export const MINIMUM_NODE: string = manifest.engines.node.replace(/^>=/, '');
