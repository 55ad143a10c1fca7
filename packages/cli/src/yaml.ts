// Loaded at need. Not `import('yaml')`: where it is built in, that gives the default export of CommonJS and no names.
export { parse, stringify } from 'yaml';
