import { z } from 'zod';
import { fileTypesSchema } from './file-types.ts';
import { complain, text } from './form.ts';

/**
 * What a bot may declare as a command, with the limits of
 * https://docs.discord.com/developers/interactions/application-commands#application-command-object
 */

export const COMMAND_TYPE = { chatInput: 1, user: 2, message: 3 } as const;
export const OPTION_TYPE = {
  subcommand: 1,
  subcommandGroup: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

const SIZE_MAX = 8_000;
const OPTIONS_MAX = 25;
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
/** https://docs.discord.com/developers/reference#locales */
const LOCALES = new Set(
  'id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko'.split(
    ' ',
  ),
);

const name = z.string().superRefine((value, context) => {
  if (!NAME.test(value) || value !== value.toLowerCase())
    complain(context, 'APPLICATION_COMMAND_INVALID_NAME', `Command name is invalid`);
});

const localised = (value: z.ZodType<string>) =>
  z
    .record(z.string(), value.nullish())
    .superRefine((entries, context) => {
      for (const locale of Object.keys(entries))
        if (!LOCALES.has(locale)) complain(context, 'LOCALE_INVALID', 'Invalid locale', [locale]);
    })
    .nullish();

const named = {
  name,
  name_localizations: localised(name),
  description: text(1, 100),
  description_localizations: localised(text(1, 100)),
};

const choice = <Value extends z.ZodType>(value: Value) =>
  z.object({ name: text(1, 100), name_localizations: localised(text(1, 100)), value });
const safeInteger = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const required = z.boolean().nullish();
const autocomplete = z.boolean().nullish();

const stringOption = z.object({
  type: z.literal(OPTION_TYPE.string),
  ...named,
  required,
  autocomplete,
  choices: z
    .array(choice(text(1, 100)))
    .max(OPTIONS_MAX)
    .nullish(),
  min_length: z.number().int().min(0).max(6_000).nullish(),
  max_length: z.number().int().min(1).max(6_000).nullish(),
});

const integerOption = z.object({
  type: z.literal(OPTION_TYPE.integer),
  ...named,
  required,
  autocomplete,
  choices: z.array(choice(safeInteger)).max(OPTIONS_MAX).nullish(),
  min_value: safeInteger.nullish(),
  max_value: safeInteger.nullish(),
});

const numberOption = z.object({
  type: z.literal(OPTION_TYPE.number),
  ...named,
  required,
  autocomplete,
  choices: z.array(choice(z.number())).max(OPTIONS_MAX).nullish(),
  min_value: z.number().nullish(),
  max_value: z.number().nullish(),
});

const plainOption = z.object({
  type: z.union([
    z.literal(OPTION_TYPE.boolean),
    z.literal(OPTION_TYPE.user),
    z.literal(OPTION_TYPE.role),
    z.literal(OPTION_TYPE.mentionable),
  ]),
  ...named,
  required,
});

const channelOption = z.object({
  type: z.literal(OPTION_TYPE.channel),
  ...named,
  required,
  channel_types: z.array(z.number().int()).nullish(),
});

const attachmentOption = z.object({
  type: z.literal(OPTION_TYPE.attachment),
  ...named,
  required,
  file_types: fileTypesSchema,
});

const valueOption = z
  .discriminatedUnion('type', [stringOption, integerOption, numberOption, plainOption, channelOption, attachmentOption])
  .superRefine((option, context) => {
    if ('choices' in option && option.choices?.length && option.autocomplete)
      complain(
        context,
        'APPLICATION_COMMAND_OPTION_CHOICES_AUTOCOMPLETE',
        'choices and autocomplete exclude each other',
      );
  });

const valueOptions = z.array(valueOption).max(OPTIONS_MAX).superRefine(checkOptions).nullish();
const subcommand = z.object({ type: z.literal(OPTION_TYPE.subcommand), ...named, options: valueOptions });
const subcommandGroup = z.object({
  type: z.literal(OPTION_TYPE.subcommandGroup),
  ...named,
  options: z.array(subcommand).max(OPTIONS_MAX).superRefine(checkOptions).nullish(),
});

const options = z
  .array(z.discriminatedUnion('type', [valueOption, subcommand, subcommandGroup]))
  .max(OPTIONS_MAX)
  .superRefine(checkOptions)
  .superRefine((list, context) => {
    const nested = list.filter((option) => option.type <= OPTION_TYPE.subcommandGroup).length;
    if (nested > 0 && nested < list.length)
      complain(context, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', 'Sub-commands and values cannot stand together');
  });

const usage = {
  default_member_permissions: z
    .union([z.string().regex(/^\d+$/), z.number().int().nonnegative()])
    .transform(String)
    .nullish(),
  dm_permission: z.boolean().nullish(),
  contexts: z.array(z.union([z.literal(0), z.literal(1), z.literal(2)])).nullish(),
  integration_types: z.array(z.union([z.literal(0), z.literal(1)])).nullish(),
  nsfw: z.boolean().nullish(),
};

const chatInput = z.object({
  type: z.literal(COMMAND_TYPE.chatInput).nullish(),
  ...named,
  options: options.nullish(),
  ...usage,
});

const menu = z.object({
  type: z.union([z.literal(COMMAND_TYPE.user), z.literal(COMMAND_TYPE.message)]),
  name: text(1, 32),
  name_localizations: localised(text(1, 32)),
  description: z.literal('').nullish(),
  ...usage,
});

export const commandSchema = z.looseObject({ type: z.number().nullish() }).transform((value, context) => {
  const result = (value.type === 2 || value.type === 3 ? menu : chatInput).safeParse(value, { reportInput: true });
  if (result.success) {
    if (combinedSize(result.data) > SIZE_MAX)
      complain(context, 'APPLICATION_COMMAND_TOO_LARGE', `Command exceeds maximum size (${SIZE_MAX})`);
    return result.data;
  }
  for (const issue of result.error.issues) context.addIssue({ ...issue } as Parameters<typeof context.addIssue>[0]);
  return z.NEVER;
});

export type ValueOption = z.infer<typeof valueOption>;
export type Subcommand = z.infer<typeof subcommand>;
export type SubcommandGroup = z.infer<typeof subcommandGroup>;
export type CommandOption = ValueOption | Subcommand | SubcommandGroup;
export type CommandBody = z.infer<typeof chatInput> | z.infer<typeof menu>;

function checkOptions(
  list: readonly { name: string; required?: boolean | null | undefined }[],
  context: z.RefinementCtx,
) {
  const firstOptional = list.findIndex((option) => !option.required);
  const misplaced = firstOptional < 0 ? -1 : list.findIndex((option, at) => at > firstOptional && option.required);
  if (misplaced >= 0)
    complain(
      context,
      'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
      'Required options must be placed before non-required options',
      [misplaced],
    );
  if (new Set(list.map((option) => option.name)).size < list.length)
    complain(context, 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists');
}

/** Names, descriptions and choice values together; of a text in several languages the longest one counts. */
function combinedSize(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, entry) => sum + combinedSize(entry), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const fields = value as Record<string, unknown>;
  const own = ['name', 'description'].reduce(
    (sum, key) => sum + longest(fields[key], fields[`${key}_localizations`]),
    0,
  );
  const choiceValue = 'value' in fields ? String(fields.value).length : 0;
  return own + choiceValue + combinedSize(fields.options) + combinedSize(fields.choices);
}

function longest(text: unknown, localisations: unknown): number {
  const all = [text, ...Object.values((localisations ?? {}) as Record<string, unknown>)];
  return Math.max(0, ...all.map((entry) => (typeof entry === 'string' ? entry.length : 0)));
}
