/**
 * Two names that any file system might hold to be one give the same. It folds more than any of them does, which costs
 * nothing: the second name gets a suffix.
 */
export function fold(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}
