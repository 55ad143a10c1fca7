// A sink that never ends a write while it is told to hang, as one does whose server is gone.
import { defineSink } from '@bowerbird/core';

export default defineSink({
  name: 'hanging',
  summary: 'Hangs.',
  create: () => ({
    write: () => (process.env.HANG ? new Promise(() => {}) : Promise.resolve()),
    close: async () => {},
  }),
});
