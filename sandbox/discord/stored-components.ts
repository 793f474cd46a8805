/** A component of any kind, of a message or of a modal. */
export type AnyComponent = { readonly type: number } & Readonly<Record<string, unknown>>;

/** Fields in which other components stand, in the order in which they are read. */
const NESTING = ['components', 'component', 'accessory'] as const;
const COUNTS = { min_values: 1, max_values: 1 };

/** What Discord fills in, by type. */
const DEFAULTS: Readonly<Record<number, object>> = {
  3: COUNTS,
  5: COUNTS,
  6: COUNTS,
  7: COUNTS,
  8: COUNTS,
  11: { description: null, spoiler: false },
  13: { spoiler: false },
  14: { divider: true, spacing: 1 },
  17: { accent_color: null, spoiler: false },
};

/**
 * Components as Discord keeps and returns them: without empty fields, with what Discord fills in,
 * and every component with a number, given in the order of reading where the app gave none (0 is none).
 * https://docs.discord.com/developers/components/reference#anatomy-of-a-component
 */
export function asStored<T extends { readonly type: number }>(components: readonly T[]): T[] {
  const taken = new Set(components.flatMap(numbersIn));
  let last = 0;
  const nextNumber = () => {
    do last += 1;
    while (taken.has(last));
    return last;
  };
  const store = (component: AnyComponent): AnyComponent => {
    const id = typeof component.id === 'number' && component.id > 0 ? component.id : nextNumber();
    const fields = Object.entries(component).filter(([, value]) => value !== null && value !== undefined);
    const stored = fields.map(([name, value]) => [name, isNesting(name) ? storeNested(value) : value]);
    return { ...DEFAULTS[component.type], ...Object.fromEntries(stored), type: component.type, id };
  };
  const storeNested = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(storeNested);
    return isComponent(value) ? store(value) : value;
  };
  // Numbers and defaults do not change what kind of component it is.
  return components.map((component) => store(component as AnyComponent & T) as AnyComponent & T);
}

export function childrenOf(component: { readonly type: number }): AnyComponent[] {
  return NESTING.flatMap((name) => {
    const value: unknown = Reflect.get(component, name);
    return (Array.isArray(value) ? value : [value]).filter(isComponent);
  });
}

export function isComponent(value: unknown): value is AnyComponent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'number';
}

function numbersIn(component: { readonly type: number }): number[] {
  const own = 'id' in component && typeof component.id === 'number' ? [component.id] : [];
  return [...own, ...childrenOf(component).flatMap(numbersIn)];
}

function isNesting(name: string): boolean {
  return NESTING.some((nesting) => nesting === name);
}
