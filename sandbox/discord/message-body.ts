import { z } from 'zod';
import { COMPONENTS_V2_FLAG, componentsSchema, layoutProblem } from './components.ts';
import { complain, invalidForm, snowflake, text } from './form.ts';

/** What a client may write about a message: https://docs.discord.com/developers/resources/message#create-message */

export const EPHEMERAL_FLAG = 1 << 6;
export const LOADING_FLAG = 1 << 7;

const CONTENT_MAX = 2_000;
const NONCE_MAX = 25;
const EMBED_TOTAL_MAX = 6_000;
const ATTACHMENTS_MAX = 10;
/** SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, IS_VOICE_MESSAGE, IS_COMPONENTS_V2 */
const CREATE_FLAGS = (1 << 2) | (1 << 12) | (1 << 13) | COMPONENTS_V2_FLAG;
const EDIT_FLAGS = (1 << 2) | COMPONENTS_V2_FLAG;

const link = z.string().max(2_048);

const embed = z.object({
  title: text(0, 256).nullish(),
  description: text(0, 4_096).nullish(),
  url: link.nullish(),
  timestamp: z.iso.datetime({ offset: true }).nullish(),
  color: z.number().int().min(0).max(0xffffff).nullish(),
  footer: z.object({ text: text(0, 2_048), icon_url: link.nullish() }).nullish(),
  image: z.object({ url: link }).nullish(),
  thumbnail: z.object({ url: link }).nullish(),
  author: z.object({ name: text(0, 256), url: link.nullish(), icon_url: link.nullish() }).nullish(),
  fields: z
    .array(z.object({ name: text(1, 256), value: text(1, 1_024), inline: z.boolean().nullish() }))
    .max(25)
    .nullish(),
});

export type Embed = z.infer<typeof embed>;

const embeds = z
  .array(embed)
  .max(10)
  .superRefine((list, context) => {
    if (list.reduce((sum, entry) => sum + embedLength(entry), 0) > EMBED_TOTAL_MAX)
      complain(context, 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${EMBED_TOTAL_MAX}`);
  });

const allowedMentions = z
  .object({
    parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
    users: z.array(snowflake).max(100).nullish(),
    roles: z.array(snowflake).max(100).nullish(),
    replied_user: z.boolean().nullish(),
  })
  .superRefine((allowed, context) => {
    for (const kind of ['users', 'roles'] as const)
      if (allowed.parse?.includes(kind) && (allowed[kind]?.length ?? 0) > 0)
        complain(
          context,
          'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
          `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
        );
  });

const attachmentEntry = z.object({
  id: snowflake,
  filename: z.string().max(1_024).nullish(),
  title: z.string().max(1_024).nullish(),
  description: text(0, 1_024).nullish(),
  is_spoiler: z.boolean().nullish(),
});

export type AttachmentEntry = z.infer<typeof attachmentEntry>;

const shared = {
  content: z
    .string()
    .transform((value) => value.trim())
    .superRefine((value, context) => {
      if ([...value].length > CONTENT_MAX)
        complain(context, 'BASE_TYPE_MAX_LENGTH', `Must be ${CONTENT_MAX} or fewer in length.`);
    })
    .nullish(),
  embeds: embeds.nullish(),
  allowed_mentions: allowedMentions.nullish(),
  components: componentsSchema.nullish(),
  attachments: z.array(attachmentEntry).max(ATTACHMENTS_MAX).nullish(),
  flags: z.number().int().nonnegative().nullish(),
};

export const createMessageSchema = z.object({
  ...shared,
  tts: z.boolean().nullish(),
  nonce: z
    .union([z.string(), z.number().int()])
    .superRefine((value, context) => {
      if (String(value).length > NONCE_MAX)
        complain(context, 'BASE_TYPE_MAX_LENGTH', `Must be ${NONCE_MAX} or fewer in length.`);
    })
    .nullish(),
  enforce_nonce: z.boolean().nullish(),
  message_reference: z
    .object({
      type: z.literal(0).nullish(),
      message_id: snowflake,
      channel_id: snowflake.nullish(),
      guild_id: snowflake.nullish(),
      fail_if_not_exists: z.boolean().nullish(),
    })
    .nullish(),
});

export const editMessageSchema = z.object(shared);

export type CreateMessageBody = z.infer<typeof createMessageSchema>;
export type EditMessageBody = z.infer<typeof editMessageSchema>;

/** The flags of a request that count; others are ignored, as Discord does. */
export function creationFlags(requested: number | null | undefined, ephemeralAllowed: boolean): number {
  return (requested ?? 0) & (CREATE_FLAGS | (ephemeralAllowed ? EPHEMERAL_FLAG : 0));
}

/** Flags after an edit: IS_COMPONENTS_V2 can be set but never taken back, and an edit ends «thinking». */
export function flagsAfterEdit(current: number, requested: number | null | undefined): number {
  const kept = current & ~LOADING_FLAG;
  if (requested === null || requested === undefined) return kept;
  return (kept & ~EDIT_FLAGS) | (requested & EDIT_FLAGS) | (kept & COMPONENTS_V2_FLAG);
}

/** Refuses a message whose parts do not fit its style. Arguments are the message as it would become. */
export function checkLayout(message: {
  content: string;
  embeds: readonly Embed[];
  components: CreateMessageBody['components'];
  flags: number;
}): void {
  const v2 = (message.flags & COMPONENTS_V2_FLAG) !== 0;
  const problem = layoutProblem(message.components ?? [], v2);
  if (problem) throw invalidForm([{ path: ['components'], code: 'BASE_TYPE_BAD_LENGTH', message: problem }]);
  if (!v2) return;
  const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
  const complaint = `The 'content' and 'embeds' fields cannot be used when using MessageFlags.IS_COMPONENTS_V2`;
  if (message.content) throw invalidForm([{ path: ['content'], code, message: complaint }]);
  if (message.embeds.length > 0) throw invalidForm([{ path: ['embeds'], code, message: complaint }]);
}

function embedLength(entry: Embed): number {
  const texts = [entry.title, entry.description, entry.footer?.text, entry.author?.name];
  const fields = (entry.fields ?? []).flatMap((field) => [field.name, field.value]);
  return [...texts, ...fields].reduce((sum, value) => sum + (value ?? '').length, 0);
}
