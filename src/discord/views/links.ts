/** Leads to a message, for whoever may see it. */
export function messageLink(place: {
  /** Null for a direct message. */
  readonly guildId: string | null;
  readonly channelId: string;
  readonly messageId: string;
}): string {
  return `https://discord.com/channels/${place.guildId ?? '@me'}/${place.channelId}/${place.messageId}`;
}
