export type * from './content.ts';
export { isVisible, MARK, plainText, withoutMarks } from './content.ts';
export type { Hooks } from './hooks.ts';
export { cleanText } from './lines.ts';
export { readContent } from './read.ts';
export { texOf } from './signs.ts';
export * from './tree.ts';
export { type Writing, writeBlocks, writeMarkdown } from './write.ts';
