import { test } from 'vitest';
import { collectorSuite } from '../src/index.ts';
import { forum, forumSuite } from './fixtures/forum.ts';

collectorSuite(test, forum, forumSuite);
