import type { LocalDiscord } from '../../sandbox/discord/local-discord.ts';
import { RequestChecker, type Verdict } from './checker.ts';
import { readDescription } from './description.ts';
import { watchRequests } from './watch.ts';

export interface CheckedWorld {
  /**
   * Holds what came since the last time against Discord's description.
   * @returns what was asked for, by Discord's names of its operations
   * @throws {Error} with a line for each finding
   */
  check(): string[];
  end(): void;
}

export interface CheckedWorldOptions {
  /** Where notices for the operator go, which may come twice. */
  readonly operatorChannelId?: string | undefined;
  readonly secrets?: readonly string[];
}

/**
 * Watches a local Discord from now on.
 * @returns null where Discord's description is not at hand
 */
export function checkWorld(discord: LocalDiscord, options: CheckedWorldOptions = {}): CheckedWorld | null {
  const description = readDescription();
  if (!description) return null;
  const { operatorChannelId, secrets = [] } = options;
  const checker = new RequestChecker(description, {
    exceptChannelIds: operatorChannelId === undefined ? [] : [operatorChannelId],
    secrets: [discord.token, ...secrets],
  });
  const watch = watchRequests(discord);
  let checked = 0;
  return {
    check() {
      const verdicts = watch
        .requests()
        .slice(checked)
        .map((request) => checker.check(request));
      checked += verdicts.length;
      const lines = distinctLines(verdicts);
      if (lines.length > 0) throw new Error(`Discord would refuse this, or take it amiss:\n${lines.join('\n')}`);
      return verdicts.flatMap(({ operation }) => operation ?? []);
    },
    end: () => watch.end(),
  };
}

/** Of findings that differ in their values alone, the first. */
function distinctLines(verdicts: readonly Verdict[]): string[] {
  const lines = new Map<string, string>();
  for (const { findings, lines: written } of verdicts) {
    for (const [index, { operation, field, problem }] of findings.entries()) {
      const kind = `${operation} ${field} ${problem}`;
      if (!lines.has(kind)) lines.set(kind, written[index] ?? kind);
    }
  }
  return [...lines.values()];
}
