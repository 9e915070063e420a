import type { Construct, IConstruct } from 'constructs';
import { Cluster } from '../cluster/cluster';

/** What is taken in an app by whom: names, hosts, pods. */
export type Book = Map<string, Construct>;

const books = new WeakMap<IConstruct, Map<Cluster, Map<string, Book>>>();

/** What is taken of a kind on the cluster of `scope`: other clusters may have objects of the same names. */
export function bookOf(scope: Construct, kind: string): Book {
  const { root } = scope.node;
  const cluster = Cluster.of(scope);
  const clusters = books.get(root) ?? new Map<Cluster, Map<string, Book>>();
  const kinds = clusters.get(cluster) ?? new Map<string, Book>();
  const book = kinds.get(kind) ?? new Map<string, Construct>();
  books.set(root, clusters.set(cluster, kinds.set(kind, book)));
  return book;
}
