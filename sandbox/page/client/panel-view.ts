import { html, nothing, type TemplateResult } from 'lit';
import type { BotState } from '../wire.ts';
import { avatar } from './avatar.ts';
import { connect, control } from './server.ts';
import { changed, state } from './store.ts';

/** What the sandbox itself can do: who one is, how time runs, what goes wrong. */

export const BOT_WORDS: Readonly<Record<BotState, string>> = {
  starting: 'The bot is starting …',
  running: 'The bot is running',
  stopping: 'The bot is stopping …',
  stopped: 'The bot is not running',
};

export function panel(): TemplateResult {
  const { snapshot } = state;
  if (!snapshot) return html`<p class="quiet">Connecting …</p>`;
  const parts = snapshot.people.filter(({ part }) => part !== undefined);
  return html`
    <section><h2>You are</h2><div class="parts" role="radiogroup" aria-label="You are">${parts.map(
      ({ id, name, part }) => html`<label class="part">
        <input type="radio" name="part" .checked=${id === state.viewerId} @change=${() => become(id)}>
        <img src=${avatar(id, name, false)} alt="" width="32" height="32"><span><strong>${name}</strong><small>${part}</small></span></label>`,
    )}</div></section>
    <section><h2>Your Discord is in</h2>${choice(
      'language',
      'Language of your Discord',
      snapshot.languages.map(({ locale, name }) => ({
        label: name,
        chosen: locale === state.locale,
        choose: () => speak(locale),
      })),
    )}</section>
    <section><h2>Time <span class="world-time"><sandbox-wall-time></sandbox-wall-time></span></h2>
      ${choice(
        'speed',
        'Speed of time',
        snapshot.speeds.map((speed) => ({
          label: `${speed}×`,
          chosen: speed === snapshot.clock.scale,
          choose: () => control('speed', { scale: speed }),
        })),
      )}
      <p class="hint">At ${snapshot.clock.scale}×, a minute takes ${minuteTakes(snapshot.clock.scale)}.</p></section>
    <section><h2>The bot</h2>${botControls(snapshot.bot)}</section>
    <section><h2>Trouble</h2><div class="switches">${snapshot.switches.map(
      ({
        name,
        label,
        hint,
        on,
      }) => html`<label class="switch"><span><strong>${label}</strong><small>${hint}</small></span>
        <input type="checkbox" role="switch" .checked=${on} @change=${() => control('switch', { name, on: !on })}></label>`,
    )}</div></section>`;
}

interface Possibility {
  readonly label: string;
  readonly chosen: boolean;
  readonly choose: () => unknown;
}

/** One of a few, side by side. */
function choice(name: string, label: string, possibilities: readonly Possibility[]): TemplateResult {
  return html`<div class="segments" role="radiogroup" aria-label=${label}>${possibilities.map(
    (one) =>
      html`<label><input type="radio" name=${name} .checked=${one.chosen} @change=${one.choose}><span>${one.label}</span></label>`,
  )}</div>`;
}

/** What the bot says from now on is in this language; what stands there stays as it was said. */
function speak(locale: string): void {
  state.locale = locale;
  sessionStorage.setItem('locale', locale);
  changed();
}

function minuteTakes(scale: number): string {
  const seconds = 60 / scale;
  return seconds === 1 ? '1 second' : seconds === 60 ? 'a minute' : `${seconds} seconds`;
}

function become(viewerId: string): void {
  state.draft = null;
  state.menu = null;
  state.modal = null;
  state.notices = [];
  state.unread.clear();
  sessionStorage.setItem('viewer', viewerId);
  connect(viewerId);
  changed();
}

function botControls(bot: BotState): TemplateResult {
  const order = (what: string) => () => void control('bot', { order: what });
  const isUp = bot === 'running' || bot === 'starting';
  return html`<p class="bot-state ${bot}" role="status"><span class="lamp" aria-hidden="true"></span>${BOT_WORDS[bot]}</p>
    <div class="bot-buttons">
      ${
        isUp
          ? html`<button type="button" @click=${order('kill')} title="At once, as in a power cut">Kill</button>
            <button type="button" @click=${order('stop')} title="In good order">Stop</button>
            <button type="button" ?disabled=${bot !== 'running'} @click=${order('drop-gateway')} title="The bot has to connect to Discord again">Cut its connection</button>`
          : html`<button type="button" class="primary" ?disabled=${bot === 'stopping'} @click=${order('start')}>Start</button>`
      }
    </div>
    ${bot === 'stopped' ? html`<p class="hint">Open jobs go on when it starts again.</p>` : nothing}`;
}
