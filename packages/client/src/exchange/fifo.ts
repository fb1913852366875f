// A queue: the shift of a long array moves all of its elements.

/** So many taken places are given back at once. */
const TAKEN_MOST = 1024;

/** First in, first out. */
export class Fifo<Item> {
  #items: Item[] = [];
  /** How many items at the front were taken. */
  #taken = 0;
  #dead = 0;

  get length(): number {
    return this.#items.length - this.#taken;
  }

  get first(): Item | undefined {
    return this.#items[this.#taken];
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item | undefined {
    if (this.length === 0) return undefined;
    const first = this.#items[this.#taken];
    this.#taken++;
    if (this.length === 0) this.clear();
    else if (this.#taken >= TAKEN_MOST && this.#taken * 2 > this.#items.length) this.#giveBack();
    return first;
  }

  /** Removes everything, and returns it. */
  clear(): Item[] {
    const all = [...this];
    this.#items = [];
    this.#taken = 0;
    this.#dead = 0;
    return all;
  }

  /** Keeps only some of the items. */
  keep(isKept: (item: Item) => boolean): void {
    this.#items = [...this].filter(isKept);
    this.#taken = 0;
    this.#dead = 0;
  }

  /** Says that one more of the items is of no use; when they are most, all of them are removed. */
  lose(isKept: (item: Item) => boolean): void {
    this.#dead++;
    if (this.#dead * 2 > this.length) this.keep(isKept);
  }

  *[Symbol.iterator](): Generator<Item, void, undefined> {
    for (let at = this.#taken; at < this.#items.length; at++) yield this.#items[at] as Item;
  }

  #giveBack(): void {
    this.#items = this.#items.slice(this.#taken);
    this.#taken = 0;
  }
}
