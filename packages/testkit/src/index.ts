export type { TestFunction } from './frame/suite.ts';
