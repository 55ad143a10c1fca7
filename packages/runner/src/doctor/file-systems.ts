/** A kind of file system. */
export interface FileSystem {
  readonly name: string;
  /** Whether the files are on another machine, or in another system: SQLite's locks and shared memory do not reach there. */
  readonly remote?: boolean;
}

// statfs(2), as Linux numbers them; those that users meet. FUSE is left out: what is behind it may be anything.
const FILE_SYSTEMS: ReadonlyMap<number, FileSystem> = new Map<number, FileSystem>([
  [0xef53, { name: 'ext4' }],
  [0x58465342, { name: 'xfs' }],
  [0x9123683e, { name: 'btrfs' }],
  [0x2fc12fc1, { name: 'zfs' }],
  [0xf2f52010, { name: 'f2fs' }],
  [0xca451a4e, { name: 'bcachefs' }],
  [0x794c7630, { name: 'overlayfs' }],
  [0x01021994, { name: 'tmpfs (in memory: it goes when the machine stops)' }],
  [0x6969, { name: 'NFS', remote: true }],
  [0x517b, { name: 'SMB', remote: true }],
  [0xfe534d42, { name: 'SMB', remote: true }],
  [0xff534d42, { name: 'SMB', remote: true }],
  [0x01021997, { name: '9P', remote: true }],
  [0x00c36400, { name: 'CephFS', remote: true }],
  [0x0bd00bd0, { name: 'Lustre', remote: true }],
  [0x5346414f, { name: 'AFS', remote: true }],
]);

/**
 * @param type as `statfs` tells it
 * @returns `undefined` for one that is not known, and on other systems than Linux, which number them as they like
 */
export function fileSystemOf(type: number, platform = process.platform): FileSystem | undefined {
  return platform === 'linux' ? FILE_SYSTEMS.get(type) : undefined;
}
