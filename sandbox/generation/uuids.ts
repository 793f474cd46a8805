import type { Random } from '../seeded-random.ts';

/** Dashed UUIDs of version 4, which can be had again with the same seed. */
export function createUuids(random: Random): () => string {
  const digit = () => Math.floor(random() * 16).toString(16);
  return () =>
    'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replaceAll(/[xy]/g, (place) =>
      place === 'x' ? digit() : (8 + Math.floor(random() * 4)).toString(16),
    );
}
