/**
 * The errors that this Discord answers with: HTTP status, code, message.
 * Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json . The page pairs no code with a status;
 * where nobody has told of one, it is 400.
 */
const CATALOGUE = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  serverError: [500, 0, '500: Internal Server Error'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  explicitContent: [400, 20009, 'Explicit content cannot be sent to the desired recipient(s)'],
  tooManyAttachments: [400, 30015, 'Maximum number of attachments in a message reached (10)'],
  tooManyCommands: [400, 30032, 'Maximum number of application commands reached (100).'],
  openedTooFast: [403, 40003, 'You are opening direct messages too fast'],
  tooLarge: [413, 40005, 'Request entity too large'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  tooManyFollowUps: [400, 40094, 'This interaction has hit the maximum number of follow-up messages'],
  userAgentRequired: [403, 40333, 'internal network error'],
  missingAccess: [403, 50001, 'Missing Access'],
  notTheAuthor: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotMessageUser: [403, 50007, 'Cannot send messages to this user'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  invalidRecipient: [400, 50033, 'Invalid Recipient(s)'],
  invalidForm: [400, 50035, 'Invalid Form Body'],
  invalidApiVersion: [400, 50041, 'Invalid API version'],
  fileTooLarge: [400, 50045, 'File uploaded exceeds the maximum size'],
  invalidFile: [400, 50046, 'Invalid file uploaded'],
  archivedThread: [400, 50083, 'Thread is archived'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  noMutualGuild: [403, 50278, 'Cannot send messages to this user due to having no mutual guilds'],
  overloaded: [503, 130000, 'API resource is currently overloaded. Try again a little later'],
  cannotReplyWithoutHistory: [400, 160002, 'Cannot reply without permission to read message history'],
  threadLocked: [403, 160005, 'Thread is locked'],
  blockedByAutoMod: [400, 200000, 'Message was blocked by automatic moderation'],
  harmfulLink: [400, 240000, 'Message blocked by harmful links filter'],
  uploadsLimited: [400, 400001, 'Access to file uploads has been limited for this guild'],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type DiscordErrorName = keyof typeof CATALOGUE;

/** An answer that is an error; a route throws it and the server writes it. */
export class DiscordError extends Error {
  readonly status: number;
  readonly code: number;
  /** Which field is wrong and why, for 50035. */
  readonly errors: unknown;

  constructor(name: DiscordErrorName, details: { message?: string; errors?: unknown; status?: number } = {}) {
    const [status, code, message] = CATALOGUE[name];
    super(details.message ?? message);
    this.name = 'DiscordError';
    this.status = details.status ?? status;
    this.code = code;
    this.errors = details.errors;
  }

  toJSON(): Record<string, unknown> {
    return { message: this.message, code: this.code, ...(this.errors === undefined ? {} : { errors: this.errors }) };
  }
}
