import type { CacheAdapter } from '@bowerbird/core';
import { expect, it } from 'vitest';
import { namespaced } from '../src/index.ts';

/** Tests that caches under several names, over one or two connections to one store, never meet. */
export function itKeepsNamespacesApart(
  open: () => Promise<CacheAdapter> | CacheAdapter,
  again?: () => Promise<CacheAdapter> | CacheAdapter,
): void {
  it('keeps caches apart that share it under several names', async () => {
    const one = await open();
    const other = again ? await again() : one;
    const names = ['users', 'users:', 'usersAbc', ''];
    const views = names.map((name, index) => namespaced(index % 2 === 0 ? one : other, name));
    const keys = ['a', ':a', 'users:a', 'Abc:a', ''];
    for (const [index, view] of views.entries())
      await view.setMany(keys.map((key) => ({ key, value: `${key} in ${names[index]}` })));
    await views[0]!.deleteMany(['a', ':a']);
    for (const [index, view] of views.entries()) {
      const here = (key: string) => index > 0 || !['a', ':a'].includes(key);
      expect(await view.getMany(keys)).toEqual(
        keys.map((key) => (here(key) ? `${key} in ${names[index]}` : undefined)),
      );
      expect((await Array.fromAsync(view.scan!(''))).sort()).toEqual(keys.filter(here).sort());
    }
    await one.close?.();
    await other.close?.();
  });
}
