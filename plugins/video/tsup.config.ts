import base from '../../tsup.config.ts';

// Each file stands alone: what a worker shares with the plugin is small, and another file to load costs each start of the command.
export default { ...base, splitting: false };
