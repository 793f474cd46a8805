/**
 * The first items of an order, without ordering the rest: a guild has ten thousand members, and a list shows ten.
 * @param compare - as `Array.sort` takes it
 */
export function topOf<Item>(items: readonly Item[], count: number, compare: (a: Item, b: Item) => number): Item[] {
  const top: Item[] = [];
  for (const item of items) {
    const last = top[count - 1];
    if (last !== undefined && compare(item, last) >= 0) continue;
    const place = top.findIndex((other) => compare(item, other) < 0);
    top.splice(place < 0 ? top.length : place, 0, item);
    if (top.length > count) top.pop();
  }
  return top;
}
