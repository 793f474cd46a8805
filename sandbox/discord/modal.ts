import { z } from 'zod';
import { flatten, selects, textDisplay } from './components.ts';
import { fileTypesSchema } from './file-types.ts';
import { complain, text } from './form.ts';
import { asStored } from './stored-components.ts';

/**
 * What an app may write about a modal: https://docs.discord.com/developers/components/reference . Text inputs stand in
 * labels, or, as long ago, alone in action rows.
 */

const TEXT_MAX = 4_000;
const id = z.number().int().nonnegative().nullish();
const custom_id = text(1, 100);
const required = z.boolean().nullish();
const count = (minimum: number, maximum: number) => z.number().int().min(minimum).max(maximum).nullish();

const textInput = z.object({
  type: z.literal(4),
  id,
  custom_id,
  /** 1 is one line, 2 a paragraph. */
  style: z.union([z.literal(1), z.literal(2)]),
  label: text(1, 45).nullish(),
  min_length: count(0, TEXT_MAX),
  max_length: count(1, TEXT_MAX),
  required,
  value: text(0, TEXT_MAX).nullish(),
  placeholder: text(0, 100).nullish(),
});

const fileUpload = z.object({
  type: z.literal(19),
  id,
  custom_id,
  min_values: count(0, 10),
  max_values: count(1, 10),
  required,
  file_types: fileTypesSchema,
});

const option = z.object({
  value: text(1, 100),
  label: text(1, 100),
  description: text(0, 100).nullish(),
  default: z.boolean().nullish(),
});
const radioGroup = z.object({ type: z.literal(21), id, custom_id, required, options: z.array(option).min(2).max(10) });
const checkboxGroup = z.object({
  type: z.literal(22),
  id,
  custom_id,
  min_values: count(0, 10),
  max_values: count(1, 10),
  required,
  options: z.array(option).min(1).max(10),
});
const checkbox = z.object({ type: z.literal(23), id, custom_id, default: z.boolean().nullish() });

const field = z.discriminatedUnion('type', [textInput, ...selects, fileUpload, radioGroup, checkboxGroup, checkbox]);

const label = z.object({
  type: z.literal(18),
  id,
  label: text(1, 45),
  description: text(1, 100).nullish(),
  component: field,
});

const row = z.object({
  type: z.literal(1),
  id,
  components: z
    .array(
      textInput.superRefine((input, context) => {
        if (!input.label) complain(context, 'BASE_TYPE_REQUIRED', 'This field is required', ['label']);
      }),
    )
    .length(1),
});

export const modalSchema = z.object({
  custom_id,
  title: text(1, 45),
  components: z
    .array(z.discriminatedUnion('type', [row, textDisplay, label]))
    .min(1)
    .max(5)
    .superRefine((components, context) => {
      const customIds = flatten(components).flatMap(({ custom_id: own }) => (own ? [own] : []));
      if (new Set(customIds).size < customIds.length)
        complain(context, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated');
    })
    .transform(asStored),
});

export type Modal = z.infer<typeof modalSchema>;
export type ModalField = z.infer<typeof field>;
