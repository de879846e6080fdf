/** A named thing that a call reads or writes: a file, a table, an account. */
export interface Resource {
  /** Compared as it is; resources of one key are one thing, over all tools and batches of an executor. */
  readonly key: string;
  /** Calls that only read a resource may overlap; one that writes it overlaps with none that touches it. */
  readonly access: 'read' | 'write';
}
