import type { Page } from '../../credits/pages.ts';
import type { Words } from '../../words/words.ts';
import type { Row } from '../command-result.ts';
import { button, row } from '../components.ts';

/** To which command the buttons of a list belong, and what their payloads begin with. */
export interface PagerOwner {
  readonly command: string;
  /** A few letters. */
  readonly list: string;
}

/** Which part of a list a button leads to. */
export interface PageSpot {
  readonly beforeId?: number;
  readonly afterId?: number;
}

/**
 * The buttons under a page, with what else belongs beside them; no row where there would be no button. They name the entries
 * at the page's ends, so they work after a restart, and do not skip what has come on top since.
 */
export function pagerRows(
  { command, list }: PagerOwner,
  { rows, hasNewer, hasOlder }: Page<{ readonly id: number }>,
  words: Words,
  others: readonly ReturnType<typeof button>[] = [],
): Row[] {
  const [first, last] = [rows[0], rows.at(-1)];
  const turning =
    first && last && (hasNewer || hasOlder)
      ? [
          button(
            { command, payload: `${list}:after:${first.id}` },
            { label: words('page.newer'), isDisabled: !hasNewer },
          ),
          button(
            { command, payload: `${list}:before:${last.id}` },
            { label: words('page.older'), isDisabled: !hasOlder },
          ),
        ]
      : [];
  const buttons = [...others, ...turning];
  return buttons.length > 0 ? [row(...buttons)] : [];
}

/** Reads a payload of these buttons; null for what is none. The list alone means its newest page. */
export function readPageSpot(payload: string, list: string): PageSpot | null {
  if (payload === list) return {};
  const [name, direction, digits = '', ...rest] = payload.split(':');
  if (name !== list || rest.length > 0 || !/^\d{1,15}$/.test(digits)) return null;
  if (direction === 'before') return { beforeId: Number(digits) };
  return direction === 'after' ? { afterId: Number(digits) } : null;
}
