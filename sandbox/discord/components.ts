import { z } from 'zod';
import { complain, snowflake, text } from './form.ts';
import { type AnyComponent, asStored, childrenOf } from './stored-components.ts';

/**
 * Message components, with the limits of https://docs.discord.com/developers/components/reference . Both styles: action
 * rows under a text, and Components V2, where the whole message is made of components.
 */

export const COMPONENTS_V2_FLAG = 1 << 15;

export const COMPONENT_TYPE = {
  actionRow: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  textDisplay: 10,
  label: 18,
  fileUpload: 19,
  radioGroup: 21,
  checkboxGroup: 22,
  checkbox: 23,
} as const;

const TOTAL_MAX = 40;
const ROWS_MAX = 5;
const TEXT_TOTAL_MAX = 4_000;
const LINK_STYLE = 5;
const PREMIUM_STYLE = 6;

const id = z.number().int().nonnegative().nullish();
const customId = text(1, 100);
const emoji = z.object({ id: snowflake.nullish(), name: z.string().nullish(), animated: z.boolean().nullish() });
const media = z.object({ url: z.string().max(2_048) });

const button = z
  .object({
    type: z.literal(2),
    id,
    style: z.number().int().min(1).max(6),
    label: text(0, 80).nullish(),
    emoji: emoji.nullish(),
    custom_id: customId.nullish(),
    url: z.string().max(512).nullish(),
    sku_id: snowflake.nullish(),
    disabled: z.boolean().nullish(),
  })
  .superRefine((value, context) => {
    const required = value.style === LINK_STYLE ? 'url' : value.style === PREMIUM_STYLE ? 'sku_id' : 'custom_id';
    if (!value[required]) complain(context, 'BASE_TYPE_REQUIRED', 'This field is required', [required]);
    if (required !== 'custom_id' && value.custom_id)
      complain(context, 'BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE', 'A custom id cannot be used here');
    if (value.style !== PREMIUM_STYLE && !value.label && !value.emoji)
      complain(context, 'BASE_TYPE_REQUIRED', 'A button needs a label or an emoji', ['label']);
  });

const selectBase = {
  id,
  custom_id: customId,
  placeholder: text(0, 150).nullish(),
  min_values: z.number().int().min(0).max(25).nullish(),
  max_values: z.number().int().min(1).max(25).nullish(),
  disabled: z.boolean().nullish(),
  /** Of modals only. */
  required: z.boolean().nullish(),
};

const selectOption = z.object({
  label: text(1, 100),
  value: text(1, 100),
  description: text(0, 100).nullish(),
  emoji: emoji.nullish(),
  default: z.boolean().nullish(),
});

const stringSelect = z
  .object({
    type: z.literal(3),
    ...selectBase,
    options: z.array(selectOption).min(1).max(25),
  })
  .superRefine((select, context) => {
    if (new Set(select.options.map((option) => option.value)).size < select.options.length)
      complain(context, 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'The specified option value is already used', [
        'options',
      ]);
  });

const defaults = z
  .array(z.object({ id: snowflake, type: z.enum(['user', 'role', 'channel']) }))
  .max(25)
  .nullish();

const peopleSelect = z.object({
  type: z.union([z.literal(5), z.literal(6), z.literal(7)]),
  ...selectBase,
  default_values: defaults,
});

const channelSelect = z.object({
  type: z.literal(8),
  ...selectBase,
  default_values: defaults,
  channel_types: z.array(z.number().int()).nullish(),
});

/** Selects stand in messages and in modals. */
export const selects = [stringSelect, peopleSelect, channelSelect] as const;

const actionRow = z
  .object({
    type: z.literal(1),
    id,
    components: z
      .array(z.discriminatedUnion('type', [button, ...selects]))
      .min(1)
      .max(5),
  })
  .superRefine((row, context) => {
    const selects = row.components.filter((component) => component.type !== 2).length;
    if (selects > 0 && row.components.length > 1)
      complain(context, 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', 'The width of this row is exceeded', ['components']);
  });

export const textDisplay = z.object({ type: z.literal(10), id, content: text(1, 4_000) });
const described = { id, description: text(0, 1_024).nullish(), spoiler: z.boolean().nullish() };
const thumbnail = z.object({ type: z.literal(11), ...described, media });
const gallery = z.object({
  type: z.literal(12),
  id,
  items: z
    .array(z.object({ media, description: described.description, spoiler: described.spoiler }))
    .min(1)
    .max(10),
});
const file = z.object({ type: z.literal(13), id, spoiler: z.boolean().nullish(), file: media });
const separator = z.object({
  type: z.literal(14),
  id,
  divider: z.boolean().nullish(),
  spacing: z.union([z.literal(1), z.literal(2)]).nullish(),
});
const section = z.object({
  type: z.literal(9),
  id,
  components: z.array(textDisplay).min(1).max(3),
  accessory: z.discriminatedUnion('type', [button, thumbnail]),
});
const container = z.object({
  type: z.literal(17),
  id,
  accent_color: z.number().int().min(0).max(0xffffff).nullish(),
  spoiler: z.boolean().nullish(),
  components: z.array(z.discriminatedUnion('type', [actionRow, section, textDisplay, gallery, file, separator])).min(1),
});

const topLevel = z.discriminatedUnion('type', [actionRow, section, textDisplay, gallery, file, separator, container]);

export const componentsSchema = z.array(topLevel).max(TOTAL_MAX).superRefine(checkTogether).transform(asStored);

export type Component = z.infer<typeof topLevel>;

/** Every component of a message, nested ones after the one that holds them. */
export function flatten(components: readonly { readonly type: number }[]): AnyComponent[] {
  return components.flatMap((component) => [component, ...childrenOf(component).flatMap((child) => flatten([child]))]);
}

/** The text that a person reads in the components. */
export function textOf(components: readonly Component[]): string {
  return flatten(components)
    .flatMap((component) => (component.type === 10 ? [String(component.content)] : []))
    .join('\n');
}

/** Rules that only make sense once it is known which style the message has. */
export function layoutProblem(components: readonly Component[], v2: boolean): string | undefined {
  if (v2) return undefined;
  if (components.some((component) => component.type !== 1))
    return 'only action rows may stand here without IS_COMPONENTS_V2';
  if (components.length > ROWS_MAX) return `Must be ${ROWS_MAX} or fewer in length.`;
  return undefined;
}

function checkTogether(components: Component[], context: z.RefinementCtx): void {
  const all = flatten(components);
  if (all.length > TOTAL_MAX)
    complain(context, 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', `The maximum is ${TOTAL_MAX} components`);
  const customIds = all.flatMap((component) => (component.custom_id ? [String(component.custom_id)] : []));
  if (new Set(customIds).size < customIds.length)
    complain(context, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
  if (textOf(components).length > TEXT_TOTAL_MAX)
    complain(context, 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', `The maximum is ${TEXT_TOTAL_MAX} characters`);
}
