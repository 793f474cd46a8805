/** Whom a message would notify. */
export interface Pings {
  readonly users: readonly string[];
  readonly roles: readonly string[];
  readonly everyone: boolean;
}

/** The `allowed_mentions` object of a request. */
export interface AllowedMentions {
  readonly parse?: readonly ('users' | 'roles' | 'everyone')[] | null | undefined;
  readonly users?: readonly string[] | null | undefined;
  readonly roles?: readonly string[] | null | undefined;
  readonly replied_user?: boolean | null | undefined;
}

export interface MentionContext {
  readonly knowsUser: (id: string) => boolean;
  readonly mayMentionRole: (id: string) => boolean;
  readonly mayMentionEveryone: boolean;
  /** Author of the message that is replied to. */
  readonly repliedUserId?: string | undefined;
}

const NOTHING: Pings = { users: [], roles: [], everyone: false };

export { NOTHING as NO_PINGS };

/**
 * Whom a text pings. Without `allowed_mentions` everything in it does, and a reply pings the author replied to; with it
 * only what it lists does, and nothing inside code is a mention.
 * https://docs.discord.com/developers/resources/message#allowed-mentions-object
 */
export function computePings(
  text: string,
  allowed: AllowedMentions | null | undefined,
  context: MentionContext,
): Pings {
  const spoken = withoutCode(text);
  const allows = allowanceOf(allowed);
  const users = idsOf(spoken, /<@!?(\d{15,20})>/g).filter((id) => context.knowsUser(id) && allows.user(id));
  const roles = idsOf(spoken, /<@&(\d{15,20})>/g).filter((id) => context.mayMentionRole(id) && allows.role(id));
  const everyone = /@(everyone|here)\b/.test(spoken) && allows.everyone && context.mayMentionEveryone;
  const replied = allows.repliedUser && context.repliedUserId !== undefined ? [context.repliedUserId] : [];
  return { users: [...new Set([...users, ...replied])], roles: [...new Set(roles)], everyone };
}

interface Allowance {
  readonly user: (id: string) => boolean;
  readonly role: (id: string) => boolean;
  readonly everyone: boolean;
  readonly repliedUser: boolean;
}

function allowanceOf(allowed: AllowedMentions | null | undefined): Allowance {
  if (!allowed) return { user: () => true, role: () => true, everyone: true, repliedUser: true };
  const parse = new Set(allowed.parse ?? []);
  return {
    user: (id) => parse.has('users') || (allowed.users ?? []).includes(id),
    role: (id) => parse.has('roles') || (allowed.roles ?? []).includes(id),
    everyone: parse.has('everyone'),
    repliedUser: allowed.replied_user ?? false,
  };
}

function idsOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));
}

function withoutCode(text: string): string {
  return text.replaceAll(/```[\s\S]*?```/g, ' ').replaceAll(/(`+)[\s\S]*?\1/g, ' ');
}
