import { type CSSResult, css, LitElement } from 'lit';

/**
 * What the components leave open: light colours where they know only dark ones. To be imported behind them and before
 * the first one is drawn.
 */
function addStyle(name: string, style: CSSResult): void {
  const element = customElements.get(name);
  if (element && element.prototype instanceof LitElement) Reflect.get(element, 'elementStyles').push(style);
}

addStyle(
  'discord-command',
  css`
    :host([light-theme]) .discord-slash-command-name,
    :host([light-theme]) .discord-context-command-name {
      color: #4752c4 !important;
      background-color: #5865f226;
    }
    :host([light-theme]) .discord-slash-command-name:hover {
      color: #fff !important;
      background-color: #5865f2;
    }
    .discord-slash-command-name {
      min-width: 0;
    }
    .discord-slash-command-name svg {
      flex: none;
    }
    .discord-slash-command-name span {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `,
);
addStyle(
  'discord-message',
  css`
    :host([light-theme]) .discord-message-timestamp,
    :host([light-theme]) .discord-message-edited,
    :host([light-theme]) .discord-message-ephemeral {
      color: #5c5e66;
    }
    .discord-message-timestamp,
    .discord-message-edited,
    .discord-message-ephemeral {
      color: #a3a6ad;
    }
    :host([light-theme]) .discord-message-ephemeral .discord-message-ephemeral-link {
      color: #0067c7;
    }
  `,
);
addStyle(
  'discord-button',
  css`
    button:focus-visible,
    a:focus-visible {
      outline: 2px solid #00a8fc;
      outline-offset: 2px;
    }
  `,
);
