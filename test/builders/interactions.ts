import {
  type APIApplicationCommandAutocompleteInteraction,
  type APIChatInputApplicationCommandInteraction,
  type APIInteraction,
  type APIMessageApplicationCommandInteraction,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ChannelType,
  ComponentType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord.js';

/** Fields as Discord sends them, and beyond what the library's types admit: servers leave fields out, or send null. */
type Changes = Readonly<Record<string, unknown>>;

export const allPermissions = String(
  PermissionFlagsBits.ViewChannel |
    PermissionFlagsBits.SendMessages |
    PermissionFlagsBits.SendMessagesInThreads |
    PermissionFlagsBits.AttachFiles,
);

/** `/ray-flash prompt:"a red fox"` by a member in a guild's channel, as the gateway delivers it. */
export function anInteraction(changes: Changes = {}): APIChatInputApplicationCommandInteraction {
  const interaction = {
    id: '1573641915008548864',
    application_id: '111111111111111111',
    type: InteractionType.ApplicationCommand,
    token: 'aW50ZXJhY3Rpb246-token-of-this-interaction',
    version: 1,
    guild_id: '222222222222222222',
    channel_id: '333333333333333333',
    channel: { id: '333333333333333333', type: ChannelType.GuildText },
    member: { user: { id: '444444444444444444', username: 'ann' }, roles: [], permissions: '0' },
    locale: 'en-US',
    app_permissions: allPermissions,
    attachment_size_limit: 26_214_400,
    authorizing_integration_owners: { 0: '222222222222222222' },
    context: 0,
    entitlements: [],
    data: command('ray-flash', { prompt: 'a red fox' }),
    ...changes,
  };
  return interaction as unknown as APIChatInputApplicationCommandInteraction;
}

/** Somebody is typing into an option of a command; the others may be half finished. */
export function aFocusedInteraction(
  name: string,
  options: Parameters<typeof command>[1],
  focused: string,
  changes: Changes = {},
): APIApplicationCommandAutocompleteInteraction {
  const data = command(name, options);
  return anInteraction({
    type: InteractionType.ApplicationCommandAutocomplete,
    data: {
      ...data,
      options: data.options.map((option) => (option.name === focused ? { ...option, focused: true } : option)),
    },
    ...changes,
  }) as unknown as APIApplicationCommandAutocompleteInteraction;
}

/** A command's name and options, with the types that Discord gives them. */
export function command(name: string, options: Readonly<Record<string, string | number | boolean>> = {}) {
  const types = {
    string: ApplicationCommandOptionType.String,
    number: ApplicationCommandOptionType.Integer,
    boolean: ApplicationCommandOptionType.Boolean,
  };
  return {
    id: '666666666666666666',
    name,
    type: ApplicationCommandType.ChatInput,
    options: Object.entries(options).map(([option, value]) => ({
      name: option,
      value,
      type: types[typeof value as keyof typeof types],
    })),
  };
}

type NestedOption =
  | ReturnType<typeof command>['options'][number]
  | { readonly type: number; readonly name: string; readonly value?: unknown; readonly options?: NestedOption[] };

/**
 * A command with a subcommand, such as `quota grant` or `quota tier set`.
 * @param options - by type and value where JavaScript's type does not tell, as of users and roles
 * @param resolved - the objects behind ids
 */
export function subcommand(path: string, options: readonly NestedOption[] = [], resolved?: object) {
  const [name = '', ...names] = path.split(' ');
  const inside = names.toReversed().reduce<NestedOption[]>(
    (nested, own, index) => [
      {
        type: index === 0 ? ApplicationCommandOptionType.Subcommand : ApplicationCommandOptionType.SubcommandGroup,
        name: own,
        options: nested,
      },
    ],
    [...options],
  );
  return { ...command(name), options: inside, ...(resolved && { resolved }) };
}

/** A member's rights, as the gateway delivers them. */
export function aMember(permissions: bigint | string | undefined, changes: Changes = {}) {
  const user = { id: '444444444444444444', username: 'ann' };
  return { user, roles: [], permissions: permissions === undefined ? undefined : String(permissions), ...changes };
}

/** Somebody used a message command on a message, as Discord describes that. */
export function aMenuUse(
  name: string,
  message: Changes = {},
  changes: Changes = {},
): APIMessageApplicationCommandInteraction {
  const id = '555555555555555555';
  const author = { id: '888888888888888888', username: 'ben' };
  const whole = { id, channel_id: '333333333333333333', author, content: '', attachments: [], embeds: [], ...message };
  return anInteraction({
    data: {
      id: '666666666666666666',
      name,
      type: ApplicationCommandType.Message,
      target_id: id,
      resolved: { messages: { [id]: whole } },
    },
    ...changes,
  }) as unknown as APIMessageApplicationCommandInteraction;
}

/** A picture of a message, as Discord describes its file. */
export function aPictureFile(fileName: string, changes: Changes = {}) {
  return {
    id: '900000000000000001',
    filename: fileName,
    size: 2_000,
    url: `https://cdn.discordapp.com/attachments/333333333333333333/900000000000000001/${fileName}?ex=1&is=1&hm=1`,
    content_type: 'image/png',
    width: 800,
    height: 600,
    ...changes,
  };
}

/** Somebody pressed a button under a message of ours, or chose in a menu. */
export function aPress(customId: string, data: Changes = {}, changes: Changes = {}): APIMessageComponentInteraction {
  return anInteraction({
    type: InteractionType.MessageComponent,
    data: { custom_id: customId, component_type: ComponentType.Button, id: 2, ...data },
    message: { id: '555555555555555555' },
    ...changes,
  }) as unknown as APIMessageComponentInteraction;
}

/** Somebody sent off a modal with text inputs and lists in labels. */
export function aSubmit(
  customId: string,
  fields: Readonly<Record<string, string | readonly string[]>> = {},
  changes: Changes = {},
): APIModalSubmitInteraction {
  const components = Object.entries(fields).map(([name, value], index) => ({
    type: ComponentType.Label,
    id: 2 * index,
    component:
      typeof value === 'string'
        ? { type: ComponentType.TextInput, id: 2 * index + 1, custom_id: name, value }
        : { type: ComponentType.StringSelect, id: 2 * index + 1, custom_id: name, values: value },
  }));
  return anInteraction({
    type: InteractionType.ModalSubmit,
    data: { custom_id: customId, components },
    ...changes,
  }) as unknown as APIModalSubmitInteraction;
}

/** Any other interaction, such as a button. */
export function anotherInteraction(changes: Changes): APIInteraction {
  return anInteraction(changes) as unknown as APIInteraction;
}
