import { html, LitElement, nothing, type PropertyValues } from 'lit';

export interface PickerItem {
  readonly value: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly picture?: string | undefined;
}

export type PickerSource = (typed: string) => readonly PickerItem[] | Promise<readonly PickerItem[]>;

/** How long typing pauses before suggestions are asked for, milliseconds. */
const PAUSE_MS = 150;
let lastId = 0;

/**
 * A list to choose from, with a field to type in where `searchable`: Discord's selects, and the values of options that
 * have choices or suggestions. Fires `pick` with the chosen values.
 */
export class SandboxPicker extends LitElement {
  static override properties = {
    source: { attribute: false },
    values: { attribute: false },
    shown: { attribute: false },
    label: {},
    placeholder: {},
    searchable: { type: Boolean },
    free: { type: Boolean },
    disabled: { type: Boolean },
    minimum: { type: Number },
    maximum: { type: Number },
    invalid: { type: Boolean },
  };
  declare source: PickerSource;
  /** What is chosen. */
  declare values: readonly string[];
  /** How what is chosen reads. */
  declare shown: string;
  declare label: string;
  declare placeholder: string;
  declare searchable: boolean;
  /** Whether what is typed counts, too, though it stands in no list. */
  declare free: boolean;
  declare disabled: boolean;
  declare minimum: number;
  declare maximum: number;
  declare invalid: boolean;
  #items: readonly PickerItem[] = [];
  #active = 0;
  #open = false;
  #loading = false;
  #typed: string | null = null;
  #pending: string[] = [];
  #asked = 0;
  #timer = 0;
  readonly #listId = `picker-${++lastId}`;

  constructor() {
    super();
    this.source = () => [];
    this.values = [];
    this.shown = '';
    this.label = '';
    this.placeholder = '';
    this.searchable = false;
    this.free = false;
    this.disabled = false;
    this.minimum = 1;
    this.maximum = 1;
    this.invalid = false;
  }

  /** The page's own style reaches it, and labels find what is in it. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override focus(): void {
    this.querySelector<HTMLElement>('[role=combobox]')?.focus();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#open = false;
  }

  get #several(): boolean {
    return this.maximum > 1;
  }

  protected override render() {
    const shared = {
      expanded: this.#open ? 'true' : 'false',
      active: this.#open && this.#items[this.#active] ? `${this.#listId}-${this.#active}` : nothing,
    };
    const field = this.searchable
      ? html`<input
          class="picker-field" type="text" role="combobox" autocomplete="off" spellcheck="false"
          aria-autocomplete="list" aria-label=${this.label} aria-expanded=${shared.expanded} aria-controls=${this.#listId}
          aria-activedescendant=${shared.active} aria-invalid=${this.invalid} placeholder=${this.placeholder}
          ?disabled=${this.disabled} .value=${this.#typed ?? this.shown}
          @input=${this.#type} @focus=${this.#show} @click=${this.#show} @blur=${this.#leave} @keydown=${this.#key}>`
      : html`<button
          class="picker-field" type="button" role="combobox" aria-haspopup="listbox"
          aria-label=${this.label} aria-expanded=${shared.expanded} aria-controls=${this.#listId}
          aria-activedescendant=${shared.active} aria-invalid=${this.invalid} ?disabled=${this.disabled}
          @click=${this.#toggle} @blur=${this.#leave} @keydown=${this.#key}
          ><span class=${this.shown ? 'picker-value' : 'picker-placeholder'}>${this.shown || this.placeholder}</span
          ><span class="picker-arrow" aria-hidden="true"></span></button>`;
    return html`${field}${this.#popup()}`;
  }

  #popup() {
    const nothingFound = this.#loading ? 'Loading options …' : 'No options match your search.';
    return html`<div
      class="picker-list" id=${this.#listId} role="listbox" popover="manual" aria-label=${this.label}
      aria-multiselectable=${this.#several} @mousedown=${(event: Event) => event.preventDefault()}>
      ${this.#open && this.#items.length === 0 ? html`<div class="picker-none">${nothingFound}</div>` : nothing}
      ${this.#open ? this.#items.map((item, at) => this.#option(item, at)) : nothing}
    </div>`;
  }

  #option(item: PickerItem, at: number) {
    const chosen = (this.#several ? this.#pending : this.values).includes(item.value);
    return html`<div
      class="picker-option ${at === this.#active ? 'active' : ''}" role="option" id="${this.#listId}-${at}"
      aria-selected=${chosen} @click=${() => this.#pick(at)} @mousemove=${() => this.#reach(at)}>
      ${item.picture ? html`<img src=${item.picture} alt="">` : nothing}
      <span class="picker-texts"><span>${item.label}</span>${item.description ? html`<small>${item.description}</small>` : nothing}</span>
      ${this.#several ? html`<span class="picker-tick ${chosen ? 'ticked' : ''}" aria-hidden="true"></span>` : nothing}
    </div>`;
  }

  protected override updated(_: PropertyValues): void {
    const list = this.querySelector<HTMLElement>('.picker-list');
    if (!list) return;
    const isShown = list.matches(':popover-open');
    if (this.#open && !isShown) list.showPopover();
    if (!this.#open && isShown) list.hidePopover();
    if (!this.#open) return;
    this.#place(list);
    list.querySelector('.active')?.scrollIntoView({ block: 'nearest' });
  }

  /** Above the field where there is more room, else below. */
  #place(list: HTMLElement): void {
    const field = this.querySelector('.picker-field')?.getBoundingClientRect();
    if (!field) return;
    const below = innerHeight - field.bottom;
    const upwards = field.top > below;
    const width = Math.min(Math.max(field.width, 240), innerWidth - 16);
    list.style.width = `${width}px`;
    list.style.left = `${Math.max(8, Math.min(field.left, innerWidth - width - 8))}px`;
    list.style.maxHeight = `${Math.min(320, (upwards ? field.top : below) - 16)}px`;
    list.style.top = upwards ? 'auto' : `${field.bottom + 6}px`;
    list.style.bottom = upwards ? `${innerHeight - field.top + 6}px` : 'auto';
  }

  readonly #show = () => {
    if (this.#open || this.disabled) return;
    this.#open = true;
    this.#pending = [...this.values];
    this.#active = 0;
    void this.#ask();
  };

  readonly #toggle = () => (this.#open ? this.#hide() : this.#show());

  #hide(): void {
    this.#open = false;
    this.requestUpdate();
    if (!this.#several) return;
    const same = this.#pending.length === this.values.length && this.#pending.every((one) => this.values.includes(one));
    if (!same && this.#pending.length >= this.minimum) this.#tell(this.#pending);
  }

  readonly #leave = () => {
    if (this.#typed !== null && this.free && this.#typed !== this.shown) this.#tell([this.#typed]);
    this.#typed = null;
    if (this.#open) this.#hide();
    else this.requestUpdate();
  };

  readonly #type = (event: Event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    this.#typed = event.target.value;
    this.#open = true;
    this.#active = 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), PAUSE_MS);
    if (this.free || this.#typed === '') this.#tell(this.#typed === '' ? [] : [this.#typed]);
  };

  /** Answers come in any order; only that to the last question counts. */
  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    this.#loading = true;
    this.requestUpdate();
    const items = await this.source(this.#typed ?? (this.free ? this.shown : ''));
    if (asked !== this.#asked) return;
    this.#loading = false;
    this.#items = items;
    const chosen = items.findIndex(({ value }) => this.values.includes(value));
    this.#active = Math.max(0, this.#typed === null ? chosen : 0);
    this.requestUpdate();
  }

  readonly #key = (event: KeyboardEvent) => {
    if (!this.#open) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        this.#show();
      }
      return;
    }
    const last = this.#items.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.#active === last ? 0 : this.#active + 1,
      ArrowUp: this.#active === 0 ? last : this.#active - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) this.#reach(next);
    else if (event.key === 'Enter' || (event.key === ' ' && !this.searchable)) this.#pick(this.#active);
    else if (event.key === 'Tab' && this.searchable && this.#typed && !this.free) this.#pick(this.#active);
    else if (event.key === 'Escape') this.#hide();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    // Enter would send the form, Escape would close it.
    event.stopPropagation();
  };

  #reach(at: number): void {
    if (this.#active === at) return;
    this.#active = at;
    this.requestUpdate();
  }

  #pick(at: number): void {
    const item = this.#items[at];
    if (!item) this.#hide();
    else if (this.#several) this.#tick(item.value);
    else {
      this.#typed = null;
      this.#open = false;
      this.requestUpdate();
      this.#tell([item.value], item.label);
    }
  }

  #tick(value: string): void {
    if (this.#pending.includes(value)) this.#pending = this.#pending.filter((one) => one !== value);
    else if (this.#pending.length < this.maximum) this.#pending.push(value);
    this.requestUpdate();
  }

  #tell(values: readonly string[], label?: string): void {
    this.dispatchEvent(new CustomEvent('pick', { detail: { values, label } }));
  }
}

customElements.define('sandbox-picker', SandboxPicker);

export interface Pick {
  readonly values: readonly string[];
  /** How the one that was chosen reads. */
  readonly label: string | undefined;
}

/** What a `pick` event tells. */
export function pickOf(event: Event): Pick {
  // Only the picker fires it.
  return (event as CustomEvent<Pick>).detail;
}
