import { defineConfig } from 'tsup';
import base from '../../tsup.config.ts';

// Two modules run in threads and processes of their own.
export default defineConfig({
  ...base,
  entry: {
    index: 'src/index.ts',
    'compute-worker': 'src/context/compute-worker.ts',
    'sink-writer': 'src/sink/sink-writer.ts',
  },
});
