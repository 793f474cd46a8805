/** Part of a payload that a test may bend. */
export type Payload = Record<string, unknown>;

/**
 * Puts a value into a payload, or takes the field out when the value is undefined. Fields on the way must be there.
 * @param path - names with dots between; `*` stands for every field: `data.resolved.attachments.*.size`
 * @throws {RangeError} when the path leads nowhere, so that a misspelt one does not pass silently
 */
export function setAt(payload: Payload, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holders = names.reduce<Payload[]>((nodes, name) => nodes.flatMap((node) => children(node, name)), [payload]);
  if (holders.length === 0) throw new RangeError(`the payload has no ${path}`);
  for (const holder of holders) {
    const keys = last === '*' ? Object.keys(holder) : [last];
    for (const key of keys) {
      if (value === undefined) delete holder[key];
      else holder[key] = structuredClone(value);
    }
  }
}

function children(node: Payload, name: string): Payload[] {
  const found = name === '*' ? Object.values(node) : [node[name]];
  return found.filter(isPayload);
}

/** Lists count too: their fields are their indices. */
function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null;
}
