/** Which part of a list that grows at its top is asked for: the newest, or what stands before or after an entry. */
export interface PageRequest {
  readonly limit: number;
  /** Id of the last entry of the page before. */
  readonly beforeId?: number;
  /** Id of the first entry of the page behind; instead of `beforeId`. */
  readonly afterId?: number;
}

export interface Page<Row> {
  /** Newest first. */
  readonly rows: readonly Row[];
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
}

/**
 * Reads a page, and whether there is more beside it. Ids stay as they are while the list grows, so a page is found again
 * weeks later, whatever has come on top of it.
 * @param read - gives as many rows as are asked for, newest first; those nearest to the entry that is named
 */
export async function readPage<Row>(
  request: PageRequest,
  read: (request: PageRequest) => Promise<readonly Row[]>,
): Promise<Page<Row>> {
  const { limit, beforeId, afterId } = request;
  // One more than is shown tells whether the list goes on.
  const rows = await read({ ...request, limit: limit + 1 });
  if (afterId !== undefined) return { rows: rows.slice(-limit), hasNewer: rows.length > limit, hasOlder: true };
  return { rows: rows.slice(0, limit), hasNewer: beforeId !== undefined, hasOlder: rows.length > limit };
}
