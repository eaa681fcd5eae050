/** One remembered entry, in a ring that is ordered by use. */
interface Node<V> {
  readonly token: string;
  readonly value: V;
  newer: Node<V>;
  older: Node<V>;
}

/**
 * How much of a token's end finds its place in the map: 72 bits of its signature. Twelve characters are also what V8
 * copies instead of keeping a view into the whole text.
 */
const TAIL = 12;

/**
 * A bounded map that forgets the least recently used first. An entry belongs to one exact text: what is found is
 * compared with the whole of it, every time.
 *
 * Where to look is told by the last characters, the random end of a signature, since a map hashes every character of
 * a text it has not seen before, and the text of every request is new. Two texts with one ending are no more than two
 * that take turns in one place. A ring beside the map keeps the order of use, for the same reason.
 */
export class TokenCache<V> {
  readonly #nodes = new Map<string, Node<V>>();
  readonly #limit: number;
  #newest: Node<V> | undefined;

  /** @param limit - How many entries, at least 1. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(token: string): V | undefined {
    const node = this.#find(token);
    if (node === undefined) return undefined;
    if (node !== this.#newest) {
      unlink(node);
      this.#link(node);
    }
    return node.value;
  }

  set(token: string, value: V): void {
    const place = token.slice(-TAIL);
    const before = this.#nodes.get(place);
    if (before !== undefined) this.#forget(before);
    if (this.#nodes.size >= this.#limit && this.#newest !== undefined) this.#forget(this.#newest.newer);
    const node = { token, value } as Node<V>;
    this.#nodes.set(place, node);
    this.#link(node);
  }

  delete(token: string): void {
    const node = this.#find(token);
    if (node !== undefined) this.#forget(node);
  }

  #find(token: string): Node<V> | undefined {
    const node = this.#nodes.get(token.slice(-TAIL));
    return node?.token === token ? node : undefined;
  }

  /** Puts a node in front. Next to the newest, on the ring's other side, is the oldest. */
  #link(node: Node<V>): void {
    const front = this.#newest;
    if (front === undefined) {
      node.newer = node;
      node.older = node;
    } else {
      node.older = front;
      node.newer = front.newer;
      front.newer.older = node;
      front.newer = node;
    }
    this.#newest = node;
  }

  #forget(node: Node<V>): void {
    this.#nodes.delete(node.token.slice(-TAIL));
    if (node === this.#newest) this.#newest = node.older === node ? undefined : node.older;
    unlink(node);
  }
}

function unlink<V>(node: Node<V>): void {
  node.older.newer = node.newer;
  node.newer.older = node.older;
}
