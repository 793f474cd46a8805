import type { Complaint } from '../finding.ts';
import { fieldAt, isRecord, lengthOf, recordsIn, textOf } from '../shape.ts';
import { type Check, callbackOperation, callbackType, messageOf } from './call.ts';
import { componentsV2 } from './messages.ts';

/** https://docs.discord.com/developers/components/reference */

const customIdMax = 100;
const labelMax = 80;
const [actionRow, button] = [1, 2];
const componentsMax = 40;
const rowsMax = 5;
const buttonsPerRow = 5;
const modalComponentsMax = 5;
const titleMax = 45;

interface Placed {
  readonly component: Readonly<Record<string, unknown>>;
  readonly field: string;
}

export const checkComponents: Check = function* (call) {
  const message = messageOf(call);
  if (!message) return;
  const list = fieldAt(message.parent, 'components');
  const top = recordsIn(message.fields.components);
  const all = [...placed(message.fields.components, list)];
  yield* checkIds(all);
  const isSecondKind = typeof message.fields.flags === 'number' && (message.fields.flags & componentsV2) !== 0;
  if (all.length > componentsMax)
    yield { field: list, value: all.length, problem: `at most ${componentsMax} components, with those inside` };
  if (!isSecondKind && top.length > rowsMax)
    yield { field: list, value: top.length, problem: `at most ${rowsMax} rows` };
  for (const [index, { type }] of top.entries())
    if (!isSecondKind && type !== actionRow)
      yield { field: fieldAt(list, index), value: type, problem: 'needs the flag for components of the second kind' };
  for (const { component, field } of all) yield* checkRow(component, field);
};

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-modal */
export const checkModal: Check = function* ({ operation, request: { body, files } }) {
  if (operation !== callbackOperation || !isRecord(body) || body.type !== callbackType.modal) return;
  const data = isRecord(body.data) ? body.data : {};
  yield* checkIds([{ component: { custom_id: data.custom_id ?? '' }, field: 'data' }]);
  yield* checkIds([...placed(data.components, 'data.components')]);
  const count = recordsIn(data.components).length;
  if (count < 1 || count > modalComponentsMax)
    yield { field: 'data.components', value: count, problem: `must have 1 to ${modalComponentsMax} components` };
  const titleLength = lengthOf(textOf(data.title));
  if (titleLength < 1 || titleLength > titleMax)
    yield { field: 'data.title', value: data.title, problem: `must have 1 to ${titleMax} characters` };
  if (files.length > 0) yield { field: 'files', value: files.length, problem: 'a modal carries no files' };
};

function* checkIds(all: readonly Placed[]): Generator<Complaint> {
  const seen = new Set<string>();
  for (const { component, field } of all) {
    const { custom_id: id, label } = component;
    if (label !== undefined && lengthOf(textOf(label)) > labelMax)
      yield { field: fieldAt(field, 'label'), value: label, problem: `at most ${labelMax} characters` };
    if (id === undefined) continue;
    const path = fieldAt(field, 'custom_id');
    const length = lengthOf(textOf(id));
    if (length < 1 || length > customIdMax)
      yield { field: path, value: id, problem: `must have 1 to ${customIdMax} characters` };
    if (seen.has(textOf(id))) yield { field: path, value: id, problem: 'stands in this message twice' };
    seen.add(textOf(id));
  }
}

function* checkRow({ type, components }: Placed['component'], field: string): Generator<Complaint> {
  const inside = recordsIn(components);
  if (type !== actionRow) return;
  const buttons = inside.filter((component) => component.type === button).length;
  const fits = buttons === inside.length ? buttons >= 1 && buttons <= buttonsPerRow : inside.length === 1;
  if (!fits)
    yield {
      field: fieldAt(field, 'components'),
      value: inside.length,
      problem: `a row holds 1 to ${buttonsPerRow} buttons, or one menu`,
    };
}

/** Every component, with those inside of others. */
function* placed(list: unknown, parent: string): Generator<Placed> {
  for (const [index, component] of recordsIn(list).entries()) {
    const field = fieldAt(parent, index);
    yield { component, field };
    yield* placed(component.components, fieldAt(field, 'components'));
    for (const key of ['accessory', 'component'] as const) {
      const inside = component[key];
      if (isRecord(inside)) yield { component: inside, field: fieldAt(field, key) };
    }
  }
}
